/** Which errors an ErrorEquals means. */
import type { StateFailure } from "./failures";

/** These fail the execution, whatever Retry and Catch say. */
const TERMINAL = ["States.Runtime", "States.DataLimitExceeded"];

/**
 * Whether a retrier or catcher is for a failure: `States.ALL` is for every error, `States.TaskFailed` for every one but a
 * time-out.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
 */
export function matchesError(errorEquals: readonly string[], { error = "", otherName }: StateFailure): boolean {
  if (TERMINAL.includes(error)) return false;
  return errorEquals.some(
    (wanted) =>
      wanted === error ||
      wanted === "States.ALL" ||
      (wanted === "States.TaskFailed" && error !== "States.Timeout") ||
      (otherName !== undefined && wanted === otherName),
  );
}
