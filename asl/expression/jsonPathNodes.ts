/** What a JSONPath is made of. */

/** A path in parts. */
export interface JsonPath {
  /** What it starts from: `$` the input, `$$` the context object, `$name` a variable. */
  root: "input" | "context" | { variable: string };
  segments: Segment[];
}

/** One step of a path. */
export type Segment =
  | { kind: "member"; name: string }
  /** From the end when negative. */
  | { kind: "index"; index: number }
  | ManySegment
  /** `length()`: takes what was found so far; always the last step. */
  | { kind: "function"; name: PathFunction };

/** A step that leads to any number of values, so that the path gives a list. */
export type ManySegment = { kind: "many" } & (
  | { select: "all" }
  | { select: "slice"; start?: number; end?: number; step?: number }
  | { select: "names"; names: string[] }
  | { select: "indexes"; indexes: number[] }
  | { select: "filter"; filter: Filter }
  /** The value itself and everything below it; the following steps are taken from each. */
  | { select: "descendants" }
);

/** Names of the functions at a path's end. */
export const PATH_FUNCTIONS = ["length", "min", "max", "avg", "sum", "stddev", "keys", "first", "last"] as const;

/** A function at a path's end. */
export type PathFunction = (typeof PATH_FUNCTIONS)[number];

/** A condition on `@`, the item in question. */
export type Filter =
  | { kind: "and" | "or"; left: Filter; right: Filter }
  | { kind: "not"; condition: Filter }
  | { kind: "compare"; operator: FilterOperator; left: FilterOperand; right: FilterOperand }
  /** True when the path leads to something. */
  | { kind: "exists"; path: FilterPath };

/** Longer ones first. */
export const FILTER_OPERATORS = ["==", "!=", "<=", ">=", "<", ">"] as const;

/** How two values are compared. */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** A path from the item in question (`@`) or from the whole document (`$`). */
export interface FilterPath {
  kind: "path";
  root: "@" | "$";
  segments: Segment[];
}

/** One side of a comparison. */
export type FilterOperand = FilterPath | { kind: "literal"; value: string | number | boolean | null };
