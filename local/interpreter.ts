/**
 * Runs a state machine definition on this machine: the one adapter over `aws-local-stepfunctions`.
 *
 * What the package would run wrongly is refused (interpreter/unsupported.ts) or written in another way
 * (interpreter/prepare.ts); what it lacks is done here: the size limit of states, and that no task goes on once its
 * state has timed out, its Parallel or Map has failed, or the execution was aborted.
 */
import type { Json, State, StateGraph, StateMachineDefinition } from "../asl/definition";
import { prepare } from "./interpreter/prepare";
import { unsupported } from "./interpreter/unsupported";
import { UserError } from "./userError";

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
  /** With `failed`. */
  error?: string;
  cause?: string;
}

/** What the definition can read of its execution, and what it reports to. */
export interface ExecutionOptions {
  /** `$$`; the input and the start time are filled in. */
  context: {
    Execution: { Id: string; Name: string; RoleArn: string; RedriveCount: 0 };
    StateMachine: { Id: string; Name: string };
  };
  /**
   * Does a Task's work.
   * @param parameters the rendered Parameters
   * @param signal aborted when the state times out or the execution ends without it: stop what was started
   * @returns the task's result, before ResultSelector
   * @throws {TaskFailure} an error that the definition may retry or catch; anything else ends the run
   */
  onTask(stateName: string, state: State & { Type: "Task" }, parameters: Json, signal: AbortSignal): Promise<Json>;
  onEvent?(event: StateEvent): void;
  /** Aborts the execution. */
  signal?: AbortSignal;
}

/** A task's failure as the definition sees it. */
export class TaskFailure extends Error {
  /**
   * @param error what `ErrorEquals` is compared with, for instance `SageMaker.AmazonSageMakerException`
   * @param cause text, often JSON
   */
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const DATA_LIMIT_BYTES = 262_144;

/** Like AWS's, this error can be neither retried nor caught by `States.ALL`. */
class DataLimitExceeded extends TaskFailure {
  readonly isRetryable = false;
  readonly isCatchable = false;
  constructor(cause: string) {
    super("States.DataLimitExceeded", cause);
  }
}

/** What a task ends with that was stopped because its state is over: nobody's result, so nothing may retry or catch it. */
class Stopped extends Error {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

const TIMED_OUT = Symbol("the state timed out");

/**
 * Runs a definition to its end. Every task that was started has ended when it returns.
 *
 * @throws {UserError} naming the states that use something which cannot be run faithfully
 * @throws what `onTask` threw, unless it is a {@link TaskFailure}
 * @example
 * const { status } = await execute(definition, {}, { context, onTask: async (name, state, parameters) => ({ ok: true }) });
 */
export async function execute(
  definition: StateMachineDefinition,
  input: Json,
  options: ExecutionOptions,
): Promise<Execution> {
  refuseUnsupported(definition);
  const tasks = tasksOf(definition, options);
  const { StateMachine, ExecutionAbortedError, ExecutionError, ExecutionTimeoutError } =
    await import("aws-local-stepfunctions");
  const machine = new StateMachine(prepare(definition) as never, { validationOptions: { noValidate: true } });
  const run = machine.run(input, {
    context: options.context,
    overrides: { taskResourceLocalHandlers: tasks.handlers },
  });
  const abort = () => run.abort();
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted) abort();
  tasks.onFault(abort);

  const events = (async () => {
    for await (const event of run.eventLogs) {
      if (!("state" in event)) continue;
      if (event.type === "StateFailed") tasks.stopWithin(event.state.name);
      if (event.type === "StateExited") tasks.checkSize(event.state.name, event.state.output ?? null);
      options.onEvent?.({
        type: event.type.slice("State".length).toLowerCase() as StateEvent["type"],
        state: event.state.name,
        stateType: event.state.type,
        ...(event.index !== undefined && { index: event.index }),
        ...(event.type === "StateFailed" && { error: event.Error, cause: String(event.Cause) }),
      });
    }
  })();
  const outcome = await run.result.then(
    (output): Execution => ({ status: "SUCCEEDED", output }),
    (error: unknown) => error as Error,
  );
  options.signal?.removeEventListener("abort", abort);
  await tasks.stopAll();
  await events;

