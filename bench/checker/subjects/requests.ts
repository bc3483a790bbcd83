/** Requests of the SageMaker APIs without names: the parts that several definitions share. */
import type { JsonObject } from "../../../asl/definition";

export const ROLE = "arn:aws:iam::123456789012:role/churn-jobs";
export const IMAGE = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:3.0-5";

/** A training channel. */
export const channel = (name: string): JsonObject => ({
  ChannelName: name,
  ContentType: "text/csv",
  DataSource: {
    S3DataSource: {
      S3DataType: "S3Prefix",
      S3Uri: `s3://churn-data/${name}/`,
      S3DataDistributionType: "FullyReplicated",
    },
  },
});

export const training: JsonObject = {
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
  HyperParameters: { num_round: "50", max_depth: "5", objective: "binary:logistic" },
  InputDataConfig: [channel("train"), channel("validation")],
  OutputDataConfig: { S3OutputPath: "s3://churn-data/models/" },
  ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  Environment: { LOG_LEVEL: "info" },
  Tags: [{ Key: "team", Value: "churn" }],
};

export const transform: JsonObject = {
  TransformInput: {
    ContentType: "text/csv",
    SplitType: "Line",
    DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://churn-data/score/" } },
  },
  TransformOutput: { S3OutputPath: "s3://churn-data/scores/", AssembleWith: "Line" },
  TransformResources: { InstanceType: "ml.m5.xlarge", InstanceCount: 1 },
};

export const processing: JsonObject = {
  RoleArn: ROLE,
  AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/clean.py"] },
  ProcessingInputs: [
    {
      InputName: "code",
      S3Input: {
        S3Uri: "s3://churn-data/code/clean.py",
        LocalPath: "/opt/ml/processing/input/code",
        S3DataType: "S3Prefix",
        S3InputMode: "File",
      },
    },
  ],
  ProcessingOutputConfig: {
    Outputs: [
      {
        OutputName: "clean",
        S3Output: {
          S3Uri: "s3://churn-data/clean/",
          LocalPath: "/opt/ml/processing/output",
          S3UploadMode: "EndOfJob",
        },
      },
    ],
  },
  ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 20 } },
  StoppingCondition: { MaxRuntimeInSeconds: 1800 },
};

export const tuning: JsonObject = {
  HyperParameterTuningJobConfig: {
    Strategy: "Bayesian",
    HyperParameterTuningJobObjective: { Type: "Maximize", MetricName: "validation:auc" },
    ResourceLimits: { MaxNumberOfTrainingJobs: 12, MaxParallelTrainingJobs: 3 },
    ParameterRanges: {
      IntegerParameterRanges: [{ Name: "max_depth", MinValue: "2", MaxValue: "8" }],
      ContinuousParameterRanges: [{ Name: "eta", MinValue: "0.05", MaxValue: "0.5", ScalingType: "Logarithmic" }],
    },
  },
  TrainingJobDefinition: {
    RoleArn: ROLE,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
    StaticHyperParameters: { num_round: "50" },
    InputDataConfig: [channel("train"), channel("validation")],
    OutputDataConfig: { S3OutputPath: "s3://churn-data/tuning/" },
    ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  },
};

export const labeling: JsonObject = {
  LabelAttributeName: "sentiment",
  RoleArn: ROLE,
  InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://reviews/unlabelled.manifest" } } },
  OutputConfig: { S3OutputPath: "s3://reviews/labels/" },
  LabelCategoryConfigS3Uri: "s3://reviews/categories.json",
  HumanTaskConfig: {
    WorkteamArn: "arn:aws:sagemaker:us-west-2:123456789012:workteam/private-crowd/reviewers",
    UiConfig: { UiTemplateS3Uri: "s3://reviews/form.liquid.html" },
    PreHumanTaskLambdaArn: "arn:aws:lambda:us-west-2:081040173940:function:PRE-TextMultiClass",
    AnnotationConsolidationConfig: {
      AnnotationConsolidationLambdaArn: "arn:aws:lambda:us-west-2:081040173940:function:ACS-TextMultiClass",
    },
    TaskTitle: "Say how the customer feels",
    TaskDescription: "Read the review and choose one category.",
    NumberOfHumanWorkersPerDataObject: 3,
    TaskTimeLimitInSeconds: 300,
  },
};

/** The container of a model; its data come from elsewhere. */
export const container: JsonObject = { Image: IMAGE, Environment: { SAGEMAKER_CONTAINER_LOG_LEVEL: "20" } };

export const endpointVariant: JsonObject = {
  VariantName: "all",
  InstanceType: "ml.m5.large",
  InitialInstanceCount: 1,
  InitialVariantWeight: 1,
};

/** An intrinsic that makes a name of at most 63 characters: `<prefix>-` and 12 random hexadecimal digits. */
export const unique = (prefix: string): string =>
  `States.Format('${prefix}-{}', States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 4))`;

/** The same in JSONata. */
export const uniqueJsonata = (prefix: string): string => `{% '${prefix}-' & $split($uuid(), '-')[4] %}`;

/** What passes by itself: throttling and a full quota. */
export const retry: JsonObject[] = [
  {
    ErrorEquals: ["SageMaker.ResourceLimitExceededException"],
    IntervalSeconds: 60,
    BackoffRate: 2,
    MaxAttempts: 8,
    MaxDelaySeconds: 900,
    JitterStrategy: "FULL",
  },
  { ErrorEquals: ["SageMaker.AmazonSageMakerException"], IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 4 },
];

export const lambdaRetry: JsonObject[] = [
  { ErrorEquals: ["Lambda.ServiceException", "Lambda.TooManyRequestsException"], IntervalSeconds: 1, MaxAttempts: 3 },
  { ErrorEquals: ["States.ALL"], MaxAttempts: 1 },
];

/** The rest goes to the state that fails the execution. */
export const catchAll: JsonObject[] = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Failed" }];

export const failed: JsonObject = { Type: "Fail", ErrorPath: "$.Failure.Error", CausePath: "$.Failure.Cause" };
