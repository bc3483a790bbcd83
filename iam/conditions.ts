/** Condition blocks: one form for equal ones, and joining those that differ in one list of values. */
import type { Conditions } from "./document";
import { uncovered } from "./wildcards";

/** Operators under which several values mean "any of these", so that two lists can be joined without a change of meaning. */
const ANY_OF = ["StringEquals", "StringLike", "ArnEquals", "ArnLike"];

/** Operators whose values are patterns, of which a narrower one adds nothing to a wider one. */
const PATTERNS = ["StringLike", "ArnEquals", "ArnLike"];

/** The same conditions with operators, keys and values in order: equal blocks are equal text. */
export function canonical(conditions: Conditions): Conditions {
  return Object.fromEntries(
    inOrder(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(inOrder(keys).map(([key, values]) => [key, valuesInOrder(operator, values)])),
    ]),
  );
}

function inOrder<Value>(record: Record<string, Value>): [string, Value][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function valuesInOrder(operator: string, values: string | string[]): string | string[] {
  if (typeof values === "string") return values;
  const kept = PATTERNS.includes(operator) ? uncovered(values) : [...new Set(values)].sort();
  const [only] = kept;
  return kept.length === 1 && only !== undefined ? only : kept;
}

/**
 * Joins blocks that agree in all but one key's values: whoever meets one of them meets the joined one, and the other way
 * round. Takes and gives canonical blocks.
 */
export function joinedConditions(blocks: readonly Conditions[]): Conditions[] {
  const slots = new Map<string, [string, string]>();
  for (const block of blocks) {
    for (const operator of ANY_OF) {
      for (const key of Object.keys(block[operator] ?? {})) slots.set(JSON.stringify([operator, key]), [operator, key]);
    }
  }
  let left = [...blocks];
  for (const [operator, key] of slots.values()) left = joinedAt(left, operator, key);
  return left;
}

function joinedAt(blocks: readonly Conditions[], operator: string, key: string): Conditions[] {
  const groups = new Map<string, Conditions>();
  for (const block of blocks) {
    const values = block[operator]?.[key];
    const rest = values === undefined ? block : { ...block, [operator]: { ...block[operator], [key]: "" } };
    const name = JSON.stringify([values === undefined, rest]);
    const before = groups.get(name)?.[operator]?.[key];
    const joined = before === undefined || values === undefined ? values : [before, values].flat();
    groups.set(
      name,
      joined === undefined ? block : canonical({ ...block, [operator]: { ...block[operator], [key]: joined } }),
    );
  }
  return [...groups.values()];
}
