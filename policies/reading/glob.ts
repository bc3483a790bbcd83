/** Patterns in which `*` stands for any text. */

/** Whether a text fits a pattern: `ml.m5.*` and `ml.m5.xlarge`. */
export function matchesGlob(pattern: string, text: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "s").test(text);
}

/**
 * Whether every text that fits `pattern` fits one of `allowed`: the pattern stands for texts of which only a part is known.
 * `ml.m5.*` is within `ml.m*`, `ml.*` is not.
 */
export function isWithin(pattern: string, allowed: readonly string[]): boolean {
  // A `*` of the pattern is met by a `*` of the other alone, as no other character of a glob matches it.
  return allowed.some((glob) => matchesGlob(glob, pattern));
}
