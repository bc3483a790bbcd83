import { expect } from "chai";
import { integrationOf } from "../../asl/catalogue/catalogue";
import type { PatternOf, Request, Requests } from "../../asl/catalogue/requests";
import { define } from "../../asl/fragment";
import { jsonata, jsonataTask } from "../../asl/jsonataStates";
import { path, type Reference } from "../../asl/reference";
import { task } from "../../asl/states";
import type { Template } from "../../asl/template";

type SagemakerApi = Extract<keyof Requests, `sagemaker:${string}`>;

/** The members that `task()` takes, written out: one too many or too few does not compile. */
const MEMBERS: { [Name in SagemakerApi]: Record<keyof Exclude<Template<Request<Name>>, Reference>, true> } = {
  "sagemaker:createTrainingJob": {
    TrainingJobName: true,
    HyperParameters: true,
    AlgorithmSpecification: true,
    RoleArn: true,
    InputDataConfig: true,
    OutputDataConfig: true,
    ResourceConfig: true,
    VpcConfig: true,
    StoppingCondition: true,
    Tags: true,
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: true,
    EnableManagedSpotTraining: true,
    CheckpointConfig: true,
    DebugHookConfig: true,
    DebugRuleConfigurations: true,
    TensorBoardOutputConfig: true,
    ExperimentConfig: true,
    ProfilerConfig: true,
    ProfilerRuleConfigurations: true,
    Environment: true,
    RetryStrategy: true,
    RemoteDebugConfig: true,
    InfraCheckConfig: true,
    SessionChainingConfig: true,
    ServerlessJobConfig: true,
    MlflowConfig: true,
    ModelPackageConfig: true,
  },
  "sagemaker:createTransformJob": {
    TransformJobName: true,
    ModelName: true,
    MaxConcurrentTransforms: true,
    ModelClientConfig: true,
    MaxPayloadInMB: true,
    BatchStrategy: true,
    Environment: true,
    TransformInput: true,
    TransformOutput: true,
    DataCaptureConfig: true,
    TransformResources: true,
    DataProcessing: true,
    Tags: true,
    ExperimentConfig: true,
  },
  "sagemaker:createProcessingJob": {
    ProcessingInputs: true,
    ProcessingOutputConfig: true,
    ProcessingJobName: true,
    ProcessingResources: true,
    StoppingCondition: true,
    AppSpecification: true,
    Environment: true,
    NetworkConfig: true,
    RoleArn: true,
    Tags: true,
    ExperimentConfig: true,
  },
  "sagemaker:createHyperParameterTuningJob": {
    HyperParameterTuningJobName: true,
    HyperParameterTuningJobConfig: true,
    TrainingJobDefinition: true,
    TrainingJobDefinitions: true,
    WarmStartConfig: true,
    Tags: true,
    Autotune: true,
  },
  "sagemaker:createLabelingJob": {
    LabelingJobName: true,
    LabelAttributeName: true,
    InputConfig: true,
    OutputConfig: true,
    RoleArn: true,
    LabelCategoryConfigS3Uri: true,
    StoppingConditions: true,
    LabelingJobAlgorithmsConfig: true,
    HumanTaskConfig: true,
    Tags: true,
  },
  "sagemaker:createModel": {
    ModelName: true,
    PrimaryContainer: true,
    Containers: true,
    InferenceExecutionConfig: true,
    ExecutionRoleArn: true,
    Tags: true,
    VpcConfig: true,
    EnableNetworkIsolation: true,
  },
  "sagemaker:createEndpointConfig": {
    EndpointConfigName: true,
    ProductionVariants: true,
    DataCaptureConfig: true,
    Tags: true,
    KmsKeyId: true,
    AsyncInferenceConfig: true,
    ExplainerConfig: true,
    ShadowProductionVariants: true,
    ExecutionRoleArn: true,
    VpcConfig: true,
    EnableNetworkIsolation: true,
    MetricsConfig: true,
  },
  "sagemaker:createEndpoint": {
    EndpointName: true,
    EndpointConfigName: true,
    DeploymentConfig: true,
    Tags: true,
  },
  "sagemaker:updateEndpoint": {
    EndpointName: true,
    EndpointConfigName: true,
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: true,
    DeploymentConfig: true,
    RetainDeploymentConfig: true,
  },
};

