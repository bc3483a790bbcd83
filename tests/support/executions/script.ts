/** What a test wants to happen in executions, beside what would happen anyway. */
import type { Json, JsonObject } from "../../../asl/definition";
import type { JobKind } from "../../../local/sagemaker/jobEnvironment";
import type { MemoryS3 } from "./memoryS3";

/** What becomes of one attempt at a task. */
export type Happening =
  /** The service refuses the call, or the function throws: nothing was done. */
  | { kind: "error"; error: string; cause: string }
  /** The job that the task starts ends Failed. */
  | { kind: "jobFails"; reason: string }
  /** The job is stopped by hand or by its time limit: see docs/decisions.md on what `.sync` makes of that. */
  | { kind: "jobStops"; isError: boolean }
  /** The task goes on until something ends it. */
  | { kind: "hangs" }
  /** The task's result, of which nothing is done. */
  | { kind: "answers"; result: Json };

/** An attempt at a task. */
export interface Attempt {
  /** Logical name of the state machine. */
  machine: string;
  state: string;
  /** From 1, through all visits of the state and all iterations of a Map. */
  attempt: number;
  request: JsonObject;
}

/** A job that does its work. */
export interface WorkingJob {
  kind: JobKind;
  name: string;
  request: JsonObject;
  /** Writes a line to the job's log. */
  log: (line: string) => void;
}

/** A model that is loaded for an endpoint. */
export interface ModelLoad {
  variant: string;
  /** The request of CreateModel. */
  model: JsonObject;
  /** From 1, through all models that the account's endpoints load in the execution. */
  attempt: number;
}

/** A test's wishes. */
export interface Script {
  /** By state. Nothing special happens where it gives undefined. */
  tasks?: Record<string, (attempt: Attempt) => Happening | undefined>;
  /**
   * What Lambda functions answer, by their logical name.
   *
   * @throws ScriptedError what the function throws
   */
  functions?: Record<string, (event: Json, attempt: number) => Json>;
  /** What a job leaves in S3 beside a training job's model, when it completes. */
  onJob?: (job: WorkingJob, s3: MemoryS3) => void;
  /** How the model of an endpoint's variant loads: healthy after some minutes where it gives undefined. */
  loading?: (load: ModelLoad) => { fails: string } | { takesSeconds: number } | undefined;
  /** What models answer to a request; `0.5` for each line of it when absent. */
  predict?: (body: string) => { status: number; body: string };
}

/** An error of a Lambda function's own. */
export class ScriptedError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
