/** JSON schemas of requests, checked while the program runs: the function must not find out later. */
import * as v from "valibot";

/** A JSON schema of a request's body. */
export type RequestSchema = boolean | { [keyword: string]: unknown };

const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object"] as const;
const count = v.pipe(v.number("a whole number"), v.integer("a whole number"), v.minValue(0, "at least 0"));
const number = v.number("a number");
const type = v.picklist(TYPES, `one of ${TYPES.join(", ")}`);

/** A schema within a schema. */
const inner: v.GenericSchema<RequestSchema> = v.lazy((given) =>
  typeof given === "boolean" ? v.boolean() : schemaObject,
);

const isRegExp = (pattern: string) => {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
};

/**
 * The keywords that lambda/start/requestSchema.ts knows, and those that only explain. Others are refused: a keyword that is
 * passed over lets through what was not to be.
 */
const keywords = {
  $schema: v.optional(v.string("a URI")),
  title: v.optional(v.string("text")),
  description: v.optional(v.string("text")),
  default: v.optional(v.unknown()),
  examples: v.optional(v.array(v.unknown(), "a list")),
  type: v.optional(v.union([type, v.pipe(v.array(type), v.minLength(1))], `one or more of ${TYPES.join(", ")}`)),
  enum: v.optional(v.pipe(v.array(v.unknown(), "a list of values"), v.minLength(1, "at least one value"))),
  const: v.optional(v.unknown()),
  properties: v.optional(v.record(v.string(), inner, "schemas by name")),
  required: v.optional(v.array(v.string("a name"), "a list of names")),
  additionalProperties: v.optional(inner),
  items: v.optional(inner),
  minItems: v.optional(count),
  maxItems: v.optional(count),
  minLength: v.optional(count),
  maxLength: v.optional(count),
  pattern: v.optional(v.pipe(v.string("a regular expression"), v.check(isRegExp, "a regular expression"))),
  minimum: v.optional(number),
  maximum: v.optional(number),
  exclusiveMinimum: v.optional(number),
  exclusiveMaximum: v.optional(number),
  multipleOf: v.optional(v.pipe(number, v.gtValue(0, "a number above 0"))),
  anyOf: v.optional(v.pipe(v.array(inner, "a list of schemas"), v.minLength(1, "at least one schema"))),
};

const schemaObject = v.strictObject(keywords, `a JSON schema of ${Object.keys(keywords).join(", ")}`);

/** A function's environment has 4 KB in all: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const MAX_BYTES = 3000;

/** The check of a request's schema. */
export const requestSchema = v.pipe(
  inner,
  v.check((given) => Buffer.byteLength(JSON.stringify(given)) <= MAX_BYTES, `at most ${MAX_BYTES} bytes as JSON`),
);
