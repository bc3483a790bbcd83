/** Whether one block of conditions lets through no more than another. */
import type { Conditions } from "../document";
import { type ConditionTest, conditionTest } from "./conditionTest";
import { covers } from "./patterns";

const EQUAL = ["stringequals", "arnequals", "arnlike", "stringlike"];
/** Operators whose values are patterns. */
const LIKE = ["arnequals", "arnlike", "stringlike"];

/** The lines of a block that this project derived. */
export function testsOf(conditions: Conditions = {}): ConditionTest[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => conditionTest(operator, key, [values].flat(), `${operator}.${key}`)),
  );
}

/**
 * The first line of the wider block that the narrower one does not see to; undefined when it sees to all of them. A line
 * is seen to by one on the same key whose values all lie within its own. Conservative: lines that are not alike, and ones
 * that count only when the key is there, see to nothing but themselves.
 */
export function unmet(wider: readonly ConditionTest[], narrower: readonly ConditionTest[]): ConditionTest | undefined {
  return wider.find((wide) => !narrower.some((narrow) => implies(narrow, wide)));
}

function implies(narrow: ConditionTest, wide: ConditionTest): boolean {
  if (narrow.key !== wide.key || (narrow.holdsWithout && !wide.holdsWithout)) return false;
  const within = (value: string) => wide.values.includes(value);
  if (narrow.operator === wide.operator && narrow.values.every(within)) return true;
  if (!EQUAL.includes(narrow.operator) || !EQUAL.includes(wide.operator)) return false;
  const isPattern = LIKE.includes(wide.operator);
  return narrow.values.every((value) =>
    isPattern
      ? wide.values.some((pattern) => covers(pattern, asPattern(narrow, value)))
      : !LIKE.includes(narrow.operator) && within(value),
  );
}

/** A value with its wildcards taken as what they are: characters, where the operator knows no patterns. */
function asPattern({ operator }: ConditionTest, value: string): string {
  return LIKE.includes(operator) ? value : value.replace(/[*?]/g, "${$&}");
}
