/** References between the parts of a JSON schema that no request could be judged by. */
import { dereference, type Schema, validate } from "@cfworker/json-schema";

/** A reference that leads nowhere, or back to itself. */
export interface BadReference {
  /** Where it is in the schema. */
  keys: readonly string[];
  value: unknown;
  /** What is expected there. */
  allowed: string;
}

/** A part of a schema that is a schema itself. */
interface Part {
  keys: readonly string[];
  node: Schema;
}

/** No keyword looks within these, so what is judged by them without end is judged so by references alone. */
const PROBES: readonly unknown[] = [null, {}];

/** References of a schema that has only known keywords, each with a value of its type. */
export function badReferences(given: object): BadReference[] {
  // The validator writes into the schemas that it reads.
  const schema = JSON.parse(JSON.stringify(given)) as Schema;
  let schemas: ReturnType<typeof dereference>;
  try {
    schemas = dereference(schema);
  } catch (error) {
    return [{ keys: [], value: given, allowed: `$id, $anchor and $ref that are URIs: ${(error as Error).message}` }];
  }
  const parts = partsOf(schema);
  const unknown = parts
    .filter(({ node: { $ref, __absolute_ref__: uri } }) => $ref !== undefined && schemas[uri ?? $ref] === undefined)
    .map(({ keys, node: { $ref } }) => ({
      keys: [...keys, "$ref"],
      value: $ref,
      allowed: "a reference to a part of this schema: #/$defs/…",
    }));
  if (unknown.length > 0) return unknown;
  return parts
    .filter(({ node }) => PROBES.some((probe) => isEndless(probe, node, schemas)))
    .map(({ keys, node }) => ({
      keys,
      value: node,
      allowed: "references that lead on to parts of a value, not back to the same schema",
    }));
}

function partsOf(node: unknown, keys: readonly string[] = []): Part[] {
  if (typeof node !== "object" || node === null) return [];
  const within = Object.entries(node).flatMap(([key, value]) => partsOf(value, [...keys, key]));
  // Values of `enum` and `const` are no schemas.
  return Object.hasOwn(node, "__absolute_uri__") ? [{ keys, node }, ...within] : within;
}

function isEndless(probe: unknown, node: Schema, schemas: ReturnType<typeof dereference>): boolean {
  try {
    validate(probe, node, "2020-12", schemas);
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}
