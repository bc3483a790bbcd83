/** SageMaker jobs that are waited for, in JSONPath. */
import { chain, define } from "../../../asl/fragment";
import { format, path, uniqueSuffix } from "../../../asl/reference";
import { choice, fail, pass, succeed, task } from "../../../asl/states";
import type { JsonObject } from "../../../asl/definition";
import type { Subject } from "../mutation";
import {
  catchAll,
  IMAGE,
  failed,
  labeling,
  processing,
  retry,
  ROLE,
  training,
  transform,
  tuning,
  unique,
} from "./requests";

const failure = fail("Failed", { error: path("$.Failure.Error"), cause: path("$.Failure.Cause") });

/** Made by the builder: what most pipelines are. */
const trainAndScore: Subject = {
  name: "train and score",
  type: "STANDARD",
  closed: true,
  made: ["$.Dataset", "$.Training", "$.Model", "$.Failure", "$.Names"],
  definition: define(
    chain(
      pass("Names", {
        parameters: {
          Bucket: path("$.Bucket"),
          Names: { Model: format("churn-{}", uniqueSuffix()), Transform: format("churn-score-{}", uniqueSuffix()) },
        },
      }),
      task(
        "Generate dataset",
        { api: "lambda:invoke", parameters: { FunctionName: "churn-seed", Payload: { Bucket: path("$.Bucket") } } },
        { resultSelector: { Rows: path("$.Payload.Rows") }, resultPath: "$.Dataset", catch: [{ target: failure }] },
      ),
      task(
        "Train model",
        {
          api: "sagemaker:createTrainingJob",
          pattern: "sync",
          parameters: {
            ...(training as object),
            TrainingJobName: format("churn-train-{}", uniqueSuffix()),
            RoleArn: ROLE,
            OutputDataConfig: { S3OutputPath: format("s3://{}/models/", path("$.Bucket")) },
          },
        },
        {
          timeoutSeconds: 7200,
          resultSelector: {
            Status: path("$.TrainingJobStatus"),
            Artifacts: path("$.ModelArtifacts.S3ModelArtifacts"),
          },
          resultPath: "$.Training",
          retry: [{ ErrorEquals: ["SageMaker.AmazonSageMakerException"], IntervalSeconds: 2, MaxAttempts: 4 }],
          catch: [{ target: failure }],
        },
      ),
      choice(
        "Training completed?",
        [
          {
            when: { Variable: "$.Training.Status", StringEquals: "Completed" },
            then: chain(
              task(
                "Create model",
                {
                  api: "sagemaker:createModel",
                  parameters: {
                    ModelName: path("$.Names.Model"),
                    ExecutionRoleArn: ROLE,
                    PrimaryContainer: { Image: IMAGE, ModelDataUrl: path("$.Training.Artifacts") },
                  },
                },
                { resultSelector: { Arn: path("$.ModelArn") }, resultPath: "$.Model", catch: [{ target: failure }] },
              ),
              task(
                "Score customers",
                {
                  api: "sagemaker:createTransformJob",
                  pattern: "sync",
                  parameters: {
                    TransformJobName: path("$.Names.Transform"),
                    ModelName: path("$.Names.Model"),
                    TransformInput: {
                      ContentType: "text/csv",
                      SplitType: "Line",
                      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://churn-data/score/" } },
                    },
                    TransformOutput: { S3OutputPath: "s3://churn-data/scores/" },
                    TransformResources: { InstanceType: "ml.m5.xlarge", InstanceCount: 1 },
                  },
                },
                { resultPath: null, catch: [{ target: failure }] },
              ),
              succeed("Done"),
            ),
          },
        ],
        { otherwise: fail("Training stopped", { error: "JobStopped", cause: "The training job was stopped." }) },
      ),
    ),
    { comment: "Trains a churn model and scores all customers", timeoutSeconds: 86_400 },
  ) as unknown as JsonObject,
};

const processAndValidate: Subject = {
  name: "process and validate",
  type: "STANDARD",
  closed: false,
  made: ["$.ProcessingJobArn"],
  definition: {
    StartAt: "Clean data",
    TimeoutSeconds: 3600,
    States: {
      "Clean data": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
        Parameters: { "ProcessingJobName.$": unique("clean"), ...processing },
        Retry: retry,
        Next: "Job made?",
      },
      "Job made?": {
        Type: "Choice",
        Choices: [{ Not: { Variable: "$.ProcessingJobArn", StringEquals: "" }, Next: "Done" }],
        Default: "No job",
      },
      Done: { Type: "Succeed" },
      "No job": { Type: "Fail", Error: "NoJob", Cause: "The service gave no job." },
    },
  },
};

