/** What a JSON schema (https://json-schema.org) says of a value. What it says in other ways than these counts as unknown. */
import {
  BOOLEAN,
  type Data,
  dataOf,
  join,
  listOf,
  type Member,
  NEVER,
  NULL,
  NUMBER,
  objectOf,
  STRING,
  UNKNOWN,
} from "./data";
import { isRecord } from "./malformed";

/** Schemas inside each other that are read; also the end of a `$ref` to itself. */
const MAX_DEPTH = 16;

/** Keywords that say more than is understood here. */
const BEYOND = ["anyOf", "oneOf", "allOf", "not", "if", "$dynamicRef", "patternProperties"];

/**
 * What is known of a value that a schema describes. An object is closed unless the schema allows more by
 * `additionalProperties`: a schema is given to say what there is.
 */
export function ofSchema(schema: unknown): Data {
  return read(schema, schema, 0);
}

function read(schema: unknown, root: unknown, depth: number): Data {
  if (!isRecord(schema) || depth > MAX_DEPTH || BEYOND.some((keyword) => keyword in schema)) return UNKNOWN;
  if (typeof schema.$ref === "string") return read(resolve(schema.$ref, root), root, depth + 1);
  if ("const" in schema) return dataOf(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => dataOf(value)).reduce(join, NEVER);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? ("properties" in schema ? "object" : "")];
  return types.map((type) => ofType(type, schema, root, depth)).reduce(join, NEVER);
}

function ofType(type: unknown, schema: Record<string, unknown>, root: unknown, depth: number): Data {
  switch (type) {
    case "object":
      return ofObject(schema, root, depth);
    case "array":
      return listOf(read(schema.items, root, depth + 1));
    case "string":
      return STRING;
    case "number":
    case "integer":
      return NUMBER;
    case "boolean":
      return BOOLEAN;
    case "null":
      return NULL;
    default:
      return UNKNOWN;
  }
}

function ofObject(
  { properties, required, additionalProperties }: Record<string, unknown>,
  root: unknown,
  depth: number,
) {
  const needed: unknown[] = Array.isArray(required) ? required : [];
  const members = Object.entries(isRecord(properties) ? properties : {}).map(([name, property]): [string, Member] => [
    name,
    { data: read(property, root, depth + 1), presence: needed.includes(name) ? "certain" : "some" },
  ]);
  const isOpen = additionalProperties === true || isRecord(additionalProperties) || properties === undefined;
  return objectOf(Object.fromEntries(members), isOpen ? read(additionalProperties, root, depth + 1) : undefined);
}

/** A `$ref` into the schema itself: `#/$defs/Job`. */
function resolve(reference: string, root: unknown): unknown {
  if (!reference.startsWith("#")) return undefined;
  const names = reference
    .slice(1)
    .split("/")
    .filter((name) => name !== "");
  return names.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), root);
}
