/** Retry: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
import type { Retrier } from "../../asl/definition";
import { matchesError } from "./errorNames";
import type { StateFailure } from "./failures";

/**
 * Counts the retries of one visit of a state.
 *
 * The first retrier that is for an error decides; each counts its own retries.
 *
 * @returns gives the seconds to wait before the next attempt, undefined when there is to be none
 */
export function retryPolicy(retriers: readonly Retrier[]): (failure: StateFailure) => number | undefined {
  const counts = new Map<Retrier, number>();
  return (failure) => {
    const retrier = retriers.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure));
    if (!retrier) return undefined;
    const count = counts.get(retrier) ?? 0;
    if (count >= (retrier.MaxAttempts ?? 3)) return undefined;
    counts.set(retrier, count + 1);
    return delayOf(retrier, count);
  };
}

/** @param count retries before */
function delayOf(retrier: Retrier, count: number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy = "NONE" } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds);
  return JitterStrategy === "FULL" ? Math.random() * delay : delay;
}
