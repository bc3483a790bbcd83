/** Time as an execution sees it. */
import { Stopped } from "./failures";

/** Tells the time and waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Waits, for years if need be.
   *
   * @throws Stopped as soon as the signal is aborted
   */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** A timer holds 31 bits of milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    const due = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = due - performance.now()) {
      await timer(Math.min(Math.ceil(left), LONGEST_TIMER), signal);
    }
  },
};

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Stopped());
      return;
    }
    const stop = () => {
      clearTimeout(timeout);
      reject(new Stopped());
    };
    const timeout = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
