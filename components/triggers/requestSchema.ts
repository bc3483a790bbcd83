/** JSON schemas of requests, checked while the program runs: the function must not find out later. */
import { format as formats } from "@cfworker/json-schema";
import * as v from "valibot";
import { badReferences } from "./schemaReferences";

/** A JSON schema of a request's body. */
export type RequestSchema = boolean | { [keyword: string]: unknown };

const DRAFTS = [
  "https://json-schema.org/draft/2020-12/schema",
  "http://json-schema.org/draft-07/schema#",
  "http://json-schema.org/draft-07/schema",
] as const;
const TYPES = ["string", "number", "integer", "boolean", "null", "array", "object"] as const;
const FORMATS = Object.keys(formats);

const text = v.string("text");
const flag = v.boolean("true or false");
const count = v.pipe(v.number("a whole number"), v.integer("a whole number"), v.minValue(0, "at least 0"));
const number = v.number("a number");
const names = v.array(v.string("a name"), "a list of names");
const type = v.picklist(TYPES, `one of ${TYPES.join(", ")}`);

const isRegExp = (pattern: string) => {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
};
const regExp = v.pipe(v.string("a regular expression"), v.check(isRegExp, "a regular expression"));

/** A schema within a schema. */
const inner: v.GenericSchema<RequestSchema> = v.lazy((given) =>
  typeof given === "boolean" ? v.boolean() : schemaObject,
);
const schemas = v.pipe(v.array(inner, "a list of schemas"), v.minLength(1, "at least one schema"));
const schemasByName = v.record(v.string(), inner, "schemas by name");
const items: v.GenericSchema = v.lazy((given) => (Array.isArray(given) ? v.array(inner) : inner));
const dependency: v.GenericSchema = v.lazy((given) => (Array.isArray(given) ? names : inner));

/**
 * The keywords of draft 2020-12 and draft-07 that the validator knows, and those that only explain. Others are refused: a
 * keyword that is passed over lets through what was not to be.
 * Source: https://json-schema.org/draft/2020-12/meta/applicator, and validation, core, meta-data beside it
 */
const keywords = {
  $schema: v.picklist(DRAFTS, `one of ${DRAFTS.join(", ")}`),
  ...{ $id: text, $anchor: text, $comment: text, title: text, description: text },
  ...{ contentEncoding: text, contentMediaType: text, deprecated: flag, readOnly: flag, writeOnly: flag },
  ...{ default: v.unknown(), examples: v.array(v.unknown(), "a list") },
  ...{ $ref: text, $defs: schemasByName, definitions: schemasByName },
  type: v.union([type, v.pipe(v.array(type), v.minLength(1))], `one or more of ${TYPES.join(", ")}`),
  enum: v.pipe(v.array(v.unknown(), "a list of values"), v.minLength(1, "at least one value")),
  const: v.unknown(),
  ...{ allOf: schemas, anyOf: schemas, oneOf: schemas, not: inner, if: inner, then: inner, else: inner },
  ...{ properties: schemasByName, required: names, additionalProperties: inner, propertyNames: inner },
  patternProperties: v.record(regExp, inner, "schemas by regular expression"),
  ...{ minProperties: count, maxProperties: count, unevaluatedProperties: inner },
  dependentRequired: v.record(v.string(), names, "lists of names by name"),
  dependentSchemas: schemasByName,
  dependencies: v.record(v.string(), dependency, "schemas or lists of names by name"),
  ...{ items, prefixItems: schemas, additionalItems: inner, unevaluatedItems: inner },
  ...{ minItems: count, maxItems: count, uniqueItems: flag },
  ...{ contains: inner, minContains: count, maxContains: count },
  ...{ minLength: count, maxLength: count, pattern: regExp },
  format: v.picklist(FORMATS, `one of ${FORMATS.join(", ")}`),
  ...{ minimum: number, maximum: number, exclusiveMinimum: number, exclusiveMaximum: number },
  multipleOf: v.pipe(number, v.gtValue(0, "a number above 0")),
};

const schemaObject = v.partial(v.strictObject(keywords, "a JSON schema"));

/** The check of a request's schema. */
export const requestSchema = v.pipe(
  inner,
  v.rawCheck<RequestSchema>(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined || typeof dataset.value === "boolean") return;
    const input = dataset.value;
    for (const { keys, value, allowed } of badReferences(input)) {
      const [first, ...others] = keys.map((key) => ({
        type: "object" as const,
        origin: "value" as const,
        input,
        key,
        value,
      }));
      addIssue({ message: allowed, input: value, ...(first && { path: [first, ...others] }) });
    }
  }),
);
