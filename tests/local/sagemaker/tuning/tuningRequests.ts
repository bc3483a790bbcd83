/** Requests of CreateHyperParameterTuningJob for the data that the tests put into S3. */
import type { JsonObject } from "../../../../asl/definition";
import { bucket, channel, roleArn, xgboostImage } from "../harness";

/** A training job definition: four rounds on a part of the sample, measured on the rest. */
export function trainingDefinition(changes: JsonObject = {}): JsonObject {
  return {
    AlgorithmSpecification: { TrainingImage: xgboostImage, TrainingInputMode: "File" },
    StaticHyperParameters: { num_round: "4", objective: "binary:logistic", eval_metric: "auc" },
    RoleArn: roleArn,
    InputDataConfig: [
      channel("train", "csv/train.csv"),
      channel("validation", "csv/validation.csv", "FullyReplicated"),
    ],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/tuned/` },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    ...changes,
  };
}

/** The whole request; `config` changes the tuning job's own part. */
export function tuningRequest(config: JsonObject = {}, changes: JsonObject = {}): JsonObject {
  return {
    HyperParameterTuningJobName: "Tune-0123456789ab",
    HyperParameterTuningJobConfig: {
      Strategy: "Random",
      RandomSeed: 7,
      HyperParameterTuningJobObjective: { Type: "Maximize", MetricName: "validation:auc" },
      ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
      ParameterRanges: {
        IntegerParameterRanges: [{ Name: "max_depth", MinValue: "1", MaxValue: "6" }],
        ContinuousParameterRanges: [{ Name: "eta", MinValue: "0.01", MaxValue: "1", ScalingType: "Logarithmic" }],
      },
      ...config,
    },
    TrainingJobDefinition: trainingDefinition(),
    Tags: [{ Key: "project", Value: "test" }],
    ...changes,
  };
}

/** Ranges of categories only, for a grid. */
export const grid = (values: Record<string, string[]>): JsonObject => ({
  CategoricalParameterRanges: Object.entries(values).map(([Name, Values]) => ({ Name, Values })),
});
