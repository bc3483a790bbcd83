/** Why a parameter leaves a resource open, in words. */
import type { ParameterValue } from "../asl/parameterValue";
import { standsForArn } from "./fillTemplate";

const PLACEHOLDER = /\$\{[^}]*\}/g;

/**
 * What has to be said of a parameter that was put into a resource.
 *
 * @param isWhole the parameter is all of the resource's ARN, not a name in it
 * @returns undefined for a value that is known
 */
export function openness(value: ParameterValue, isWhole: boolean): string | undefined {
  if (value.kind === "pattern") return `the name is made when the state runs: ${value.expression}`;
  if (value.kind === "dynamic") return `nothing is known of the name before the state runs: ${value.expression}`;
  if (typeof value.value === "object") return `the name is not given as text: ${JSON.stringify(value.value)}`;
  const text = String(value.value);
  const placeholders = text.match(PLACEHOLDER);
  if (placeholders === null) return undefined;
  if (placeholders[0] !== text)
    return `${placeholders.join(", ")}: kept as given, to be filled in with the definition's`;
  const meaning = isWhole || standsForArn(text) ? "a whole ARN" : "a name";
  return `${text}: kept as given, to be filled in with the definition's; taken to stand for ${meaning}`;
}

/** Where a value comes from, for messages: the expression, or the value as it is given. */
export function sourceOf(value: ParameterValue): string {
  return value.kind === "literal" ? JSON.stringify(value.value) : value.expression;
}

/** Whether nothing, or not all, is known of a value: an expression, or a literal that is no text. */
export function isOpen(value: ParameterValue): boolean {
  return value.kind !== "literal" || typeof value.value === "object";
}
