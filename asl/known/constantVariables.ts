/** Variables of a definition that are assigned once, and always the same value. */
import type { Json } from "../definition";
import { isJsonata } from "../expression/jsonata";
import { walkStates } from "../walk";
import type { Constants } from "./known";

/**
 * Variables that exactly one `Assign` of the whole definition sets, to a value that holds no expression.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function constantVariables(definition: unknown): Constants {
  const constants = new Map<string, Json>();
  const assigned = new Set<string>();
  const record = (assign: unknown) => {
    if (assign === null || typeof assign !== "object" || Array.isArray(assign)) return;
    for (const [key, value] of Object.entries(assign as Record<string, Json>)) {
      const name = key.replace(/\.\$$/, "");
      if (assigned.has(name) || name !== key || holdsExpression(value)) constants.delete(name);
      else constants.set(name, value);
      assigned.add(name);
    }
  };
  for (const { state } of walkStates(definition)) {
    const { Assign, Catch, Choices } = state as unknown as Partial<Record<string, unknown>>;
    record(Assign);
    for (const list of [Catch, Choices]) {
      if (!Array.isArray(list)) continue;
      for (const entry of list as unknown[]) record((entry as { Assign?: unknown } | null)?.Assign);
    }
  }
  return constants;
}

function holdsExpression(value: Json): boolean {
  if (typeof value === "string") return isJsonata(value);
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return value.some(holdsExpression);
  return Object.entries(value).some(([key, inner]) => key.endsWith(".$") || holdsExpression(inner));
}
