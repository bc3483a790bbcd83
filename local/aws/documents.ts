/** Properties with a policy document: programs give them as JSON text or as an object, AWS takes text. */
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { isDeepStrictEqual } from "node:util";
import { hasUnknown } from "./unknown";

const DOCUMENTS = new Set(["policy", "assumeRolePolicy", "policyDocument"]);

/** The inputs with documents as text; one with an unknown part is unknown. */
export function documentsAsText(inputs: Record<string, unknown>): Record<string, unknown> {
  const asText = (value: unknown) => (hasUnknown(value) ? unknownValue : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(inputs).map(([property, value]) => {
      const isObject = typeof value === "object" && value !== null;
      return [property, DOCUMENTS.has(property) && isObject ? asText(value) : value];
    }),
  );
}

/** Whether two values of a property are the same to AWS: how a document is laid out does not matter. */
export function isSameToAws(property: string, before: unknown, after: unknown): boolean {
  if (isDeepStrictEqual(before, after)) return true;
  return DOCUMENTS.has(property) && isDeepStrictEqual(parsed(before), parsed(after));
}

/** What a text holds; what is no JSON stays as it is. */
function parsed(document: unknown): unknown {
  try {
    return JSON.parse(String(document));
  } catch {
    return document;
  }
}
