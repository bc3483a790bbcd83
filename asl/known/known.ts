/** What can be known of an expression's value before it is evaluated. */
import type { Json } from "../definition";

/** A value: known, known in part (text with `*` for the rest), or not at all. */
export type Known = { kind: "literal"; value: Json } | { kind: "pattern"; pattern: string } | { kind: "dynamic" };

/** Variables of a definition whose value is always the same. */
export type Constants = ReadonlyMap<string, Json>;

/** No constants. */
export const NO_CONSTANTS: Constants = new Map();

/** An expression of which nothing can be said. */
export const DYNAMIC: Known = { kind: "dynamic" };

/** More alternatives than this are one open value: what is derived from them would be no clearer than a `*`. */
const MAX_ALTERNATIVES = 16;

/** Texts one behind the other, each with the values that it may have: every combination. */
export function concatenated(parts: readonly (readonly Known[])[]): Known[] {
  const combinations = parts.reduce((count, alternatives) => count * alternatives.length, 1);
  const bounded = combinations > MAX_ALTERNATIVES ? parts.map((each) => (each.length > 1 ? [DYNAMIC] : each)) : parts;
  let texts: { text: string; isKnown: boolean }[] = [{ text: "", isKnown: true }];
  for (const alternatives of bounded) {
    texts = texts.flatMap(({ text, isKnown }) =>
      alternatives.map((known) => {
        const added = textOf(known);
        return { text: text + (added ?? "*"), isKnown: isKnown && added !== undefined && known.kind === "literal" };
      }),
    );
  }
  return texts.map(({ text, isKnown }) => (isKnown ? { kind: "literal", value: text } : patternOf(text)));
}

/** The value as text, with `*` where it is open; undefined when it is no text or nothing is known of it. */
export function textOf(known: Known): string | undefined {
  if (known.kind === "pattern") return known.pattern;
  if (known.kind === "dynamic" || typeof known.value === "object") return undefined;
  return String(known.value);
}

function patternOf(text: string): Known {
  const pattern = text.replace(/\*+/g, "*");
  return pattern === "*" ? DYNAMIC : { kind: "pattern", pattern };
}
