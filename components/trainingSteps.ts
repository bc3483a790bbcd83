/** The states that the pipelines share: seeding, training, and what follows errors. Pure: plain values in, fragments out. */
import type { S3DataDistribution, TrainingInstanceType } from "@aws-sdk/client-sagemaker";
import type { Retrier } from "../asl/definition";
import { chain, type Fragment } from "../asl/fragment";
import { context, format, path, type Reference } from "../asl/reference";
import { type CatchTarget, choice, fail, pass, task } from "../asl/states";
import { jobTags } from "./parts/tags";
import type { JobFacts } from "./parts/jobResources";
import type { PipelineFacts } from "./parts/trainingResources";
import { soonAgain } from "./retries";

/** What a training job needs beside the pipeline's facts. */
export interface TrainingStep {
  image: string;
  instanceCount: number;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
  spot: boolean;
  /** S3 prefix or key by channel. */
  channels: Record<string, string>;
}

/** Prefixes that both pipelines' buckets have. */
export const PREFIXES = { models: "models/", checkpoints: "checkpoints/" } as const;

/** Names of the states that both pipelines have. */
export const STATES = {
  generate: "Generate dataset",
  train: "Train model (XGBoost)",
  failed: "Pipeline failed",
} as const;

/** Where the end of every failed execution is: the caught error and its cause are kept. */
export const pipelineFailed = fail(STATES.failed, { error: path("$.Failure.Error"), cause: path("$.Failure.Cause") });

/** Every task's Catch: whatever is left after the retries. */
export const catchAll: CatchTarget[] = [{ target: pipelineFailed }];

/**
 * SageMaker reports throttling, bad parameters and denied access under one name, so this wait is short; a quota that is
 * used up frees slowly, so that one is long.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html (Retry of the samples)
 */
export const sagemakerRetry: Retrier[] = [
  {
    ErrorEquals: ["SageMaker.ResourceLimitExceededException"],
    IntervalSeconds: 60,
    BackoffRate: 2,
    MaxAttempts: 10,
    MaxDelaySeconds: 900,
    JitterStrategy: "FULL",
  },
  // A name that SageMaker has seen is made anew by the retry.
  soonAgain("SageMaker.AmazonSageMakerException", "SageMaker.ResourceInUseException"),
];

/**
 * Calls by the AWS SDK integrations: SageMaker reports throttling as one of its general exceptions there too.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const sdkRetry: Retrier[] = [
  soonAgain("SageMaker.SageMakerException", "SageMaker.ConflictException", "SageMaker.ResourceLimitExceededException"),
];

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html (transient Lambda errors) */
export const lambdaRetry: Retrier[] = [
  soonAgain(
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
  ),
];

/** Seeds the bucket. Leaves at `$.Dataset` what was written: rows, features, places. */
export function generateDataset(functionName: string, failed: CatchTarget[] = catchAll): Fragment {
  return task(
    STATES.generate,
    { api: "lambda:invoke", parameters: { FunctionName: functionName, Payload: {} } },
    { resultSelector: { Result: path("$.Payload") }, resultPath: "$.Dataset", retry: lambdaRetry, catch: failed },
  );
}

/** Trains XGBoost; `whenCompleted` belongs behind it. Leaves at `$.Training` the job's name, status and model artifact. */
export function trainModel(where: PipelineFacts, step: TrainingStep): Fragment {
  const channels = Object.fromEntries(Object.entries(step.channels).map(([name, key]) => [name, s3Uri(where, key)]));
  return trainingTask(
    where,
    { ...step, channels, hyperparameters: where.hyperparameters, distribution: "ShardedByS3Key" },
    { name: STATES.train, resultPath: "$.Training", catch: catchAll },
  );
}

/** How objects go to the instances of a job: those of every channel, or by channel; all of those that are not named. */
export type Distribution = S3DataDistribution | Readonly<Record<string, S3DataDistribution>>;

/** A training job whose channels may be anywhere. */
export interface TrainingJob extends Omit<TrainingStep, "channels"> {
  /** S3 URI by channel: a key, a prefix, or where in the state's input it is. */
  channels: Record<string, string | Reference>;
  hyperparameters: Record<string, string>;
  /** Whether each instance gets all of a channel, or its share of the objects: of every channel, or by channel. */
  distribution: Distribution;
  /** Seconds for which the instances are kept for the next job; released at once when absent. Not with spot. */
  keepAlivePeriodInSeconds?: number;
  /** Whether the job has no network at all. */
  networkIsolation?: boolean;
  /** Tells the checkpoints of jobs of one execution apart: `deep/`. */
  checkpointFolder?: string;
}

/** What a state that is made several times is called, and where its result and its errors go. */
export interface StatePlace {
  name: string;
  /** JSONPath. */
  resultPath: string;
  catch: CatchTarget[];
}

