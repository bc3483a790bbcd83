/** Why a parameter leaves a resource open, in words. */
import type { ParameterValue } from "../asl/parameterValue";

const PLACEHOLDER = /\$\{[^}]*\}/g;

/**
 * What has to be said of a parameter that was put into a resource.
 *
 * @param resource the ARN that it was put into; absent for a condition
 * @returns undefined for a value that is known
 */
export function openness(value: ParameterValue, resource?: string): string | undefined {
  if (value.kind === "pattern") return `the name is made when the state runs: ${value.expression}`;
  if (value.kind === "dynamic") return `nothing is known of the name before the state runs: ${value.expression}`;
  if (typeof value.value === "object") return `the name is not given as text: ${JSON.stringify(value.value)}`;
  const text = String(value.value);
  const placeholders = text.match(PLACEHOLDER);
  if (placeholders === null) {
    return /[*?]/.test(text)
      ? `the value itself holds a wildcard, which IAM takes as one: ${text}; for the character alone write \${*} or \${?}`
      : undefined;
  }
  const kept = "kept as given; fill it in as in the definition";
  if (resource === undefined) return kept;
  if (placeholders.some((each) => !resource.includes(each))) return `${text} does not tell the resource`;
  if (placeholders[0] !== text) return kept;
  return `${kept}; taken to stand for ${resource.startsWith(text) ? "a whole ARN" : "a name"}`;
}

/** Where a value comes from, for messages: the expression, or the value as it is given. */
export function sourceOf(value: ParameterValue): string {
  return value.kind === "literal" ? JSON.stringify(value.value) : value.expression;
}

/** Whether nothing, or not all, is known of a value: an expression, or a literal that is no text. */
export function isOpen(value: ParameterValue): boolean {
  return value.kind !== "literal" || typeof value.value === "object";
}
