/** Models, endpoints, and jobs that are started and asked about. */
import type { Subject } from "../mutation";
import {
  catchAll,
  container,
  endpointVariant,
  failed,
  labeling,
  processing,
  ROLE,
  training,
  transform,
  tuning,
  unique,
} from "./requests";

const deploy: Subject = {
  name: "deploy an endpoint",
  type: "STANDARD",
  closed: true,
  made: ["$.Names", "$.Live", "$.Failure"],
  definition: {
    StartAt: "Names",
    States: {
      Names: {
        Type: "Pass",
        Parameters: {
          "ModelDataUrl.$": "$.ModelDataUrl",
          "Exists.$": "$.Exists",
          Names: { "Model.$": unique("churn"), "Config.$": unique("churn"), Endpoint: "churn" },
        },
        Next: "Create model",
      },
      "Create model": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createModel",
        Parameters: {
          "ModelName.$": "$.Names.Model",
          ExecutionRoleArn: ROLE,
          PrimaryContainer: { ...container, "ModelDataUrl.$": "$.ModelDataUrl" },
        },
        ResultPath: null,
        Catch: catchAll,
        Next: "Create configuration",
      },
      "Create configuration": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createEndpointConfig",
        Parameters: {
          "EndpointConfigName.$": "$.Names.Config",
          ProductionVariants: [{ ...endpointVariant, "ModelName.$": "$.Names.Model" }],
        },
        ResultPath: null,
        Catch: catchAll,
        Next: "Is there one?",
      },
      "Is there one?": {
        Type: "Choice",
        Choices: [{ Variable: "$.Exists", BooleanEquals: true, Next: "Update endpoint" }],
        Default: "Create endpoint",
      },
      "Create endpoint": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createEndpoint",
        Parameters: { "EndpointName.$": "$.Names.Endpoint", "EndpointConfigName.$": "$.Names.Config" },
        ResultPath: null,
        Catch: catchAll,
        Next: "Wait",
      },
      "Update endpoint": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:updateEndpoint",
        Parameters: {
          "EndpointName.$": "$.Names.Endpoint",
          "EndpointConfigName.$": "$.Names.Config",
          RetainAllVariantProperties: false,
        },
        ResultPath: null,
        Catch: catchAll,
        Next: "Wait",
      },
      Wait: { Type: "Wait", Seconds: 60, Next: "Describe endpoint" },
      "Describe endpoint": {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemaker:describeEndpoint",
        Parameters: { "EndpointName.$": "$.Names.Endpoint" },
        ResultSelector: { "Status.$": "$.EndpointStatus" },
        ResultPath: "$.Live",
        Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 5, MaxAttempts: 3, BackoffRate: 2 }],
        Catch: catchAll,
        Next: "In service?",
      },
      "In service?": {
        Type: "Choice",
        Choices: [
          { Variable: "$.Live.Status", StringEquals: "InService", Next: "Done" },
          {
            Or: [
              { Variable: "$.Live.Status", StringEquals: "Failed" },
              { Variable: "$.Live.Status", StringEquals: "UpdateRollbackFailed" },
            ],
            Next: "Not deployed",
          },
        ],
        Default: "Wait",
      },
      "Not deployed": { Type: "Fail", Error: "Endpoint", Cause: "The endpoint did not come into service." },
      Done: { Type: "Succeed", OutputPath: "$.Live" },
      Failed: failed,
    },
  },
};

const start: Subject = {
  name: "start jobs and ask",
  type: "STANDARD",
  closed: true,
  made: ["$.Names", "$.Jobs", "$.Described"],
  definition: {
    Comment: "Each job is started without waiting for it; the training job is asked about until it ends",
    StartAt: "Names",
    States: {
      Names: {
        Type: "Pass",
        Parameters: { Names: { "Training.$": unique("churn-train"), Model: "churn-current" } },
        Next: "Start training",
      },
      "Start training": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTrainingJob",
        Parameters: { "TrainingJobName.$": "$.Names.Training", ...training },
        ResultSelector: { "Arn.$": "$.TrainingJobArn" },
        ResultPath: "$.Jobs",
        Next: "Start processing",
      },
      "Start processing": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createProcessingJob",
        Parameters: { "ProcessingJobName.$": unique("clean"), ...processing },
        ResultPath: null,
        Next: "Start scoring",
      },
      "Start scoring": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createTransformJob",
        Parameters: { "TransformJobName.$": unique("score"), "ModelName.$": "$.Names.Model", ...transform },
        ResultPath: null,
        Next: "Start tuning",
      },
      "Start tuning": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createHyperParameterTuningJob",
        Parameters: { "HyperParameterTuningJobName.$": unique("churn-tune"), ...tuning },
        ResultPath: null,
        Next: "Start labelling",
      },
      "Start labelling": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createLabelingJob",
        Parameters: { "LabelingJobName.$": unique("reviews"), ...labeling },
        ResultPath: null,
        Next: "Tag the training job",
      },
      "Tag the training job": {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemaker:addTags",
        Parameters: {
          "ResourceArn.$": "$.Jobs.Arn",
          Tags: [{ Key: "execution", "Value.$": "$$.Execution.Id" }],
        },
        ResultPath: null,
        Next: "Wait",
      },
      Wait: { Type: "Wait", Seconds: 120, Next: "Describe training" },
      "Describe training": {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob",
        Parameters: { "TrainingJobName.$": "$.Names.Training" },
        ResultSelector: { "Status.$": "$.TrainingJobStatus" },
        ResultPath: "$.Described",
        Next: "Ended?",
      },
      "Ended?": {
        Type: "Choice",
        Choices: [
          { Variable: "$.Described.Status", StringEquals: "Completed", Next: "Done" },
          {
            And: [
              { Not: { Variable: "$.Described.Status", StringEquals: "InProgress" } },
              { Not: { Variable: "$.Described.Status", StringEquals: "Stopping" } },
            ],
            Next: "Not trained",
          },
        ],
        Default: "Wait",
      },
      Done: { Type: "Succeed" },
      "Not trained": { Type: "Fail", Error: "Training", Cause: "The training job failed or was stopped." },
    },
  },
};

/** Models, endpoints, and jobs that are not waited for. */
export const endpointSubjects: Subject[] = [deploy, start];