/** A training job by the built-in algorithm of `image`. Leaves the job's name, status and model artifact. */
export function trainingTask(where: JobFacts, job: TrainingJob, place: StatePlace): Fragment {
  return task(
    place.name,
    {
      api: "sagemaker:createTrainingJob",
      pattern: "sync",
      parameters: {
        TrainingJobName: where.names.nameOf("train"),
        RoleArn: where.jobRoleArn,
        AlgorithmSpecification: { TrainingImage: job.image, TrainingInputMode: "File" },
        HyperParameters: job.hyperparameters,
        InputDataConfig: csvChannels(job.channels, job.distribution),
        OutputDataConfig: { S3OutputPath: s3Uri(where, PREFIXES.models), KmsKeyId: where.kmsKeyArn },
        ResourceConfig: {
          // The settings were held to the service's own list.
          InstanceType: where.instanceType as TrainingInstanceType,
          InstanceCount: job.instanceCount,
          VolumeSizeInGB: job.volumeSizeInGb,
          VolumeKmsKeyId: volumeKey(where),
          KeepAlivePeriodInSeconds: job.keepAlivePeriodInSeconds,
        },
        ...stopping(where, job),
        EnableNetworkIsolation: job.networkIsolation,
        VpcConfig: vpcConfig(where),
        Tags: jobTags(where.tags),
      },
    },
    {
      resultSelector: {
        TrainingJobName: path("$.TrainingJobName"),
        TrainingJobStatus: path("$.TrainingJobStatus"),
        ModelArtifacts: { S3ModelArtifacts: path("$.ModelArtifacts.S3ModelArtifacts") },
      },
      resultPath: place.resultPath,
      retry: sagemakerRetry,
      catch: place.catch,
    },
  );
}

/** Channels of CSV files by name. */
export function csvChannels(channels: Record<string, string | Reference>, distribution: Distribution) {
  const distributionOf = (channel: string) =>
    typeof distribution === "string" ? distribution : (distribution[channel] ?? "FullyReplicated");
  return Object.entries(channels).map(([channel, uri]) => ({
    ChannelName: channel,
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: uri, S3DataDistributionType: distributionOf(channel) },
    },
  }));
}

/** A spot job may wait for capacity as long again as it may run, and goes on from its last checkpoint. */
function stopping(where: JobFacts, { maxRuntimeInSeconds, spot, checkpointFolder = "" }: TrainingJob) {
  if (!spot) return { StoppingCondition: { MaxRuntimeInSeconds: maxRuntimeInSeconds } };
  return {
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: maxRuntimeInSeconds, MaxWaitTimeInSeconds: 2 * maxRuntimeInSeconds },
    // One place an execution: a job must never go on from another execution's model.
    CheckpointConfig: {
      S3Uri: format(`${s3Uri(where, PREFIXES.checkpoints)}{}/${checkpointFolder}`, context("Execution.Name")),
    },
  };
}

/**
 * Goes on only when a job's status is `Completed`: a job that was stopped, by hand or by its own time limit, ends without
 * an error.
 *
 * @param what `Training`: the states are called "Training completed?" and "Training stopped"
 * @param status JSONPath of the job's status
 * @param failed where a stopped job leads, with `{Error, Cause}` at `$.Failure`; the execution fails there when absent
 */
export function whenCompleted(what: string, status: string, then: Fragment, failed?: Fragment): Fragment {
  const stopped = { error: "JobStopped", cause: "The job was stopped, or ran into its maximum runtime." };
  const name = `${what} stopped`;
  const { error: Error, cause: Cause } = stopped;
  const otherwise = failed
    ? chain(pass(name, { result: { Error, Cause }, resultPath: "$.Failure" }), failed)
    : fail(name, stopped);
  return choice(`${what} completed?`, [{ when: { Variable: status, StringEquals: "Completed" }, then }], { otherwise });
}

/** `s3://<bucket>/<key>`. */
export function s3Uri({ bucket }: Pick<JobFacts, "bucket">, key: string): string {
  return `s3://${bucket}/${key}`;
}

/**
 * The key of the instances' volumes. Instances with local storage encrypt it themselves and refuse a key.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (VolumeKmsKeyId)
 */
export function volumeKey({ instanceType, kmsKeyArn }: JobFacts): string | undefined {
  return WITH_LOCAL_STORAGE.test(instanceType) ? undefined : kmsKeyArn;
}

/** Families with a `d` behind their generation (m5d, g4dn, p4d), and the accelerated ones that always have local storage. */
const WITH_LOCAL_STORAGE = /^ml\.([a-z]+\d+[a-z]*d[a-z]*|g[5-9][a-z]*|p5[a-z]*|trn\d+[a-z]*)\./;

/** The network of jobs and models, when there is one. */
export function vpcConfig({ vpc }: JobFacts) {
  return vpc && { Subnets: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds };
}
