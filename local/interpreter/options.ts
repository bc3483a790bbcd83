/** What an execution is given, and what it tells. */
import type { Json, State, TaskState } from "../../asl/definition";
import type { Callbacks } from "./callbacks";
import type { Clock } from "./clock";
import type { MapRunNames } from "./map/mapRunNames";
import type { Services } from "./services";

/** How an execution ended: Step Functions' own words. */
export interface Execution {
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  output?: Json;
  error?: string;
  cause?: string;
}

/** Something that happened to a state. */
export interface StateEvent {
  type: "entered" | "exited" | "failed" | "retried" | "caught";
  state: string;
  stateType: State["Type"];
  /** Iteration of the Map that the state is in. */
  index?: number;
  /** With `entered`: what came from the state before. */
  input?: Json;
  /** With `exited`. */
  output?: Json;
  /**
   * With `exited`: what of the state led on, as it is called in the definition: `Next`, `Choices[1]`, `Default`, `Catch[0]`;
   * `End` where its graph ends.
   */
  via?: string;
  /** With `failed`. */
  error?: string;
  cause?: string;
}

/**
 * Does a Task's work.
 *
 * @param parameters the rendered Parameters or Arguments
 * @param signal aborted when the state times out or the execution ends without it: stop what was started
 * @param token the task token of a `.waitForTaskToken` state, which goes on when somebody sends it back
 * @returns the task's result, before ResultSelector
 * @throws {TaskFailure} an error that the definition may retry or catch; anything else ends the run
 */
export type OnTask = (
  stateName: string,
  state: TaskState,
  parameters: Json,
  signal: AbortSignal,
  token?: string,
) => Promise<Json>;

/** What is there for a definition beside its tasks. */
export interface Available {
  /** For the S3 objects that a Distributed Map reads and writes. */
  services?: Services;
  /** For `.waitForTaskToken`. */
  callbacks?: Callbacks;
}

/** What the definition can read of its execution, what it works with, and what it reports to. */
export interface ExecutionOptions extends Available {
  /** `$$`; the input and the start time are filled in. */
  context: {
    Execution: { Id: string; Name: string; RoleArn: string; RedriveCount: 0 };
    StateMachine: { Id: string; Name: string };
  };
  /** Express executions end after five minutes and have no limited history; Standard when absent. */
  type?: "STANDARD" | "EXPRESS";
  onTask: OnTask;
  /**
   * Called before a Distributed Map starts its child executions.
   *
   * @throws {TaskFailure} the Map's failure, when it may not start them
   */
  onMapRun?(state: string, run: MapRunNames): Promise<void>;
  /** Must not throw. */
  onEvent?(event: StateEvent): void;
  /** Aborts the execution. */
  signal?: AbortSignal;
  /** Another time than this machine's, so that waits can be cut short. */
  clock?: Clock;
}
