/** Sizes of what goes through states: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
import { error } from "../problem";
import { type Data, leastBytes } from "./data";
import type { Report } from "./scope";

/** Largest input, output or request of a state, in bytes. */
const MAX_BYTES = 262_144;

/**
 * Reports data that is certainly too large, unless it came in too large already: that is told of where it comes from.
 *
 * @param what `gives`, `sends`
 * @param at the state
 */
export function checkSize(what: string, data: readonly Data[], input: Data, report: Report, at: string): void {
  const largest = Math.max(0, ...data.map(leastBytes));
  if (largest <= MAX_BYTES || leastBytes(input) > MAX_BYTES) return;
  const message = `the state ${what} at least ${largest} bytes; ${MAX_BYTES} are the most`;
  report(error("state-too-large", at, message, "Put the data into S3 and pass on where it is."));
}
