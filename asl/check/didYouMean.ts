/** Suggestions for misspelt names. */
import { distance } from "fastest-levenshtein";

/** Names beyond this many are not compared with: a suggestion is not worth seconds. */
const MAX_COMPARED = 2_000;

/** Names up to this long are near to each other only when they differ in nothing but case. */
const SHORT = 2;

/** The known name nearest to a misspelt one; undefined when none is near (more than a third of it is different). */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  let best: string | undefined;
  // One more than what is near enough.
  let fewest = given.length <= SHORT ? 1 : Math.floor(Math.max(2, given.length / 3)) + 1;
  for (const name of known.slice(0, MAX_COMPARED)) {
    if (Math.abs(name.length - given.length) >= fewest) continue;
    const edits = distance(lower, name.toLowerCase());
    if (edits >= fewest || (edits > 0 && name.length <= SHORT)) continue;
    fewest = edits;
    best = name;
  }
  return best;
}

/** `Did you mean "X"?`, or the list of what there is when that is short, or nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const best = nearest(given, known);
  if (best !== undefined) return `Did you mean "${best}"?`;
  return known.length > 0 && known.length <= 12 ? `Use one of: ${known.toSorted().join(", ")}.` : "";
}
