/** Warnings that say the same of many states, as one. */
import type { Problem } from "../asl/check/problem";

/** Paths that are named; of the rest there is the number. */
const MOST_NAMED = 3;

/**
 * Problems with one entry for all warnings that have code, message and remedy in common, where the first of them stood. Its
 * path lists theirs. Errors stay as they are.
 */
export function foldedWarnings<Found extends Problem>(problems: readonly Found[]): Found[] {
  const groups = new Map<unknown, Found[]>();
  for (const problem of problems) {
    const { code, message, remedy, severity } = problem;
    const key = severity === "error" ? problem : JSON.stringify([code, message, remedy]);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].map((group) => ({ ...group[0]!, path: listed(group.map(({ path }) => path)) }));
}

function listed(paths: string[]): string {
  const rest = paths.length - MOST_NAMED;
  return rest > 0 ? `${paths.slice(0, MOST_NAMED).join(", ")} and ${rest} more` : paths.join(", ");
}
