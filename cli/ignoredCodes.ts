/** The codes that `--ignore` leaves out. */
import { PROBLEM_CODES } from "../asl/check/codes";
import { didYouMean } from "../asl/check/didYouMean";
import { UserError } from "../local/userError";

/** @throws UserError for a code that the checker does not have */
export function ignoredCodes(codes: readonly string[]): ReadonlySet<string> {
  const unknown = codes.find((code) => !Object.hasOwn(PROBLEM_CODES, code));
  if (unknown !== undefined) {
    const remedy = didYouMean(unknown, Object.keys(PROBLEM_CODES)) || "docs/checks.md lists them.";
    throw new UserError(`--ignore ${unknown}: the checker has no such code.`, remedy);
  }
  return new Set(codes);
}
