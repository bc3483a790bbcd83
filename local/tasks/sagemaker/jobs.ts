/**
 * SageMaker's jobs: created and waited for (`.sync`), created only, described, stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
 */
import type { Json, JsonObject } from "../../../asl/definition";
import { TaskFailure } from "../../interpreter/failures";
import { jobArn } from "../../sagemaker/describe";
import { InvalidRequest, JobFailed, type JobEnvironment, type JobKind } from "../../sagemaker/jobEnvironment";
import { withoutAnswers } from "../../sagemaker/labeling/answers";
import { runLabelingJob } from "../../sagemaker/labeling/labelingJob";
import { runProcessingJob } from "../../sagemaker/processingJob";
import { runTrainingJob } from "../../sagemaker/trainingJob";
import { runTransformJob } from "../../sagemaker/transformJob";
import { runTuningJob } from "../../sagemaker/tuning/tuningJob";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { assume, surroundingsOf } from "./assume";
import { modelNamed } from "./models";

/** A kind of job as tasks know it. */
interface JobType {
  kind: JobKind;
  /** As in CreateTrainingJob, DescribeTrainingJob, TrainingJobName, TrainingJobArn, TrainingJobStatus. */
  operation: string;
  /** In SageMaker's messages. */
  title: string;
  /** @throws {ServiceError} when something is not there that the request names */
  prepare: (request: JsonObject, scope: TaskScope) => (environment: JobEnvironment) => Promise<JsonObject>;
}

const JOB_TYPES: readonly JobType[] = [
  {
    kind: "training",
    operation: "TrainingJob",
    title: "training job",
    prepare: (request) => (environment) => runTrainingJob(request, environment),
  },
  {
    kind: "processing",
    operation: "ProcessingJob",
    title: "processing job",
    prepare: (request) => (environment) => runProcessingJob(request, environment),
  },
  {
    kind: "transform",
    operation: "TransformJob",
    title: "transform job",
    prepare(request, scope) {
      const model = modelNamed(textOf(request, "ModelName"), scope);
      return (environment) => runTransformJob(request, model, environment);
    },
  },
  {
    kind: "tuning",
    operation: "HyperParameterTuningJob",
    title: "hyperparameter tuning job",
    prepare: (request) => (environment) => runTuningJob(request, environment),
  },
  {
    kind: "labeling",
    operation: "LabelingJob",
    title: "labeling job",
    prepare(request, scope) {
      const name = textOf(request, "LabelingJobName");
      const { answers } = scope;
      if (!answers) throw withoutAnswers(`The labeling job ${name}`);
      scope.onNote(
        `The labels of ${name} are those of --answers; the functions before and after the work of people were not called.`,
      );
      return (environment) => runLabelingJob(request, answers, environment);
    },
  },
];

/** A job that has been accepted. */
interface Accepted {
  arn: string;
  /** Runs it to its end. */
  run(signal: AbortSignal): Promise<JsonObject>;
}

/** What SageMaker looks at before it takes a job. */
async function accept(
  { kind, operation, title, prepare }: JobType,
  request: JsonObject,
  scope: TaskScope,
): Promise<Accepted> {
  const { jobs, environment } = scope;
  const name = textOf(request, `${operation}Name`);
  const arn = jobArn(kind, name, environment);
  if (jobs.has(arn)) {
    throw new ServiceError(
      "ResourceInUse",
      `${title[0]?.toUpperCase()}${title.slice(1)} names must be unique within an AWS account and region, and a ${title} with this name already exists (${arn})`,
    );
  }
  const work = prepare(request, scope);
  for (const role of rolesOf(request)) await assume(role, arn, scope);
  const stop = new AbortController();
  jobs.set(arn, { described: {}, stop });
  scope.onJob(name);
  const own: Partial<JobEnvironment> = {
    stop: stop.signal,
    // A tuning job tells of its trials too.
    onDescribe(toldKind, toldName, described) {
      const told = jobArn(toldKind, toldName, environment);
      jobs.set(told, { stop: new AbortController(), ...jobs.get(told), described });
    },
  };
  return {
    arn,
    async run(signal) {
      try {
        return await work({ ...surroundingsOf(scope, signal), ...own });
      } catch (error) {
        if (!(error instanceof InvalidRequest)) throw error;
        jobs.delete(arn);
        throw new ServiceError("ValidationException", error.message);
      }
    },
  };
}

/** A transform job has no role of its own: it runs with its model's, which CreateModel has looked at. */
function rolesOf({ RoleArn, TrainingJobDefinition, TrainingJobDefinitions }: JsonObject): string[] {
  const definitions = [TrainingJobDefinition ?? [], TrainingJobDefinitions ?? []].flat() as JsonObject[];
  const roles = [RoleArn, ...definitions.map((definition) => definition["RoleArn"])];
  return [...new Set(roles.filter((role) => typeof role === "string"))];
}

/** `.sync`: gives what Describe… returns; Step Functions makes an error of a job that did not complete. */
async function runToEnd(type: JobType, request: JsonObject, scope: TaskScope): Promise<Json> {
  const job = await accept(type, request, scope);
  try {
    return await job.run(scope.signal);
  } catch (error) {
    if (error instanceof JobFailed) throw new TaskFailure("States.TaskFailed", JSON.stringify(error.describe));
    throw error;
  }
}

/** Request-response: the job goes on behind the execution, at most until that ends. */
async function start(type: JobType, request: JsonObject, scope: TaskScope): Promise<Json> {
  const job = await accept(type, request, scope);
  const name = textOf(request, `${type.operation}Name`);
  await scope.background.start(`The ${type.title} ${name}`, async (signal) => {
    await job.run(signal).catch((error: unknown) => {
      // Whoever describes the job sees that it failed.
      if (!(error instanceof JobFailed)) throw error;
    });
  });
  return { [`${type.operation}Arn`]: job.arn };
}

async function describe({ kind, operation }: JobType, request: JsonObject, scope: TaskScope): Promise<Json> {
  const job = scope.jobs.get(jobArn(kind, textOf(request, `${operation}Name`), scope.environment));
  if (!job) throw new ServiceError("ValidationException", "Requested resource not found.");
  return job.described;
}

async function stopJob({ kind, operation }: JobType, request: JsonObject, scope: TaskScope): Promise<Json> {
  const job = scope.jobs.get(jobArn(kind, textOf(request, `${operation}Name`), scope.environment));
  if (!job) throw new ServiceError("ValidationException", "Requested resource not found.");
  const status = job.described[`${operation}Status`] as string;
  if (status !== "InProgress") {
    throw new ServiceError("ValidationException", `The request was rejected because the job is in status ${status}.`);
  }
  job.stop.abort(new Error("The job was stopped."));
  return {};
}

/** By API. */
export const jobTasks: Record<string, LocalTask> = Object.fromEntries(
  JOB_TYPES.flatMap((type): [string, LocalTask][] => [
    [`sagemaker:create${type.operation}.sync`, (request, scope) => runToEnd(type, request, scope)],
    [`sagemaker:create${type.operation}`, (request, scope) => start(type, request, scope)],
    [`aws-sdk:sagemaker:create${type.operation}`, (request, scope) => start(type, request, scope)],
    [`aws-sdk:sagemaker:describe${type.operation}`, (request, scope) => describe(type, request, scope)],
    [`aws-sdk:sagemaker:stop${type.operation}`, (request, scope) => stopJob(type, request, scope)],
  ]),
);
