/** What DescribeTrainingJob, DescribeProcessingJob and DescribeTransformJob return of a job. */
import type {
  CreateProcessingJobRequest,
  CreateTrainingJobRequest,
  CreateTransformJobRequest,
} from "@aws-sdk/client-sagemaker";
import type { Json, JsonObject } from "../../asl/definition";
import { regionalArn } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import type { JobRecord } from "./conductJob";
import type { JobEnvironment, JobKind } from "./jobEnvironment";

/** A metric's last value. */
export interface FinalMetric {
  name: string;
  value: number;
  time: Date;
}

const STAGE_MESSAGES = {
  Starting: "Preparing the instances for training",
  Downloading: "Downloading input data",
  Training: "Training image download completed. Training in progress.",
  Uploading: "Uploading generated training model",
};

/** The type of each kind of job in its ARN. */
const ARN_TYPES: Record<JobKind, string> = {
  training: "training-job",
  processing: "processing-job",
  transform: "transform-job",
  tuning: "hyper-parameter-tuning-job",
  labeling: "labeling-job",
};

/** The ARN of a job: SageMaker puts names in lower case in ARNs. */
export function jobArn(kind: JobKind, name: string, environment: Environment): string {
  return regionalArn(environment, "sagemaker", `${ARN_TYPES[kind]}/${name.toLowerCase()}`);
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html */
export function describeTrainingJob(
  request: CreateTrainingJobRequest,
  outcome: JobRecord,
  env: JobEnvironment,
  result: { modelArtifacts: string; metrics: FinalMetric[] },
): JsonObject {
  const started = startOf(outcome);
  const seconds = started && Math.max(1, Math.ceil((lastModified(outcome).getTime() - started.getTime()) / 1000));
  return json({
    TrainingJobArn: jobArn("training", request.TrainingJobName!, env),
    ...without(request, "Tags", "SessionChainingConfig"),
    ModelArtifacts: { S3ModelArtifacts: result.modelArtifacts },
    TrainingJobStatus: outcome.status,
    SecondaryStatus: secondaryStatus(outcome),
    FailureReason: outcome.status === "Failed" ? outcome.reason : undefined,
    CreationTime: outcome.created,
    TrainingStartTime: started,
    TrainingEndTime: outcome.ended,
    LastModifiedTime: lastModified(outcome),
    SecondaryStatusTransitions: secondaryStatusTransitions(outcome),
    FinalMetricDataList: result.metrics.map(({ name, value, time }) => ({
      MetricName: name,
      Value: value,
      Timestamp: time,
    })),
    EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
    EnableInterContainerTrafficEncryption: request.EnableInterContainerTrafficEncryption ?? false,
    EnableManagedSpotTraining: request.EnableManagedSpotTraining ?? false,
    TrainingTimeInSeconds: seconds,
    BillableTimeInSeconds: seconds,
  });
}

/** When a job's work began: after its preparation. */
function startOf({ stages, ended }: JobRecord): Date | undefined {
  return stages[1]?.start ?? ended;
}

function lastModified({ stages, created, ended }: JobRecord): Date {
  return ended ?? stages.at(-1)?.start ?? created;
}

function secondaryStatus({ status, stoppedBy, stages }: JobRecord): string {
  if (status === "InProgress") return stages.at(-1)?.stage ?? "Starting";
  return stoppedBy === "timeLimit" ? "MaxRuntimeExceeded" : status;
}

function secondaryStatusTransitions(outcome: JobRecord) {
  const { stages, status, reason, ended } = outcome;
  const StatusMessage = status === "Completed" ? "Training job completed" : reason;
  const last = { Status: secondaryStatus(outcome), StatusMessage, StartTime: ended, EndTime: ended };
  return [
    ...stages.map(({ stage, start, end }) => ({
      Status: stage,
      StartTime: start,
      EndTime: end,
      StatusMessage: STAGE_MESSAGES[stage],
    })),
    ...(ended ? [last] : []),
  ];
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeProcessingJob.html */
export function describeProcessingJob(
  request: CreateProcessingJobRequest,
  outcome: JobRecord,
  env: JobEnvironment,
  exitMessage: string | undefined,
): JsonObject {
  return json({
    ProcessingJobArn: jobArn("processing", request.ProcessingJobName!, env),
    ...without(request, "Tags"),
    ProcessingJobStatus: outcome.status,
    ExitMessage: exitMessage?.slice(0, 1024),
    FailureReason: outcome.status === "Failed" ? outcome.reason : undefined,
    CreationTime: outcome.created,
    ProcessingStartTime: startOf(outcome),
    ProcessingEndTime: outcome.ended,
    LastModifiedTime: lastModified(outcome),
  });
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTransformJob.html */
export function describeTransformJob(
  request: CreateTransformJobRequest,
  outcome: JobRecord,
  env: JobEnvironment,
): JsonObject {
  return json({
    TransformJobArn: jobArn("transform", request.TransformJobName!, env),
    ...without(request, "Tags"),
    TransformJobStatus: outcome.status,
    FailureReason: outcome.status === "Failed" ? outcome.reason : undefined,
    CreationTime: outcome.created,
    TransformStartTime: startOf(outcome),
    TransformEndTime: outcome.ended,
    DataProcessing: { InputFilter: "$", OutputFilter: "$", JoinSource: "None", ...request.DataProcessing },
  });
}

/** Dates as ISO 8601, members that are undefined left out. */
export function json(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as Json as JsonObject;
}

/** A copy of a request less members that Describe… does not return. */
export function without<T extends object>(request: T, ...members: (keyof T)[]): Partial<T> {
  const kept = Object.entries(request).filter(([name]) => !members.includes(name as keyof T));
  return Object.fromEntries(kept) as Partial<T>;
}
