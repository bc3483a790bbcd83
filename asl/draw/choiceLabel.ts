/** What a rule of a Choice state says, in few words. */
import type { ChoiceRule, Json } from "../definition";

const symbols: Record<string, string> = {
  Equals: "=",
  LessThan: "<",
  LessThanEquals: "≤",
  GreaterThan: ">",
  GreaterThanEquals: "≥",
  Matches: "matches",
};

const tests: Record<string, string> = {
  IsPresent: "present",
  IsNull: "null",
  IsNumeric: "a number",
  IsString: "a string",
  IsBoolean: "a boolean",
  IsTimestamp: "a timestamp",
};

/**
 * Words for a Choice rule: paths without their leading `$.`, operators as signs, JSONata without its `{% %}`.
 * A rule that is not one (a misspelt operator, no condition) gives its operator's name, or "condition".
 *
 * Operators: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 *
 * @example
 * choiceLabel({ Variable: "$.job.Status", StringEquals: "Completed" }) // 'job.Status = "Completed"'
 * choiceLabel({ Not: { Variable: "$.model", IsPresent: true } })       // "not (model is present)"
 * choiceLabel({ Condition: "{% $rmse < 0.1 %}" })                      // "$rmse < 0.1"
 */
export function choiceLabel(rule: ChoiceRule): string {
  return words(rule, false);
}

function words(rule: ChoiceRule | null, nested: boolean): string {
  if (typeof rule !== "object" || !rule) return "condition";
  if (rule.Condition !== undefined) return expression(rule.Condition);
  if (Array.isArray(rule.And)) return joined(rule.And, " and ", nested);
  if (Array.isArray(rule.Or)) return joined(rule.Or, " or ", nested);
  if (rule.Not !== undefined) return `not (${words(rule.Not, false)})`;
  const operator = Object.keys(rule).find((key) => !["Variable", "Next", "Comment", "Assign", "Output"].includes(key));
  if (operator === undefined) return "condition";
  const variable = path(rule.Variable);
  const value = rule[operator] as Json;
  const test = tests[operator];
  if (test) return `${variable} is ${value === false ? "not " : ""}${test}`;
  const [, comparison = "", byPath] = /^(?:String|Numeric|Boolean|Timestamp)(\w+?)(Path)?$/.exec(operator) ?? [];
  return `${variable} ${symbols[comparison] ?? operator} ${byPath ? path(value) : JSON.stringify(value)}`;
}

function joined(rules: ChoiceRule[], conjunction: string, nested: boolean): string {
  const text = rules.map((rule) => words(rule, true)).join(conjunction);
  return nested && rules.length > 1 ? `(${text})` : text;
}

function path(value: unknown): string {
  if (typeof value !== "string") return "input";
  return value === "$" ? "input" : value.replace(/^\$\./, "");
}

function expression(condition: string | boolean): string {
  return String(condition)
    .replace(/^\{%\s*|\s*%\}$/g, "")
    .replace(/\s+/g, " ");
}