  const fault = tasks.fault();
  if (fault instanceof DataLimitExceeded) return failed(fault);
  if (fault) throw fault;
  if (!(outcome instanceof Error)) return outcome;
  if (outcome instanceof ExecutionAbortedError) return { status: "ABORTED" };
  if (outcome instanceof ExecutionTimeoutError) return { status: "TIMED_OUT", error: "States.Timeout" };
  if (outcome instanceof ExecutionError) return failed(outcome.cause as Error);
  throw outcome;
}

/** A Fail state without Error and Cause leaves the execution without them; the package then puts names of its own. */
function failed(error: Error): Execution {
  if (error.name === "FailStateError") return { status: "FAILED" };
  return { status: "FAILED", error: error.name, cause: error.message };
}

/** @throws {UserError} naming the states that use something which cannot be run faithfully */
export function refuseUnsupported(definition: StateMachineDefinition): void {
  const found = unsupported(definition);
  if (found.length === 0) return;
  const lines = found.map(({ state, feature, reason }) => `  ${state && `"${state}": `}${feature} (${reason})`);
  throw new UserError(
    `The state machine cannot be run on this machine as AWS would run it:\n${lines.join("\n")}`,
    "Deploy the stack to run it, or write these states without it.",
  );
}

/** The tasks of one execution: their handlers, and the means to stop them. */
function tasksOf(definition: StateMachineDefinition, options: ExecutionOptions) {
  const states = statesOf(definition);
  const running = new Map<AbortController, { state: string; done: Promise<unknown> }>();
  let over = false;
  let fault: Error | undefined;
  let onFault = () => {};

  function raise(error: unknown): void {
    fault ??= error instanceof Error ? error : new Error(String(error));
    onFault();
  }

  async function work(
    name: string,
    state: State & { Type: "Task" },
    parameters: Json,
    stop: AbortController,
  ): Promise<Json> {
    limitSize(name, parameters, "input");
    const result = await options.onTask(name, state, parameters, stop.signal);
    limitSize(name, result, "output");
    return result;
  }

  function handlerOf(name: string, state: State & { Type: "Task" }) {
    return (parameters: Json): Promise<Json> => {
      // The package starts a retry at once when its wait is cut short by an abort.
      if (over || options.signal?.aborted) return Promise.reject(new Stopped());
      const stop = new AbortController();
      const timeout = timeoutOf(state, stop);
      const result = work(name, state, parameters, stop);
      const done = result.then(
        () => {},
        () => {},
      );
      running.set(stop, { state: name, done });
      void done.then(() => {
        clearTimeout(timeout);
        running.delete(stop);
      });
      const told = result.catch((error: unknown) => {
        // The package's own timer, due in the same moment, is to fail the state.
        if (stop.signal.reason === TIMED_OUT) return new Promise<never>(() => {});
        if (stop.signal.aborted) throw new Stopped();
        if (!(error instanceof TaskFailure)) raise(error);
        throw error;
      });
      // The package may be past listening.
      told.catch(() => {});
      return told;
    };
  }

  async function stopAll(): Promise<void> {
    over = true;
    const left = [...running];
    for (const [stop] of left) stop.abort();
    await Promise.all(left.map(([, { done }]) => done));
  }

  return {
    handlers: Object.fromEntries(
      [...states].flatMap(([name, { state }]) => (state.Type === "Task" ? [[name, handlerOf(name, state)]] : [])),
    ),
    /** Stops what still runs in the branches of a Parallel or the iterations of a Map that failed. */
    stopWithin(container: string): void {
      for (const [stop, { state }] of running) if (states.get(state)?.within.includes(container)) stop.abort();
    },
    checkSize(name: string, output: Json): void {
      if (isTooLarge(output))
        raise(new DataLimitExceeded(`The state '${name}' has an output beyond ${DATA_LIMIT_BYTES} bytes.`));
    },
    stopAll,
    fault: () => fault,
    onFault(listener: () => void): void {
      onFault = listener;
      if (fault !== undefined) listener();
    },
  };
}

/** Aborts the task just before the package's own timer, which was started after it, fails the state. */
function timeoutOf(state: State & { Type: "Task" }, stop: AbortController): NodeJS.Timeout | undefined {
  if (state.TimeoutSeconds === undefined) return undefined;
  const milliseconds = Number(state.TimeoutSeconds) * 1000;
  return milliseconds < 2 ** 31 ? setTimeout(() => stop.abort(TIMED_OUT), milliseconds) : undefined;
}

function limitSize(state: string, data: Json, what: "input" | "output"): void {
  if (!isTooLarge(data)) return;
  throw new DataLimitExceeded(
    what === "input"
      ? `The state/task '${state}' was given parameters with a size exceeding the maximum number of bytes service limit.`
      : `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

function isTooLarge(data: Json): boolean {
  return Buffer.byteLength(JSON.stringify(data ?? null)) > DATA_LIMIT_BYTES;
}

/** Every state by name, with the Parallel and Map states around it. */
function statesOf(graph: StateGraph, within: string[] = []): Map<string, { state: State; within: string[] }> {
  const found = new Map<string, { state: State; within: string[] }>();
  for (const [name, state] of Object.entries(graph.States)) {
    found.set(name, { state, within });
    const processor = state.Type === "Map" ? (state.ItemProcessor ?? state.Iterator) : undefined;
    for (const inner of [...(state.Type === "Parallel" ? state.Branches : []), ...(processor ? [processor] : [])]) {
      for (const entry of statesOf(inner, [...within, name])) found.set(...entry);
    }
  }
  return found;
}
