/** What is wrong with what a task calls and sends. */
import { type Break, lambda, only, train, request } from "./break";

export const tasksBreaks: Break[] = [
  [
    "a resource that is none",
    "malformed-resource States.Train.Resource",
    (d) => ((train(d).Resource = "training"), delete train(d).Parameters),
  ],
  [
    "a misspelt service",
    "unknown-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::sagemakr:createTrainingJob.sync"),
  ],
  [
    "a service that nobody knows",
    "unknown-service States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::quantumfoam:collapse"),
  ],
  [
    "a misspelt API",
    "unknown-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::sagemaker:createTraningJob.sync"),
  ],
  [
    "a pattern that there is not",
    "pattern-not-offered States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::sagemaker:createTrainingJob.waitForTaskToken"),
  ],
  [
    ".sync in Express",
    "pattern-in-express States.Train.Resource",
    (d) => (
      (d.TimeoutSeconds = 60),
      (train(d).TimeoutSeconds = 300),
      (train(d).HeartbeatSeconds = 60),
      (d.States.Many = { Type: "Succeed" })
    ),
    { type: "EXPRESS" },
  ],
  [
    "an activity in Express",
    "pattern-in-express States.Only.Resource",
    (d) => (
      only(d, { ...lambda(), Resource: "arn:aws:states:eu-west-1:123456789012:activity:a" }),
      delete d.TimeoutSeconds
    ),
    { type: "EXPRESS" },
  ],
  [
    "a token in an Express child",
    "pattern-in-express States.Many.ItemProcessor.States.Item.Resource",
    (d) =>
      (d.States.Many.ItemProcessor.States.Item = {
        ...lambda(".waitForTaskToken"),
        Parameters: { FunctionName: "f", Payload: { "t.$": "$$.Task.Token" } },
      }),
  ],
  [
    "a Distributed Map in Express",
    "pattern-in-express States.Only.ItemProcessor",
    (d) => {
      delete d.TimeoutSeconds;
      only(d, d.States.Many);
    },
    { type: "EXPRESS" },
  ],
  ["a long Express", "express-timeout TimeoutSeconds", (d) => only(d, { Type: "Succeed" }), { type: "EXPRESS" }],
  [
    "a long wait in Express",
    "express-wait States.Only.Seconds",
    (d) => {
      delete d.TimeoutSeconds;
      only(d, { Type: "Wait", Seconds: 301, End: true });
    },
    { type: "EXPRESS" },
  ],
  [
    "a token that is not passed on",
    "no-task-token States.Only.Parameters",
    (d) => only(d, lambda(".waitForTaskToken")),
  ],
  ["no Parameters", "input-as-request States.Train", (d) => delete train(d).Parameters],
  [
    "a misspelt parameter",
    "unknown-parameter States.Train.Parameters.Hyperparameters",
    (d) => (request(d).Hyperparameters = {}),
  ],
  ["a missing parameter", "missing-parameter States.Train.Parameters.RoleArn", (d) => delete request(d).RoleArn],
  [
    "a number for text",
    "wrong-type States.Train.Parameters.HyperParameters.num_round",
    (d) => (request(d).HyperParameters.num_round = 5),
  ],
  [
    "a path that is no text",
    "wrong-type States.Prepare.Parameters.x.$",
    (d) => (d.States.Prepare.Parameters["x.$"] = 1),
  ],
  ["text for a number", "wrong-type States.Pause.Seconds", (d) => (d.States.Pause.Seconds = "10")],
  [
    "text for a number in a rule",
    "wrong-type States.Decide.Choices[0].NumericGreaterThanEquals",
    (d) => (d.States.Decide.Choices[0].NumericGreaterThanEquals = "1"),
  ],
  [
    "a fraction of attempts",
    "wrong-type States.Train.Retry[0].MaxAttempts",
    (d) => (train(d).Retry[0].MaxAttempts = 1.5),
  ],
  ["a backoff below 1", "out-of-range States.Train.Retry[0].BackoffRate", (d) => (train(d).Retry[0].BackoffRate = 0.5)],
  [
    "more than 100 %",
    "out-of-range States.Many.ToleratedFailurePercentage",
    (d) => (d.States.Many.ToleratedFailurePercentage = 101),
  ],
  ["a long label", "out-of-range States.Many.Label", (d) => (d.States.Many.Label = "l".repeat(41))],
  [
    "51 tags",
    "out-of-range States.Train.Parameters.Tags",
    (d) => (request(d).Tags = Array.from({ length: 51 }, (_none, n) => ({ Key: `k${n}`, Value: "v" }))),
  ],
  [
    "a long hyperparameter",
    "out-of-range States.Train.Parameters.HyperParameters.num_round",
    (d) => (request(d).HyperParameters.num_round = "1".repeat(2_501)),
  ],
  ["a type of state that is none", "not-allowed States.Failed.Type", (d) => (d.States.Failed.Type = "Failed")],
  [
    "an enum's value that is none",
    "not-allowed States.Train.Parameters.AlgorithmSpecification.TrainingInputMode",
    (d) => (request(d).AlgorithmSpecification.TrainingInputMode = "Files"),
  ],
  ["a label's characters", "pattern States.Many.Label", (d) => (d.States.Many.Label = "a b")],
  [
    "a name's characters",
    "pattern States.Train.Parameters.TrainingJobName",
    (d) => (delete request(d)["TrainingJobName.$"], delete train(d).Retry, (request(d).TrainingJobName = "a_b")),
  ],
  [
    "a newer instance type",
    "unknown-instance-type States.Train.Parameters.ResourceConfig.InstanceType",
    (d) => (request(d).ResourceConfig.InstanceType = "ml.m99.xlarge"),
  ],
  [
    "spot without a longest wait",
    "service-rule States.Train.Parameters",
    (d) => delete request(d).StoppingCondition.MaxWaitTimeInSeconds,
  ],
  [
    "a wait shorter than the run",
    "service-rule States.Train.Parameters.StoppingCondition",
    (d) => (request(d).StoppingCondition.MaxWaitTimeInSeconds = 60),
  ],
  [
    "an image and an algorithm",
    "service-rule States.Train.Parameters.AlgorithmSpecification",
    (d) => (request(d).AlgorithmSpecification.AlgorithmName = "a"),
  ],
  ["a tag of AWS's", "service-rule States.Train.Parameters.Tags[0]", (d) => (request(d).Tags[0].Key = "aws:x")],
  [
    "a made name's characters",
    "name-characters States.Train.Parameters.TrainingJobName",
    (d) => (request(d)["TrainingJobName.$"] = "States.Format('a_b-{}', States.UUID())"),
  ],
  [
    "a long made name",
    "name-too-long States.Train.Parameters.TrainingJobName",
    (d) => (request(d)["TrainingJobName.$"] = `States.Format('${"a".repeat(28)}{}', States.UUID())`),
  ],
  [
    "the execution's name",
    "execution-name-as-name States.Train.Parameters.TrainingJobName",
    (d) => (request(d)["TrainingJobName.$"] = "$$.Execution.Name"),
  ],
  [
    "a fixed name, retried",
    "fixed-name-retried States.Train.Parameters.TrainingJobName",
    (d) => (delete request(d)["TrainingJobName.$"], (request(d).TrainingJobName = "a")),
  ],
  [
    "a tuning job's long name, which has 32 characters at the most",
    "name-too-long States.Only.Parameters.HyperParameterTuningJobName",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync",
        Parameters: {
          "HyperParameterTuningJobName.$": "States.Format('t-{}', States.UUID())",
          HyperParameterTuningJobConfig: {
            Strategy: "Bayesian",
            ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 2 },
          },
        },
      });
    },
  ],
  [
    "more trials at once than there are",
    "service-rule States.Only.Parameters.HyperParameterTuningJobConfig.ResourceLimits",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync",
        Parameters: {
          HyperParameterTuningJobName: "t",
          HyperParameterTuningJobConfig: {
            Strategy: "Bayesian",
            ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 3 },
          },
        },
      });
    },
  ],
  [
    "100 MB of payloads at once, and more",
    "service-rule States.Only.Parameters",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
        Parameters: { MaxConcurrentTransforms: 4, MaxPayloadInMB: 26 },
      });
    },
  ],
  [
    "a model with a container and containers",
    "service-rule States.Only.Parameters",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::sagemaker:createModel",
        Parameters: { ModelName: "m", PrimaryContainer: { Image: "i" }, Containers: [{ Image: "i" }] },
      });
    },
  ],
  [
    "an input of a processing job that comes from nowhere",
    "service-rule States.Only.Parameters.ProcessingInputs[0]",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
        Parameters: { ProcessingInputs: [{ InputName: "in" }] },
      });
    },
  ],
  [
    "a longest wait without spot",
    "service-rule States.Train.Parameters",
    (d) => delete request(d).EnableManagedSpotTraining,
  ],
  [
    "a tuning job's name that is a UUID",
    "name-too-long States.Only.Parameters.HyperParameterTuningJobName",
    (d) => {
      only(d, {
        ...lambda(),
        Resource: "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync",
        Parameters: { "HyperParameterTuningJobName.$": "States.UUID()" },
      });
    },
  ],
  [
    "a channel twice",
    "service-rule States.Train.Parameters",
    (d) => {
      const DataSource = { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/x" } };
      const channel = { ChannelName: "train", DataSource };
      request(d).InputDataConfig = [channel, channel];
    },
  ],
  [
    "no volume",
    "service-rule States.Train.Parameters.ResourceConfig",
    (d) => delete request(d).ResourceConfig.VolumeSizeInGB,
  ],
  [
    "a volume of no size",
    "service-rule States.Train.Parameters.ResourceConfig",
    (d) => (request(d).ResourceConfig.VolumeSizeInGB = 0),
  ],
  [
    "a job that the AWS SDK is to wait for",
    "pattern-not-offered States.Only.Resource",
    (d) => {
      only(d, { ...lambda(), Resource: "arn:aws:states:::aws-sdk:sagemaker:createModelPackage.sync", Parameters: {} });
    },
  ],
];
