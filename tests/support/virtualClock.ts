/** Time that passes as soon as nothing but waits is left. */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../local/interpreter/clock";
import { STOPPED } from "../../local/interpreter/failures";

/** Rounds of the event loop in which nothing may happen before time passes. */
const QUIET_ROUNDS = 5;

/** A clock of which tests see more. */
export interface VirtualClock extends Clock {
  /** The milliseconds that were waited for, in the order of the calls. */
  waits: number[];
  /** Does work that takes no time on this clock, whatever it waits for outside. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** A clock that begins on 1 January 2026. */
export function virtualClock(): VirtualClock {
  let busy = 0;
  let onIdle = () => {};
  const timers = new Set<{ due: number; end: () => void }>();
  const waits: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (timers.size > 0) {
      if (busy > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      for (let round = 0; round < QUIET_ROUNDS && busy === 0; round++) await setImmediate();
      if (busy > 0) continue;
      const [next] = [...timers].sort((a, b) => a.due - b.due);
      if (!next) break;
      now = Math.max(now, next.due);
      next.end();
    }
    isRunning = false;
  }

  return {
    waits,
    now: () => now,
    async during(work) {
      busy++;
      try {
        return await work();
      } finally {
        busy--;
        if (busy === 0) onIdle();
      }
    },
    sleep(milliseconds, signal) {
      waits.push(milliseconds);
      return new Promise((resolve, reject) => {
        const timer = { due: now + milliseconds, end: () => end(resolve) };
        const stop = () => end(() => reject(STOPPED));
        const end = (settle: () => void) => {
          timers.delete(timer);
          signal.removeEventListener("abort", stop);
          settle();
        };
        timers.add(timer);
        signal.addEventListener("abort", stop);
        if (signal.aborted) stop();
        else if (!isRunning) void run();
      });
    },
  };
}
