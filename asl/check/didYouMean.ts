/** Suggestions for misspelt names. */
import { distance } from "fastest-levenshtein";

/** The known name nearest to a misspelt one; undefined when none is near (more than a third of it is different). */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, edits: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best !== undefined && best.edits <= Math.max(2, given.length / 3) ? best.name : undefined;
}

/** ` Did you mean "X"?`, or the list of what there is when that is short, or nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const best = nearest(given, known);
  if (best !== undefined) return `Did you mean "${best}"?`;
  return known.length <= 12 ? `Use one of: ${known.join(", ")}.` : "";
}
