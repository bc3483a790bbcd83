/** The comparison operators of Choice rules. Values of another type than an operator's never fulfil it. */
import type { Json } from "../../../asl/definition";
import { parseTimestamp } from "../timestamp";
import { matchesPattern } from "./wildcard";

/** Compares the variable's value with the rule's. */
export type Comparison = (value: Json, wanted: Json) => boolean;

type Comparable = number | string | bigint;

/** Reads what an operator compares; undefined for a value of another type. */
type Reader = (value: Json) => Comparable | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Timestamp: (value) => (typeof value === "string" ? parseTimestamp(value) : undefined),
};

const ORDERS: Readonly<Record<string, (left: Comparable, right: Comparable) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThan: (left, right) => left > right,
  GreaterThanEquals: (left, right) => left >= right,
};

const ORDERED = Object.entries(READERS).flatMap(([type, read]) =>
  Object.entries(ORDERS).map(([order, holds]): [string, Comparison] => [
    `${type}${order}`,
    (value, wanted) => {
      const [left, right] = [read(value), read(wanted)];
      return left !== undefined && right !== undefined && holds(left, right);
    },
  ]),
);

/** By name; each has a twin with `Path`, but StringMatches. */
export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ...ORDERED,
  ["BooleanEquals", (value, wanted) => typeof value === "boolean" && value === wanted],
  [
    "StringMatches",
    (value, wanted) => typeof value === "string" && typeof wanted === "string" && matchesPattern(value, wanted),
  ],
]);

/** By name; undefined is a variable that is not there. */
export const TYPE_TESTS: ReadonlyMap<string, (value: Json | undefined) => boolean> = new Map([
  ["IsPresent", (value) => value !== undefined],
  ["IsNull", (value) => value === null],
  ["IsString", (value) => typeof value === "string"],
  ["IsNumeric", (value) => typeof value === "number"],
  ["IsBoolean", (value) => typeof value === "boolean"],
  ["IsTimestamp", (value) => typeof value === "string" && parseTimestamp(value) !== undefined],
]);
