/**
 * How long a run took, and how much of that was orchestration.
 *
 * Orchestration is all of the run's wall time in which neither of these was going on:
 * - a Python process of a job worked (from its start to its end, as this program sees them);
 * - packages started up: the making or checking of the Python environment, and the S3 server until it answers.
 * The loading of this program's own modules comes before the run. The evaluation of the user's program, the S3 server's
 * work, Lambda functions and the judging of calls all count as orchestration. Intervals that overlap count
 * once. Times are monotonic.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ChildProcess } from "node:child_process";

/** Measures a run. */
export interface RunClock {
  /** Counts the time of some work as package start-up. */
  startUp<T>(work: () => Promise<T>): Promise<T>;
  /** Counts every process of this Python that starts from now on. */
  watchPython(python: string): void;
  /** Seconds since the clock was made, and how many of them were orchestration. Call it once, at the end. */
  stop(): { seconds: number; orchestrationSeconds: number };
}

type Interval = [start: number, end: number];

/** Starts measuring. */
export function startClock(): RunClock {
  const started = performance.now();
  const intervals: Interval[] = [];
  const open = new Set<{ start: number }>();
  let onSpawn: ((message: unknown) => void) | undefined;

  function begin(): () => void {
    const interval = { start: performance.now() };
    open.add(interval);
    return () => {
      if (open.delete(interval)) intervals.push([interval.start, performance.now()]);
    };
  }

  return {
    async startUp(work) {
      const end = begin();
      try {
        return await work();
      } finally {
        end();
      }
    },
    watchPython(python) {
      onSpawn = (message) => {
        const { process: child } = message as { process: ChildProcess };
        // Node tells of a child before it knows what the child is to run.
        queueMicrotask(() => {
          if (child.spawnfile !== python) return;
          const end = begin();
          child.once("exit", end).once("error", end);
        });
      };
      subscribe("child_process", onSpawn);
    },
    stop() {
      if (onSpawn) unsubscribe("child_process", onSpawn);
      const ended = performance.now();
      for (const { start } of open) intervals.push([start, ended]);
      const seconds = (ended - started) / 1000;
      return { seconds, orchestrationSeconds: seconds - covered(intervals) / 1000 };
    },
  };
}

/** The length of the union of intervals. */
export function covered(intervals: readonly Interval[]): number {
  let total = 0;
  let reached = -Infinity;
  for (const [start, end] of [...intervals].sort(([a], [b]) => a - b)) {
    total += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return total;
}
