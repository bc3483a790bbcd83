import { isDeepStrictEqual } from "node:util";

/** A JSON schema with the keywords that components/triggers/requestSchema.ts lets through. */
export type RequestSchema = boolean | Readonly<Record<string, unknown>>;

/** What is wrong with one part of a request. */
export interface RequestProblem {
  /** JSONPath: `$.Rounds`, `$.Columns[2]`. */
  Path: string;
  Given: string;
  Allowed: string;
}

/** Type -> whether a value is of it, and what is allowed, in words. */
const TYPES: Readonly<Record<string, [is: (value: unknown) => boolean, words: string]>> = {
  string: [(value) => typeof value === "string", "text"],
  number: [(value) => typeof value === "number", "a number"],
  integer: [(value) => Number.isInteger(value), "a whole number"],
  boolean: [(value) => typeof value === "boolean", "true or false"],
  null: [(value) => value === null, "null"],
  array: [(value) => Array.isArray(value), "a list"],
  object: [isRecord, "an object"],
};

type Limit<Value> = (value: Value, limit: number) => boolean;
const least: Limit<number> = (value, limit) => value >= limit;
const most: Limit<number> = (value, limit) => value <= limit;

/** A keyword with a number as its limit: it judges values of one type, and passes over others. */
function limit(sizeOf: (value: unknown) => number | undefined, holds: Limit<number>, words: (limit: string) => string) {
  return (allowed: unknown, value: unknown): string | undefined => {
    const size = sizeOf(value);
    return size === undefined || holds(size, Number(allowed)) ? undefined : words(String(allowed));
  };
}

const number = (value: unknown) => (typeof value === "number" ? value : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
/** JSON Schema counts characters, not UTF-16 units. */
const characters = (value: unknown) => (typeof value === "string" ? Array.from(value).length : undefined);

/** Keyword -> what is allowed where a value is not; undefined where it is. Keywords about what is within are not here. */
const KEYWORDS: Readonly<Record<string, (keyword: unknown, value: unknown) => string | undefined>> = {
  enum: (values, value) =>
    (values as unknown[]).some((each) => isDeepStrictEqual(each, value))
      ? undefined
      : `one of ${(values as unknown[]).map(said).join(", ")}`,
  const: (only, value) => (isDeepStrictEqual(only, value) ? undefined : said(only)),
  minimum: limit(number, least, (allowed) => `at least ${allowed}`),
  maximum: limit(number, most, (allowed) => `at most ${allowed}`),
  exclusiveMinimum: limit(
    number,
    (value, bound) => value > bound,
    (allowed) => `more than ${allowed}`,
  ),
  exclusiveMaximum: limit(
    number,
    (value, bound) => value < bound,
    (allowed) => `less than ${allowed}`,
  ),
  multipleOf: limit(number, isMultiple, (allowed) => `a multiple of ${allowed}`),
  minLength: limit(characters, least, (allowed) => `at least ${allowed} characters`),
  maxLength: limit(characters, most, (allowed) => `at most ${allowed} characters`),
  pattern: (pattern, value) =>
    typeof value !== "string" || new RegExp(String(pattern), "u").test(value)
      ? undefined
      : `text like ${String(pattern)}`,
  minItems: limit(items, least, (allowed) => `at least ${allowed} items`),
  maxItems: limit(items, most, (allowed) => `at most ${allowed} items`),
};

/**
 * Every problem of a request, each with its path, what was given and what is allowed. Keywords mean what JSON Schema says:
 * https://json-schema.org/draft/2020-12/json-schema-validation
 */
export function requestProblems(schema: RequestSchema, value: unknown, path = "$"): RequestProblem[] {
  if (typeof schema === "boolean") return schema ? [] : [problem(path, value, "nothing")];
  const expected = expectedType(schema.type, value);
  // What is of another type has nothing that the other keywords judge.
  if (expected !== undefined) return [problem(path, value, expected)];
  const own = Object.entries(KEYWORDS).flatMap(([name, check]) => {
    const allowed = Object.hasOwn(schema, name) ? check(schema[name], value) : undefined;
    return allowed === undefined ? [] : [problem(path, value, allowed)];
  });
  return [...own, ...alternatives(schema, value, path), ...within(schema, value, path)];
}

function expectedType(type: unknown, value: unknown): string | undefined {
  const allowed = type === undefined ? [] : ([type].flat() as string[]);
  if (allowed.length === 0 || allowed.some((name) => TYPES[name]?.[0](value))) return undefined;
  return allowed.map((name) => TYPES[name]?.[1] ?? name).join(" or ");
}

/** What all alternatives allow where they judge the value itself; else what the nearest finds wrong, which says the most. */
function alternatives(
  { anyOf = [] }: Readonly<Record<string, unknown>>,
  value: unknown,
  path: string,
): RequestProblem[] {
  const told = (anyOf as RequestSchema[]).map((each) => requestProblems(each, value, path));
  const [nearest = []] = told.toSorted((a, b) => a.length - b.length);
  if (nearest.length === 0 || told.some((problems) => problems.some(({ Path }) => Path !== path))) return nearest;
  return [problem(path, value, told.flatMap((problems) => problems.map(({ Allowed }) => Allowed)).join(" or "))];
}

function within(schema: Readonly<Record<string, unknown>>, value: unknown, path: string): RequestProblem[] {
  if (Array.isArray(value)) {
    const each = (schema.items ?? true) as RequestSchema;
    return value.flatMap((item, index) => requestProblems(each, item, `${path}[${index}]`));
  }
  if (!isRecord(value)) return [];
  const properties = (schema.properties ?? {}) as Record<string, RequestSchema>;
  const others = (schema.additionalProperties ?? true) as RequestSchema;
  const missing = ((schema.required ?? []) as string[])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({ Path: below(path, name), Given: "nothing", Allowed: "a value: it is required" }));
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const at = below(path, name);
    if (Object.hasOwn(properties, name)) return requestProblems(properties[name] ?? true, inner, at);
    if (others !== false) return requestProblems(others, inner, at);
    return [problem(at, inner, `no other names than ${Object.keys(properties).join(", ") || "none"}`)];
  });
  return [...missing, ...wrong];
}

/** Within the error that a division of fractions makes: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times));
}

function below(path: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function problem(Path: string, value: unknown, Allowed: string): RequestProblem {
  return { Path, Given: said(value), Allowed };
}

function said(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
