/** What DescribeHyperParameterTuningJob returns. */
import type {
  CreateHyperParameterTuningJobRequest,
  DescribeHyperParameterTuningJobResponse,
  HyperParameterTrainingJobSummary,
} from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { jobArn, json, without } from "../describe";
import type { JobEnvironment } from "../jobEnvironment";
import type { Trial } from "./trial";

/** How a tuning job stands. */
export interface TuningState {
  status: "InProgress" | "Completed" | "Failed" | "Stopped";
  failureReason?: string;
  created: Date;
  ended?: Date;
  trials: readonly Trial[];
}

/** The trial with the best objective value; of several the first. */
export function bestTrial(trials: readonly Trial[]): Trial | undefined {
  const rated = trials.filter(({ status, objective }) => status !== "InProgress" && objective !== undefined);
  if (rated.length === 0) return undefined;
  return rated.reduce((best, trial) => (score(trial) > score(best) ? trial : best));
}

/** The objective value with its sign turned where less is better. */
export function score({ objective = NaN, definition }: Trial): number {
  return definition.objective.Type === "Maximize" ? objective : -objective;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeHyperParameterTuningJob.html */
export function describeTuningJob(
  request: CreateHyperParameterTuningJobRequest,
  { status, failureReason, created, ended, trials }: TuningState,
  env: JobEnvironment,
): JsonObject {
  const count = (asked: Trial["status"]) => trials.filter((trial) => trial.status === asked).length;
  const rated = trials.filter(({ objective, status: one }) => one !== "InProgress" && objective !== undefined).length;
  const best = bestTrial(trials);
  const described: Partial<DescribeHyperParameterTuningJobResponse> = {
    HyperParameterTuningJobArn: jobArn("tuning", request.HyperParameterTuningJobName!, env),
    ...without(request, "Tags"),
    HyperParameterTuningJobStatus: status,
    CreationTime: created,
    LastModifiedTime: ended ?? new Date(),
    HyperParameterTuningEndTime: ended,
    TrainingJobStatusCounters: {
      Completed: count("Completed"),
      InProgress: count("InProgress"),
      RetryableError: 0,
      NonRetryableError: count("Failed"),
      Stopped: count("Stopped"),
    },
    ObjectiveStatusCounters: {
      Succeeded: rated,
      Pending: count("InProgress"),
      Failed: trials.length - rated - count("InProgress"),
    },
    BestTrainingJob: best && summaryOf(best, env),
    FailureReason: failureReason,
    TuningJobCompletionDetails: { NumberOfTrainingJobsObjectiveNotImproving: notImproving(trials) },
    ConsumedResources: { RuntimeInSeconds: Math.round(trainingSeconds(trials)) },
  };
  return json({ ...described, TrainingJobDefinition: shown(request.TrainingJobDefinition, request) });
}

/** SageMaker shows the hyperparameter that it adds for the container with those of the user. */
function shown(
  definition: object | undefined,
  { HyperParameterTuningJobConfig }: CreateHyperParameterTuningJobRequest,
) {
  if (!definition) return undefined;
  const objective = HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective?.MetricName;
  const training = definition as { StaticHyperParameters?: Record<string, string> };
  const own = objective === undefined ? {} : { _tuning_objective_metric: objective };
  return { ...training, StaticHyperParameters: { ...own, ...training.StaticHyperParameters } };
}

function summaryOf(trial: Trial, env: JobEnvironment): HyperParameterTrainingJobSummary {
  const { name, definition, values, created, status, objective, described = {} } = trial;
  return {
    TrainingJobDefinitionName: definition.training.DefinitionName,
    TrainingJobName: name,
    TrainingJobArn: jobArn("training", name, env),
    CreationTime: created,
    // Times are text by now.
    TrainingStartTime: described["TrainingStartTime"] as unknown as Date,
    TrainingEndTime: described["TrainingEndTime"] as unknown as Date,
    TrainingJobStatus: status,
    TunedHyperParameters: values,
    FinalHyperParameterTuningJobObjectiveMetric: {
      ...(definition.training.TuningObjective && { Type: definition.objective.Type }),
      MetricName: definition.objective.MetricName,
      Value: objective,
    },
    ObjectiveStatus: "Succeeded",
  };
}

/** How many trials have ended without being better since the best one was started. */
export function notImproving(trials: readonly Trial[]): number {
  const best = bestTrial(trials);
  if (best === undefined) return 0;
  return trials.slice(trials.indexOf(best) + 1).filter(({ status }) => status !== "InProgress").length;
}

function trainingSeconds(trials: readonly Trial[]): number {
  return trials.reduce((sum, { described }) => sum + Number(described?.["TrainingTimeInSeconds"] ?? 0), 0);
}
