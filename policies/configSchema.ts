/**
 * A rule's settings as JSON schema, for the engine: it refuses a config of a wrong type before a resource is judged, and
 * Pulumi Cloud makes a form of it. Without defaults: the engine would send them as if the user had given them, over those
 * of the environment.
 */
import type { PolicyConfigSchema } from "@pulumi/policy";
import * as v from "valibot";
import type { ConfigSchema } from "./rule";

type JsonSchema = PolicyConfigSchema["properties"][string];

/** @returns undefined for a rule without settings */
export function configSchemaOf(schema: ConfigSchema): PolicyConfigSchema | undefined {
  const entries = Object.entries(schema.entries);
  if (entries.length === 0) return undefined;
  return { properties: Object.fromEntries(entries.map(([name, entry]) => [name, jsonSchemaOf(entry)])) };
}

/** @throws TypeError for a kind of setting that no rule has had so far */
function jsonSchemaOf(entry: unknown): JsonSchema {
  const schema = entry as v.GenericSchema & Record<string, unknown>;
  const described = v.getDescription(schema);
  return { ...typeOf(schema), ...(described !== undefined && { description: described }) };
}

function typeOf(schema: v.GenericSchema & Record<string, unknown>): JsonSchema {
  switch (schema.type) {
    case "optional":
      return typeOf(schema["wrapped"] as typeof schema);
    case "string":
    case "number":
    case "boolean":
      return { type: schema.type };
    case "picklist":
      return { type: "string", enum: [...(schema["options"] as string[])] };
    case "array":
      return { type: "array", items: jsonSchemaOf(schema["item"]) };
    case "strict_object":
      return objectOf(schema["entries"] as v.ObjectEntries);
    case "record":
      return { type: "object", additionalProperties: jsonSchemaOf(schema["value"]) };
    default:
      throw new TypeError(`Settings of the kind "${schema.type}" have no JSON schema here`);
  }
}

function objectOf(entries: v.ObjectEntries): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, jsonSchemaOf(entry)])),
    required: Object.keys(entries).filter((name) => entries[name]?.type !== "optional"),
    additionalProperties: false,
  };
}
