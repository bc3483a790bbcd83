/** How states are tried again. */
import type { Retrier } from "../asl/definition";

/**
 * Four more attempts within about half a minute, for what passes by itself: throttling, a service that is busy. The waits differ
 * at random, so that executions which were throttled together do not come back together.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html (JitterStrategy, MaxDelaySeconds)
 *
 * @example task("Invoke", call, { retry: [soonAgain("Lambda.TooManyRequestsException")] })
 */
export function soonAgain(...errors: [string, ...string[]]): Retrier {
  return {
    ErrorEquals: errors,
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 4,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL",
  };
}
