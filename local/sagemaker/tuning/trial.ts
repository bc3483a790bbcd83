/** One trial of a tuning job: a training job with hyperparameters of its own. */
import { randomUUID } from "node:crypto";
import type { HyperParameterTrainingJobDefinition } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { JobFailed, type JobEnvironment } from "../jobEnvironment";
import { joinKey } from "../s3Transfer";
import { runTrainingJob } from "../trainingJob";
import type { HyperParameters } from "./searchSpace";
import type { TuningDefinition } from "./tuningRequest";

/** A trial under way or done. */
export interface Trial {
  name: string;
  definition: TuningDefinition;
  /** The hyperparameters that were tuned, without the static ones. */
  values: HyperParameters;
  created: Date;
  /** The objective's values by round, as training writes them. */
  curve: number[];
  /** What DescribeTrainingJob returns when it has ended. */
  described?: JsonObject;
  status: "InProgress" | "Completed" | "Failed" | "Stopped";
  /** The last value of the objective metric; absent until there is one. */
  objective?: number;
}

/**
 * A trial that has not begun. Names are as SageMaker makes them: the tuning job's, a number and eight hexadecimal digits.
 *
 * @param number from 1
 */
export function newTrial(
  tuningJob: string,
  number: number,
  definition: TuningDefinition,
  values: HyperParameters,
): Trial {
  const name = `${tuningJob}-${String(number).padStart(3, "0")}-${randomUUID().slice(0, 8)}`;
  return { name, definition, values, created: new Date(), curve: [], status: "InProgress" };
}

/**
 * Trains with a trial's hyperparameters, and keeps in the trial how that went.
 *
 * @param onRound called after each value of the objective metric
 * @throws what `runTrainingJob` throws beside JobFailed: a trial that fails is a result
 */
export async function runTrial(trial: Trial, env: JobEnvironment, onRound: () => void): Promise<void> {
  const { training, objective } = trial.definition;
  const trialEnv: JobEnvironment = {
    ...env,
    onMetric(_job, { name, value }) {
      if (name !== objective.MetricName) return;
      trial.curve.push(value);
      trial.objective = value;
      onRound();
    },
  };
  try {
    trial.described = await runTrainingJob(requestOf(trial, training), trialEnv);
    trial.status = "Completed";
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    trial.described = error.describe;
    trial.status = error.describe["TrainingJobStatus"] === "Stopped" ? "Stopped" : "Failed";
    if (trial.status === "Failed") delete trial.objective;
  }
}

/** What CreateTrainingJob would be sent for a trial. */
function requestOf({ name, values, definition }: Trial, training: HyperParameterTrainingJobDefinition): JsonObject {
  const { TrainingInputMode, TrainingImage, MetricDefinitions } = training.AlgorithmSpecification!;
  const { CheckpointConfig } = training;
  const request = {
    TrainingJobName: name,
    HyperParameters: {
      ...training.StaticHyperParameters,
      ...values,
      // So the container knows which metric to write.
      _tuning_objective_metric: definition.objective.MetricName,
    },
    AlgorithmSpecification: { TrainingImage, TrainingInputMode, MetricDefinitions },
    RoleArn: training.RoleArn,
    InputDataConfig: training.InputDataConfig,
    VpcConfig: training.VpcConfig,
    OutputDataConfig: training.OutputDataConfig,
    ResourceConfig: resourcesOf(training),
    StoppingCondition: training.StoppingCondition,
    EnableNetworkIsolation: training.EnableNetworkIsolation,
    EnableInterContainerTrafficEncryption: training.EnableInterContainerTrafficEncryption,
    EnableManagedSpotTraining: training.EnableManagedSpotTraining,
    // Trials that run at the same time must not go on from each other's checkpoints.
    CheckpointConfig: CheckpointConfig && { ...CheckpointConfig, S3Uri: joinKey(CheckpointConfig.S3Uri!, name) },
    Environment: training.Environment,
    RetryStrategy: training.RetryStrategy,
  };
  return JSON.parse(JSON.stringify(request)) as JsonObject;
}

/** The first kind of instance that a flexible choice names. */
function resourcesOf({ ResourceConfig, HyperParameterTuningResourceConfig }: HyperParameterTrainingJobDefinition) {
  if (ResourceConfig || !HyperParameterTuningResourceConfig) return ResourceConfig;
  const { InstanceConfigs, InstanceType, InstanceCount, VolumeSizeInGB, VolumeKmsKeyId } =
    HyperParameterTuningResourceConfig;
  return { InstanceType, InstanceCount, VolumeSizeInGB, ...InstanceConfigs?.[0], VolumeKmsKeyId };
}
