/** Time as an execution sees it. */
import { STOPPED } from "./failures";
import { whenStopped } from "./lifetime";

/** Tells the time and waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Waits, for years if need be.
   *
   * @throws STOPPED as soon as the signal is aborted
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
      reject(STOPPED);
      return;
    }
    const timeout = setTimeout(() => {
      forget();
      resolve();
    }, milliseconds);
    const forget = whenStopped(signal, () => {
      clearTimeout(timeout);
      reject(STOPPED);
    });
  });
}
