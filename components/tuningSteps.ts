/** The state that searches hyperparameters. Pure: plain values in, a fragment out. */
import type {
  HyperParameterScalingType,
  HyperParameterTuningJobObjectiveType,
  HyperParameterTuningJobStrategyType,
  TrainingInstanceType,
} from "@aws-sdk/client-sagemaker";
import type { Fragment } from "../asl/fragment";
import { path, type Reference } from "../asl/reference";
import { task } from "../asl/states";
import type { JobFacts } from "./parts/jobResources";
import { jobTags } from "./parts/tags";
import { csvChannels, PREFIXES, s3Uri, sagemakerRetry, type StatePlace, volumeKey, vpcConfig } from "./trainingSteps";

/** The values that trials try of one hyperparameter. */
export interface ParameterRange {
  minimum: number;
  maximum: number;
  /** Whether only whole numbers are tried. */
  isInteger: boolean;
  /** `Auto`, `Linear`, `Logarithmic` or `ReverseLogarithmic`. */
  scaling: string;
}

/** A tuning job. */
export interface TuningJob {
  image: string;
  /** Training jobs in all, and at a time. */
  trials: number;
  parallelTrials: number;
  /** `Bayesian`, `Random`. */
  strategy: string;
  /** The metric that the algorithm writes, `validation:auc`, and whether more of it is better. */
  objective: { metric: string; goal: HyperParameterTuningJobObjectiveType };
  ranges: Record<string, ParameterRange>;
  /** What all trials train with. */
  hyperparameters: Record<string, string>;
  /** S3 URIs of `train` and `validation`. */
  channels: Record<string, string | Reference>;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
  networkIsolation?: boolean;
}

/**
 * What is searched of XGBoost unless the user says otherwise.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost-tuning.html
 */
export const XGBOOST_RANGES: Record<string, ParameterRange> = {
  max_depth: { minimum: 2, maximum: 8, isInteger: true, scaling: "Linear" },
  eta: { minimum: 0.01, maximum: 0.5, isInteger: false, scaling: "Logarithmic" },
  subsample: { minimum: 0.5, maximum: 1, isInteger: false, scaling: "Linear" },
};

/** The best trial's name, of what `tuneModel` leaves of a completed job. */
export function bestTrialOf(resultPath: string): Reference {
  return path(`${resultPath}.BestTrainingJobs[0].TrainingJobName`);
}

/** Leaves the job's name and status, and a list that holds the best trial when there is one. */
export function tuneModel(facts: JobFacts, job: TuningJob, place: StatePlace): Fragment {
  return task(
    place.name,
    {
      api: "sagemaker:createHyperParameterTuningJob",
      pattern: "sync",
      parameters: {
        HyperParameterTuningJobName: facts.names.nameOf("tune"),
        HyperParameterTuningJobConfig: {
          Strategy: job.strategy as HyperParameterTuningJobStrategyType,
          HyperParameterTuningJobObjective: { Type: job.objective.goal, MetricName: job.objective.metric },
          ResourceLimits: {
            MaxNumberOfTrainingJobs: job.trials,
            MaxParallelTrainingJobs: Math.min(job.trials, job.parallelTrials),
          },
          ParameterRanges: parameterRanges(job.ranges),
        },
        TrainingJobDefinition: {
          AlgorithmSpecification: { TrainingImage: job.image, TrainingInputMode: "File" },
          RoleArn: facts.jobRoleArn,
          // What is searched has no fixed value beside: SageMaker refuses a name that is in both.
          StaticHyperParameters: without(job.hyperparameters, Object.keys(job.ranges)),
          InputDataConfig: csvChannels(job.channels, "FullyReplicated"),
          OutputDataConfig: { S3OutputPath: s3Uri(facts, PREFIXES.models), KmsKeyId: facts.kmsKeyArn },
          ResourceConfig: {
            InstanceType: facts.instanceType as TrainingInstanceType,
            InstanceCount: 1,
            VolumeSizeInGB: job.volumeSizeInGb,
            VolumeKmsKeyId: volumeKey(facts),
          },
          StoppingCondition: { MaxRuntimeInSeconds: job.maxRuntimeInSeconds },
          EnableNetworkIsolation: job.networkIsolation,
          VpcConfig: vpcConfig(facts),
        },
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        HyperParameterTuningJobName: path("$.HyperParameterTuningJobName"),
        HyperParameterTuningJobStatus: path("$.HyperParameterTuningJobStatus"),
        // A job that was stopped before a trial had completed has none: a path into it would fail in place of the status.
        BestTrainingJobs: path("$..BestTrainingJob"),
      },
      resultPath: place.resultPath,
      retry: sagemakerRetry,
      catch: place.catch,
    },
  );
}

/** Absent lists stay absent: SageMaker takes no empty ones of some kinds. */
function parameterRanges(ranges: Record<string, ParameterRange>) {
  const rendered = (isInteger: boolean) =>
    Object.entries(ranges)
      .filter(([, range]) => range.isInteger === isInteger)
      .map(([Name, { minimum, maximum, scaling }]) => ({
        Name,
        MinValue: String(minimum),
        MaxValue: String(maximum),
        ScalingType: scaling as HyperParameterScalingType,
      }));
  const [integers, numbers] = [rendered(true), rendered(false)];
  return {
    ...(integers.length > 0 && { IntegerParameterRanges: integers }),
    ...(numbers.length > 0 && { ContinuousParameterRanges: numbers }),
  };
}

function without<Value>(values: Record<string, Value>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
