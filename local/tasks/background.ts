/** Work that goes on behind an execution: jobs and executions that nobody waits for. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** The work behind one execution. */
export interface Background {
  /**
   * Starts work that may outlast the state which started it. What it throws before the first thing that it waits for is
   * thrown here: a service answers at once when it refuses a request.
   *
   * @param name what it is called when it has to be stopped
   */
  start(name: string, work: (signal: AbortSignal) => Promise<unknown>): Promise<void>;
  /** Ends the run with an error that nobody waits for. */
  onFault: (error: unknown) => void;
  /** Stops what still goes on; gives its names. */
  stop(): Promise<string[]>;
}

/** @param onFault called with what work throws later, when nobody waits for it */
export function backgroundOf(onFault: (error: unknown) => void): Background {
  const stop = new AbortController();
  const running = new Map<Promise<unknown>, string>();
  return {
    onFault,
    async start(name, work) {
      const done = work(stop.signal);
      running.set(done, name);
      const over = () => running.delete(done);
      done.then(over, over);
      await Promise.race([done, nextTurn()]);
      done.catch((error: unknown) => stop.signal.aborted || onFault(error));
    },
    async stop() {
      const left = [...running];
      stop.abort(new Error("The execution has ended."));
      await Promise.allSettled(left.map(([done]) => done));
      return left.map(([, name]) => name);
    },
  };
}
