/** The tasks of an execution as the interpreter calls them, and the means to stop them. */
import type { Json, State, StateGraph, StateMachineDefinition } from "../../asl/definition";
import { DATA_LIMIT_BYTES, DataLimitExceeded, isTooLarge, limitSize, TaskFailure } from "./failures";

/** What a task ends with that was stopped because its state is over: nobody's result, so nothing may retry or catch it. */
class Stopped extends Error {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/**
 * Does a Task's work.
 *
 * @param parameters the rendered Parameters
 * @param signal aborted when the state times out or the execution ends without it: stop what was started
 * @returns the task's result, before ResultSelector
 * @throws {TaskFailure} an error that the definition may retry or catch; anything else ends the run
 */
export type OnTask = (
  stateName: string,
  state: State & { Type: "Task" },
  parameters: Json,
  signal: AbortSignal,
) => Promise<Json>;

const TIMED_OUT = Symbol("the state timed out");

/**
 * Handlers for every Task of a definition, by state name.
 *
 * A task goes on for no longer than its state: it is stopped when that times out, when the Parallel or Map around it fails,
 * and when the execution ends.
 */
export function taskHandlers(definition: StateMachineDefinition, options: { onTask: OnTask; signal?: AbortSignal }) {
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