const tune: Subject = {
  name: "tune and register the best",
  type: "STANDARD",
  closed: true,
  made: ["$.Settings", "$.Tuning", "$.Best", "$.Failure"],
  definition: {
    StartAt: "Settings",
    States: {
      Settings: {
        Type: "Pass",
        Result: { Settings: { Models: "churn-models", Threshold: 0.8 } },
        Next: "Tune",
      },
      Tune: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync",
        Parameters: { "HyperParameterTuningJobName.$": unique("churn-tune"), ...tuning },
        ResultSelector: {
          "Name.$": "$.BestTrainingJob.TrainingJobName",
          "Auc.$": "$.BestTrainingJob.FinalHyperParameterTuningJobObjectiveMetric.Value",
        },
        ResultPath: "$.Tuning",
        Retry: retry,
        Catch: catchAll,
        Next: "Good enough?",
      },
      "Good enough?": {
        Type: "Choice",
        Choices: [
          { Variable: "$.Tuning.Auc", NumericGreaterThanEqualsPath: "$.Settings.Threshold", Next: "Describe best" },
        ],
        Default: "Not good enough",
      },
      "Not good enough": { Type: "Fail", Error: "Quality", Cause: "No trial was good enough." },
      "Describe best": {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob",
        Parameters: { "TrainingJobName.$": "$.Tuning.Name" },
        ResultSelector: { "Artifacts.$": "$.ModelArtifacts.S3ModelArtifacts" },
        ResultPath: "$.Best",
        Catch: catchAll,
        Next: "Register",
      },
      Register: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemaker:createModelPackage",
        Parameters: {
          "ModelPackageGroupName.$": "$.Settings.Models",
          ModelApprovalStatus: "PendingManualApproval",
          InferenceSpecification: {
            Containers: [{ Image: IMAGE, "ModelDataUrl.$": "$.Best.Artifacts" }],
            SupportedContentTypes: ["text/csv"],
            SupportedResponseMIMETypes: ["text/csv"],
          },
        },
        Catch: catchAll,
        End: true,
      },
      Failed: failed,
    },
  },
};

const label: Subject = {
  name: "label reviews",
  type: "STANDARD",
  closed: false,
  made: ["$.Labels", "$.Failure"],
  definition: {
    StartAt: "Label",
    States: {
      Label: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createLabelingJob.sync",
        Parameters: { "LabelingJobName.$": unique("reviews"), ...labeling },
        ResultSelector: { "Job.$": "$.LabelingJobArn", "Manifest.$": "$.LabelingJobOutput.OutputDatasetS3Uri" },
        ResultPath: "$.Labels",
        Catch: [
          { ErrorEquals: ["SageMaker.ResourceLimitExceededException"], ResultPath: "$.Failure", Next: "Wait a while" },
          ...catchAll,
        ],
        Next: "Tell the team",
      },
      "Wait a while": { Type: "Wait", Seconds: 900, Next: "Label" },
      "Tell the team": {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: {
          TopicArn: "arn:aws:sns:us-west-2:123456789012:reviews",
          Subject: "Reviews are labelled",
          "Message.$": "States.Format('Labels are in {}', $.Labels.Manifest)",
        },
        ResultPath: null,
        Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 5, MaxAttempts: 2 }],
        End: true,
      },
      Failed: failed,
    },
  },
};

const score: Subject = {
  name: "score with a given model",
  type: "STANDARD",
  closed: false,
  made: ["$.Error", "$.Cause", "$.Info"],
  definition: {
    StartAt: "Score",
    States: {
      Score: {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
        InputPath: "$.Scoring",
        Parameters: { "TransformJobName.$": unique("score"), "ModelName.$": "$.Model", ...transform },
        ResultSelector: { Info: { "Status.$": "$.TransformJobStatus", "Output.$": "$.TransformOutput.S3OutputPath" } },
        Retry: retry,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
        Next: "Completed?",
      },
      "Completed?": {
        Type: "Choice",
        Choices: [
          { Variable: "$.Info.Status", StringEquals: "Completed", Next: "Where" },
          { Variable: "$.Info.Status", StringEquals: "Stopped", Next: "Stopped" },
        ],
        Default: "Stopped",
      },
      Where: { Type: "Pass", InputPath: "$.Info.Output", End: true },
      Stopped: { Type: "Fail", Error: "JobStopped" },
      Failed: { Type: "Fail", ErrorPath: "$.Error", CausePath: "$.Cause" },
    },
  },
};

/** Jobs that are waited for. */
export const jobSubjects: Subject[] = [trainAndScore, processAndValidate, tune, label, score];
