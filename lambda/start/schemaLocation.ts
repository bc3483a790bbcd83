/** Places in JSON: what the validator's JSON Pointers lead to, and the same places as JSONPath. */
import type { Schema } from "@cfworker/json-schema";

/** Schemas of a document by the URI that the validator knows them by. */
export type SchemasByUri = Readonly<Record<string, Schema | boolean>>;

/** A part of a value, and where it is. */
export interface Place {
  /** JSONPath: `$.Columns[2]`. */
  path: string;
  value: unknown;
}

/** What a pointer like `#/Columns/2` leads to in a value. */
export function placeIn(value: unknown, pointer: string): Place {
  return tokensOf(pointer).reduce<Place>(
    (place, token) => ({
      path: Array.isArray(place.value) ? `${place.path}[${token}]` : below(place.path, token),
      value: memberOf(place.value, token),
    }),
    { path: "$", value },
  );
}

/** The schema that holds the keyword which a pointer like `#/properties/Rounds/$ref/minimum` ends in. */
export function schemaAround(schema: Schema, pointer: string, schemas: SchemasByUri): Schema {
  return tokensOf(pointer)
    .slice(0, -1)
    .reduce<unknown>((node, token) => {
      const inner = memberOf(node, token);
      // A reference; not a property of that name, whose value is a schema.
      if (token !== "$ref" || typeof inner !== "string") return inner;
      return schemas[(node as Schema).__absolute_ref__ ?? inner];
    }, schema) as Schema;
}

/** The last name in a pointer. */
export function lastOf(pointer: string): string {
  return tokensOf(pointer).at(-1) ?? "";
}

/** JSONPath of a member. */
export function below(path: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

/** Names as the validator writes them: https://www.rfc-editor.org/rfc/rfc6901#section-6 */
function tokensOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function memberOf(node: unknown, name: string): unknown {
  return typeof node === "object" && node !== null && Object.hasOwn(node, name)
    ? (node as Record<string, unknown>)[name]
    : undefined;
}
