/** Patterns with `*` and `?`, as IAM compares resources and `StringLike` values. */

const WILDCARD = /[*?]/;

/** Whether an ARN (or a narrower pattern) lies within a pattern with `*` and `?`. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!WILDCARD.test(pattern)) return pattern === text;
  return expressionOf(pattern).test(text);
}

/** `?` is one character, so it never stands for a `*` of a narrower pattern. */
function expressionOf(pattern: string): RegExp {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, "[^]*")
    .replace(/\?/g, "[^*]");
  return new RegExp(`^${expression}$`);
}

/** Patterns that can be asked which of them covers a text, in about the time that it takes to read the text. */
export class PatternSet {
  /** By the text before the first wildcard and that behind the last one: both have to be in what a pattern covers. */
  private readonly byEnds = new Map<string, Map<string, string[]>>();
  private readonly prefixLengths = new Set<number>();

  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      const first = text.search(WILDCARD);
      if (first !== -1) this.add(text, text.slice(0, first));
    }
  }

  private add(pattern: string, prefix: string): void {
    const suffix = pattern.slice(Math.max(pattern.lastIndexOf("*"), pattern.lastIndexOf("?")) + 1);
    const bySuffix = this.byEnds.get(prefix) ?? new Map<string, string[]>();
    this.byEnds.set(prefix, bySuffix);
    this.prefixLengths.add(prefix.length);
    const patterns = bySuffix.get(suffix);
    if (patterns === undefined) bySuffix.set(suffix, [pattern]);
    else patterns.push(pattern);
  }

  /** The patterns, other than the text itself, within which the text lies. */
  *covering(text: string): Generator<string> {
    for (const length of this.prefixLengths) {
      const bySuffix = length <= text.length ? this.byEnds.get(text.slice(0, length)) : undefined;
      for (const [suffix, patterns] of bySuffix ?? []) {
        if (!text.endsWith(suffix)) continue;
        for (const pattern of patterns) if (pattern !== text && matchesPattern(pattern, text)) yield pattern;
      }
    }
  }
}

/** The texts that no other one of them covers, sorted. Of two that cover each other (`x*`, `x**`) the first stays. */
export function uncovered(texts: Iterable<string>): string[] {
  const sorted = [...new Set(texts)].sort();
  const patterns = new PatternSet(sorted);
  return sorted.filter((text) => {
    for (const pattern of patterns.covering(text)) if (!matchesPattern(text, pattern) || pattern < text) return false;
    return true;
  });
}
