/** Conditions of JSONata Choice states: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
import { warning } from "../problem";
import { type Data, UNKNOWN } from "./data";
import { fieldData } from "./jsonataFields";
import type { Scope } from "./scope";
import { demand } from "./typedFields";

/**
 * Reports conditions that can never hold, and those that an earlier one makes needless.
 *
 * @param at the field: `States.Check.Choices`
 */
export function conditions(rules: readonly Record<string, unknown>[], scope: Scope, at: string): void {
  const seen = new Set<unknown>();
  rules.forEach(({ Condition }, index) => {
    const field = `${at}[${index}].Condition`;
    const data = conditionData(Condition, scope, field);
    if (data.kind === "boolean" && data.values?.every((value) => value === false) === true) {
      scope.report(warning("never-matches", field, "the condition never holds", NEVER_REMEDY));
    } else if (seen.has(Condition)) scope.report(shadowed(field));
    if (Condition !== undefined) seen.add(Condition);
  });
}

const NEVER_REMEDY = "Correct it, or remove the rule.";

/** The finding on a rule behind an equal one. */
export function shadowed(at: string) {
  return warning(
    "shadowed-rule",
    at,
    "an earlier rule asks the same, so this one is never reached",
    "Remove one of them.",
  );
}

function conditionData(condition: unknown, scope: Scope, at: string): Data {
  if (typeof condition === "boolean") return { kind: "boolean", values: [condition] };
  if (typeof condition !== "string") return UNKNOWN;
  const data = fieldData(condition, scope, at);
  if (condition.startsWith("{%")) demand(data, "boolean", scope.report, at);
  return data;
}
