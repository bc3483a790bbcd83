/** What keywords of JSON Schema allow, in words. */
import type { Schema } from "@cfworker/json-schema";

/** What `unevaluatedProperties` allows where it is false. */
export const UNEVALUATED = "no names beside those that the schema has";

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "null",
  array: "a list",
  object: "an object",
};

/** Keyword -> words for its value. */
const WORDS: Readonly<Record<string, (allowed: unknown, schema: Schema) => string>> = {
  type: (types) => ([types].flat() as string[]).map((name) => TYPES[name] ?? name).join(" or "),
  enum: (values) => `one of ${(values as unknown[]).map(said).join(", ")}`,
  const: said,
  not: (schema) => `anything but ${said(schema)}`,
  minimum: (limit) => `at least ${said(limit)}`,
  maximum: (limit) => `at most ${said(limit)}`,
  exclusiveMinimum: (limit) => `more than ${said(limit)}`,
  exclusiveMaximum: (limit) => `less than ${said(limit)}`,
  multipleOf: (step) => `a multiple of ${said(step)}`,
  minLength: (limit) => `at least ${said(limit)} characters`,
  maxLength: (limit) => `at most ${said(limit)} characters`,
  pattern: (pattern) => `text like ${String(pattern)}`,
  format: (format) => `text in the format ${String(format)}`,
  minItems: (limit) => `at least ${said(limit)} items`,
  maxItems: (limit) => `at most ${said(limit)} items`,
  uniqueItems: () => "items that differ",
  contains: (schema) => `an item like ${said(schema)}`,
  minContains: (limit, { contains }) => `at least ${said(limit)} items like ${said(contains)}`,
  maxContains: (limit, { contains }) => `at most ${said(limit)} items like ${said(contains)}`,
  minProperties: (limit) => `at least ${said(limit)} names`,
  maxProperties: (limit) => `at most ${said(limit)} names`,
  additionalProperties: (_none, { properties = {}, patternProperties = {} }) => {
    const names = [
      ...Object.keys(properties),
      ...Object.keys(patternProperties).map((pattern) => `those like ${pattern}`),
    ];
    return `no other names than ${names.join(", ") || "none"}`;
  },
  unevaluatedProperties: () => UNEVALUATED,
};

/**
 * What a schema's keyword allows.
 *
 * @example allowedBy("minimum", { type: "number", minimum: 1 }) // "at least 1"
 */
export function allowedBy(keyword: string, schema: Schema): string {
  return WORDS[keyword]?.(schema[keyword], schema) ?? `what ${keyword} of the schema allows`;
}

/** A value as it is shown: JSON of at most 80 characters. */
export function said(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
