/** What is known of a value of the input, and how two such things go together. */
import type { Json } from "../definition";

/** What is known of a value: one of some, or a number up to a limit. */
export type Limit = { values: readonly Json[] } | { atMost: number };

/** On the way to a state nothing was said yet. */
export type Knowledge = Limit | "open";

/** What holds when one of two does. */
export function either(left: Knowledge, right: Knowledge): Knowledge {
  if (left === "open" || right === "open") return "open";
  if ("values" in left && "values" in right) return { values: [...new Set([...left.values, ...right.values])] };
  const limits = [left, right].map(greatest);
  return limits.includes(Infinity) ? "open" : { atMost: Math.max(...limits) };
}

/** What holds when both do. A list of values says more than a limit. */
export function both(known: Knowledge, said: Limit): Limit {
  if (known === "open") return said;
  if ("atMost" in known) return "atMost" in said ? { atMost: Math.min(known.atMost, said.atMost) } : said;
  if ("atMost" in said) return known;
  const common = known.values.filter((value) => said.values.includes(value));
  return { values: common.length > 0 ? common : said.values };
}

/** Whether two say the same, of which the one came of the other by {@link either}. */
export function isSame(left: Knowledge, right: Knowledge): boolean {
  if (left === "open" || right === "open") return left === right;
  if ("atMost" in left || "atMost" in right)
    return "atMost" in left && "atMost" in right && left.atMost === right.atMost;
  return left.values.length === right.values.length;
}

function greatest(limit: Limit): number {
  if ("atMost" in limit) return limit.atMost;
  return Math.max(...limit.values.map((value) => (typeof value === "number" ? value : Infinity)));
}
