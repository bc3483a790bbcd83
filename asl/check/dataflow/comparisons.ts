/** Operators of Choice rules: https://states-language.net/spec.html#choice-state */
import { type Data, dataOf, isScalar, type ScalarData } from "./data";
import { described } from "./lookup";
import { isRecord } from "./malformed";

/** Whether a rule can match. */
export type Verdict = { is: "open" } | { is: "always" } | { is: "never"; why: string };

const OPEN: Verdict = { is: "open" };

/**
 * Whether a comparison can hold. Values of another type than the operator's never match.
 *
 * @param operator `StringEquals`, `IsNumeric`
 * @param expected the literal that the rule gives, or what is known of the value at its path
 */
export function compare(operator: string, data: Data, expected: unknown): Verdict {
  if (operator.startsWith("Is")) return compareType(operator, data, expected);
  const type = typeOf(operator);
  if (type === undefined) return OPEN;
  const other = isData(expected) ? expected : dataOf(expected);
  for (const side of [data, other]) {
    if (!isOpen(side) && side.kind !== type)
      return { is: "never", why: `it compares ${described(side)} with ${operator}` };
  }
  if (data.kind !== type || other.kind !== type) return OPEN;
  return compareValues(operator, data, other);
}

function isData(value: unknown): value is Data {
  return isRecord(value) && typeof value.kind === "string";
}

function isOpen({ kind }: Data): boolean {
  return kind === "unknown" || kind === "never";
}

/** The type that an operator compares; times are written as text. */
export function typeOf(operator: string): ScalarData["kind"] | undefined {
  if (/^(String|Timestamp)/.test(operator)) return "string";
  if (operator.startsWith("Numeric")) return "number";
  return operator.startsWith("Boolean") ? "boolean" : undefined;
}

function compareType(operator: string, data: Data, expected: unknown): Verdict {
  if (typeof expected !== "boolean" || isOpen(data)) return OPEN;
  const kind = { IsNull: "null", IsString: "string", IsNumeric: "number", IsBoolean: "boolean", IsTimestamp: "string" }[
    operator
  ];
  if (kind === undefined) return OPEN;
  const isOfKind = data.kind === kind;
  if (isOfKind && operator === "IsTimestamp") return OPEN;
  return isOfKind === expected
    ? { is: "always" }
    : { is: "never", why: `it asks for ${operator} of ${described(data)}` };
}

function compareValues(operator: string, data: ScalarData, other: ScalarData): Verdict {
  const test = TESTS.find(([suffix]) => operator.endsWith(suffix))?.[1];
  if (
    test === undefined ||
    data.values === undefined ||
    other.values === undefined ||
    operator.startsWith("Timestamp")
  ) {
    return OPEN;
  }
  const others = other.values;
  const held = data.values.flatMap((value) => others.map((against) => test(value, against)));
  if (held.every((holds) => holds)) return { is: "always" };
  if (held.some((holds) => holds)) return OPEN;
  const values = data.values.map((value) => JSON.stringify(value)).join(" or ");
  return { is: "never", why: `the value is ${values}` };
}

type Value = string | number | boolean;

/** By the operator's end, longer ends first. */
const TESTS: [suffix: string, test: (value: Value, against: Value) => boolean][] = [
  ["LessThanEquals", (value, against) => value <= against],
  ["GreaterThanEquals", (value, against) => value >= against],
  ["LessThan", (value, against) => value < against],
  ["GreaterThan", (value, against) => value > against],
  ["Equals", (value, against) => value === against],
  ["Matches", (value, against) => wildcard(String(against)).test(String(value))],
];

/** `StringMatches`: `*` stands for any text, unless a backslash is before it. */
export function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[^]|\*|[^\\*]+|\\$/g) ?? [];
  const source = parts.map((part) =>
    part === "*" ? "[^]*" : (part.startsWith("\\") ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  );
  return new RegExp(`^${source.join("")}$`);
}

/** Bounds of numbers that the rules of one `And` set to a variable. */
interface Range {
  low: number;
  high: number;
  /** Whether the bounds themselves are left out. */
  open: boolean;
}

/** Why rules that must all hold cannot: bounds that leave no number between them. */
export function contradiction(rules: readonly unknown[]): Verdict | undefined {
  const ranges = new Map<string, Range>();
  for (const rule of rules) {
    if (!isRecord(rule) || typeof rule.Variable !== "string") continue;
    const range = ranges.get(rule.Variable) ?? { low: -Infinity, high: Infinity, open: false };
    ranges.set(rule.Variable, range);
    for (const [operator, bound] of Object.entries(rule)) {
      if (typeof bound !== "number" || !operator.startsWith("Numeric")) continue;
      if (/Greater|Equals$/.test(operator) && !operator.includes("Less")) range.low = Math.max(range.low, bound);
      if (/Less|Equals$/.test(operator) && !operator.includes("Greater")) range.high = Math.min(range.high, bound);
      if (operator.endsWith("Than")) range.open ||= bound === (operator.includes("Less") ? range.high : range.low);
    }
    if (range.low > range.high || (range.low === range.high && range.open)) {
      return { is: "never", why: `no number at "${rule.Variable}" is within both bounds` };
    }
  }
  return undefined;
}

/** What is left of a value for which a comparison holds, and for which it does not. */
export function narrow(data: Data, operator: string, expected: unknown): { matched: Data; unmatched: Data } {
  const same = { matched: data, unmatched: data };
  const type = typeOf(operator);
  if (type === undefined || typeof expected !== type) return same;
  const open: ScalarData = { kind: type };
  const typed = isScalar(data) && data.kind === type ? data : isOpen(data) ? open : undefined;
  if (typed === undefined) return same;
  if (!operator.endsWith("Equals") || /Than|Timestamp/.test(operator)) return { matched: typed, unmatched: data };
  const value = expected as Value;
  const others = typed.values?.filter((known) => known !== value);
  return {
    // What cannot match tells nothing.
    matched: typed.values?.includes(value) === false ? typed : { kind: type, values: [value] },
    unmatched: others === undefined || others.length === 0 ? data : { kind: type, values: others },
  };
}
