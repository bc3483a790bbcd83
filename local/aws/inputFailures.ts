/** Judges a resource's inputs as AWS would. */
import { INPUT_RULES } from "./inputRules";
import { hasUnknown } from "./unknown";

/** An input that AWS would refuse. */
export interface InputFailure {
  /** Path of the property, such as `tags.Team` or `policy: Statement[0].Effect`; the second half is within a document. */
  property: string;
  reason: string;
}

/**
 * What AWS would refuse of a resource's inputs; empty for a type without rules. What a preview does not know yet is not
 * judged.
 *
 * @example
 * inputFailures("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 8 });
 * // [{ property: "retentionInDays", reason: "must be one of 0, 1, 3, …, and is 8" }]
 */
export function inputFailures(type: string, inputs: Record<string, unknown>): InputFailure[] {
  const { required = [], properties = {} } = INPUT_RULES[type] ?? {};
  const isThere = (name: string) => inputs[name] !== undefined && inputs[name] !== null;
  const missing = required
    .map((names) => names.split("|"))
    .filter((names) => !names.some(isThere))
    .map(([property = "", ...others]) => ({
      property,
      reason: ["is missing", ...others.map((other) => `or ${other} in its place`)].join(", "),
    }));
  const wrong = Object.entries(properties)
    .filter(([property]) => isThere(property) && !hasUnknown(inputs[property]))
    .flatMap(([property, rule]) =>
      rule(inputs[property], inputs).map(({ path, reason }) => ({ property: within(property, path, inputs), reason })),
    );
  return [...missing, ...wrong];
}

/** A document is text: what is within is set apart from the property. */
function within(property: string, path: string, inputs: Record<string, unknown>): string {
  if (path === "") return property;
  if (typeof inputs[property] === "string") return `${property}: ${path}`;
  return path.startsWith("[") ? property + path : `${property}.${path}`;
}
