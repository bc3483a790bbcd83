/** What all jobs have in common: the role's calls, folders, time limit, stages, and how they end. */
import type { JsonObject } from "../../asl/definition";
import { jobCalls } from "../../iam/jobCalls";
import { AccessDenied } from "../authorizer";
import { JobFailed, type JobEnvironment } from "./jobEnvironment";
import { diskFull, JobFault, MaxRuntimeExceeded } from "./jobFault";
import { makeJobFolder, type JobFolder } from "./jobFolder";
import { s3TransferFor, type S3Transfer } from "./s3Transfer";

/** What a job is known by. */
export interface JobOrder {
  kind: "training" | "processing" | "transform" | "labeling";
  name: string;
  /** What Describe… returns of it, under way or ended. */
  describe: (record: JobRecord) => JsonObject;
  /** The role that the job runs with. */
  roleArn: string;
  request: JsonObject;
  /** Called with every line that the container writes; the job's log takes them when absent. */
  onLine?: (line: string) => void;
  /** For transform jobs: the images of the model. */
  modelImages?: string[];
  /** One day when absent, as SageMaker has it. */
  maxRuntimeInSeconds?: number;
}

/** A job under way. */
export interface JobUnderWay {
  s3: S3Transfer;
  /** Aborted when the job is to end: by the user, by its state's time-out, by its own time limit. */
  signal: AbortSignal;
  /** Makes a file system for a container; it is removed when the job has ended. */
  newFolder(): Promise<JobFolder>;
  /** Notes that another stage begins. */
  enter(stage: Stage): void;
  log(line: string): void;
}

/** A secondary status of a job that is under way. */
export type Stage = "Starting" | "Downloading" | "Training" | "Uploading";

/** How a job stands, and when what happened. */
export interface JobRecord {
  status: "InProgress" | "Completed" | "Failed" | "Stopped";
  /** The failure reason, or why it was stopped. */
  reason?: string;
  /** With Stopped: whether a Stop… call or the job's time limit ended it. */
  stoppedBy?: "request" | "timeLimit";
  /** The last one has no end while it goes on. */
  stages: { stage: Stage; start: Date; end?: Date }[];
  created: Date;
  ended?: Date;
}

const ONE_DAY_IN_SECONDS = 86_400;
/** The longest time that a Node timer takes: 24.8 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Runs a job's work, tells of each of its stages, and gives what Describe… returns when it has completed.
 *
 * @throws JobFailed when it ends Failed or Stopped; the reason of `env.signal` when that was aborted; UserError when the disk is full
 */
export async function conductJob(
  order: JobOrder,
  env: JobEnvironment,
  work: (job: JobUnderWay) => Promise<void>,
): Promise<JsonObject> {
  const created = new Date();
  const stages: { stage: Stage; start: Date }[] = [];
  const folders: JobFolder[] = [];
  const timeLimit = timeLimitOf(order.maxRuntimeInSeconds);
  const signal = AbortSignal.any([env.signal, timeLimit.signal, ...(env.stop ? [env.stop] : [])]);
  const job: JobUnderWay = {
    s3: s3TransferFor(order.roleArn, env, signal),
    signal,
    newFolder: async () => {
      const folder = await makeJobFolder(env.workDir, order.name);
      folders.push(folder);
      return folder;
    },
    enter: (stage) => {
      stages.push({ stage, start: new Date() });
      env.onDescribe?.(order.kind, order.name, order.describe(record("InProgress")));
    },
    log: (line) => env.onLog?.(order.name, line),
  };

  function record(status: JobRecord["status"], reason?: string, stoppedBy?: JobRecord["stoppedBy"]): JobRecord {
    const ended = status === "InProgress" ? undefined : new Date();
    const finished = stages.map((stage, index) => ({ ...stage, end: stages[index + 1]?.start ?? ended }));
    return { status, reason: reason?.slice(0, 1024), stoppedBy, stages: finished, created, ended };
  }

  async function outcome(): Promise<JobRecord> {
    try {
      env.signal.throwIfAborted();
      job.enter("Starting");
      await authorizeOwnCalls(order, env);
      const { kind, name, request, onLine = (line: string) => job.log(line) } = order;
      await (env.containers ? env.containers.runJob({ kind, name, request, onLine }, signal) : work(job));
      return record("Completed");
    } catch (error) {
      if (env.signal.aborted) {
        // Step Functions stops the job of a state that times out, or whose execution is stopped.
        env.onDescribe?.(order.kind, order.name, order.describe(record("Stopped", "The job was stopped.", "request")));
        throw env.signal.reason;
      }
      if (env.stop?.aborted) return record("Stopped", (env.stop.reason as Error).message, "request");
      if (timeLimit.signal.aborted) return record("Stopped", (timeLimit.signal.reason as Error).message, "timeLimit");
      const full = diskFull(error, env.workDir);
      if (full) throw full;
      if (error instanceof JobFault) return record("Failed", error.message);
      if (error instanceof AccessDenied) return record("Failed", `ClientError: ${error.message}`);
      throw error;
    } finally {
      timeLimit.clear();
      await Promise.all(folders.map((folder) => folder.remove()));
    }
  }

  const ended = await outcome();
  const described = order.describe(ended);
  env.onDescribe?.(order.kind, order.name, described);
  if (ended.status !== "Completed") throw new JobFailed(ended.reason ?? ended.status, described);
  return described;
}

function timeLimitOf(seconds = ONE_DAY_IN_SECONDS) {
  const controller = new AbortController();
  const reason = new MaxRuntimeExceeded(`The job ran longer than its MaxRuntimeInSeconds of ${seconds}.`);
  const timer = setTimeout(() => controller.abort(reason), Math.min(seconds * 1000, LONGEST_TIMER));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/** Image pulls, logs, metrics, network, keys: what SageMaker does for the job with its role, beside S3. */
async function authorizeOwnCalls({ kind, request, roleArn, modelImages }: JobOrder, env: JobEnvironment) {
  for (const call of jobCalls(kind, request, env, modelImages)) await env.authorizer.authorize(roleArn, call);
}