/** The patterns of each API, written out: one too many or too few does not compile. */
const PATTERNS: { [Name in keyof Requests]: Record<PatternOf<Name>, true> } = {
  "sagemaker:createTrainingJob": { requestResponse: true, sync: true },
  "sagemaker:createTransformJob": { requestResponse: true, sync: true },
  "sagemaker:createProcessingJob": { requestResponse: true, sync: true },
  "sagemaker:createHyperParameterTuningJob": { requestResponse: true, sync: true },
  "sagemaker:createLabelingJob": { requestResponse: true, sync: true },
  "sagemaker:createModel": { requestResponse: true },
  "sagemaker:createEndpointConfig": { requestResponse: true },
  "sagemaker:createEndpoint": { requestResponse: true },
  "sagemaker:updateEndpoint": { requestResponse: true },
  "lambda:invoke": { requestResponse: true, waitForTaskToken: true },
  "sns:publish": { requestResponse: true, waitForTaskToken: true },
  "sqs:sendMessage": { requestResponse: true, waitForTaskToken: true },
  "events:putEvents": { requestResponse: true, waitForTaskToken: true },
  "states:startExecution": { requestResponse: true, sync: true, "sync:2": true, waitForTaskToken: true },
  "dynamodb:getItem": { requestResponse: true },
  "dynamodb:putItem": { requestResponse: true },
  "dynamodb:updateItem": { requestResponse: true },
  "dynamodb:deleteItem": { requestResponse: true },
  "glue:startJobRun": { requestResponse: true, sync: true },
  "batch:submitJob": { requestResponse: true, sync: true },
  "ecs:runTask": { requestResponse: true, sync: true, waitForTaskToken: true },
  "athena:startQueryExecution": { requestResponse: true, sync: true },
  "athena:stopQueryExecution": { requestResponse: true },
  "athena:getQueryExecution": { requestResponse: true },
  "athena:getQueryResults": { requestResponse: true },
  "elasticmapreduce:createCluster": { requestResponse: true, sync: true },
  "elasticmapreduce:addStep": { requestResponse: true, sync: true },
  "elasticmapreduce:cancelStep": { requestResponse: true },
  "elasticmapreduce:terminateCluster": { requestResponse: true, sync: true },
  "elasticmapreduce:setClusterTerminationProtection": { requestResponse: true },
  "elasticmapreduce:modifyInstanceFleetByName": { requestResponse: true },
  "elasticmapreduce:modifyInstanceGroupByName": { requestResponse: true },
  "http:invoke": { requestResponse: true },
};

describe("the types of task()", () => {
  for (const [api, members] of Object.entries(MEMBERS)) {
    it(`take every member of the request: ${api}`, () => {
      // The shapes come from a newer model than the SDK's types, so they may have more.
      expect(Object.keys(integrationOf(api)?.shapes.input.members ?? {})).to.include.members(Object.keys(members));
    });
  }

  it("take the patterns that the catalogue has", () => {
    for (const [api, patterns] of Object.entries(PATTERNS)) {
      expect(integrationOf(api)?.patterns, api).to.have.members(Object.keys(patterns));
    }
  });

  it("refuse misspelt members, APIs and patterns when they are compiled", () => {
    const states = [
      // @ts-expect-error a misspelt member
      task("A", { api: "sagemaker:createEndpoint", parameters: { EndpointName: "e", EndpointConfigNam: "c" } }),
      // @ts-expect-error a member inside another is misspelt
      task("B", { api: "sagemaker:createModel", parameters: { ModelName: "m", PrimaryContainer: { Imag: "i" } } }),
      // @ts-expect-error an API that SageMaker does not have
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- nothing else would be allowed here
      task("C", { api: "aws-sdk:sagemaker:describeEndpiont", parameters: { EndpointName: "e" } }),
      // @ts-expect-error Step Functions writes SsekmsKeyId
      task("D", { api: "aws-sdk:s3:putObject", parameters: { Bucket: "b", Key: "k", SSEKMSKeyId: "i" } }),
      // @ts-expect-error a model is there when the call returns
      task("E", { api: "sagemaker:createModel", pattern: "sync", parameters: { ModelName: "m" } }),
      // @ts-expect-error SageMaker takes no token
      task("F", { api: "sagemaker:createModel", pattern: "waitForTaskToken", parameters: { ModelName: "m" } }),
      // @ts-expect-error Step Functions writes JobName
      task("G", { api: "batch:submitJob", parameters: { jobName: "j", JobQueue: "q", JobDefinition: "d" } }),
      // @ts-expect-error JSONPath in a JSONata state, which is also refused when it is built
      () => jsonataTask("H", { api: "sagemaker:createModel", arguments: { ModelName: path("$.Name") } }),
    ];
    expect(states).to.have.length(8);
  });

  it("take references at any depth, JSON, and what they do not know", () => {
    const states = [
      task("A", { api: "aws-sdk:sagemaker:describeEndpoint", parameters: { EndpointName: path("$.Name") } }),
      task("B", {
        api: "aws-sdk:s3:putObject",
        pattern: "waitForTaskToken",
        parameters: { Bucket: "b", Key: path("$.Key"), Body: { rows: 1 }, SsekmsKeyId: "k", Acl: "private" },
      }),
      task("C", { api: "aws-sdk:ec2:stopInstances", parameters: { InstanceIds: [path("$.Id")] } }),
      task("D", {
        api: "batch:submitJob",
        pattern: "sync",
        parameters: {
          JobName: "j",
          JobQueue: "q",
          JobDefinition: "d",
          Parameters: { lowerCase: path("$.Value") },
          ContainerOverrides: { Environment: [{ Name: "N", Value: path("$.Value") }] },
        },
      }),
      task("E", {
        api: "dynamodb:putItem",
        parameters: { TableName: "t", Item: { Id: { S: path("$.Id") }, List: { L: [{ N: "1" }] } } },
      }),
      task("F", {
        api: "states:startExecution",
        pattern: "sync:2",
        parameters: {
          StateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m",
          Input: { a: [1] },
        },
      }),
      task("G", { api: "codebuild:startBuild", pattern: "sync", parameters: { ProjectName: "p" } }),
      jsonataTask("H", { api: "sagemaker:createModel", arguments: { ModelName: jsonata("$states.input.Name") } }),
    ];
    expect(states.map((state) => Object.keys(define(state).States)[0]).join("")).to.equal("ABCDEFGH");
  });
});
