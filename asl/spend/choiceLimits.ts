/** What a rule of a Choice says of a value of the input when it holds. */
import type { ChoiceRule, Json } from "../definition";
import { isJsonata, type JsonataNode } from "../expression/jsonata";
import { isObject } from "../check/value";
import { inputPlace, type InputPlace, isSamePlace, placeOf, treeOf } from "./inputPlace";
import { both, either, type Knowledge, type Limit } from "./limit";

/**
 * What a rule says of the value at a place: in JSONPath comparisons, And and Or; in JSONata `=`, `in`, `<`, `<=`, `and` and
 * `or` with literals.
 *
 * @param rule anything that stands among Choices
 * @returns undefined when it says nothing of it
 */
export function ruleLimit(rule: unknown, place: InputPlace): Limit | undefined {
  if (!isObject(rule)) return undefined;
  const { Condition } = rule as ChoiceRule;
  if (typeof Condition === "string" && isJsonata(Condition)) return limitOf(conditionSays(treeOf(Condition), place));
  return comparisonLimit(rule as ChoiceRule, place);
}

function comparisonLimit(rule: ChoiceRule, place: InputPlace): Limit | undefined {
  const { And, Or, Variable } = rule;
  if (Array.isArray(And)) return all(And.map((part) => ruleLimit(part, place) ?? "open"));
  if (Array.isArray(Or)) return any(Or.map((part) => ruleLimit(part, place) ?? "open"));
  if (typeof Variable !== "string" || !isSamePlace(inputPlace(Variable), place)) return undefined;
  for (const operator of ["StringEquals", "NumericEquals"]) {
    const value = rule[operator];
    if (typeof value === "string" || typeof value === "number") return { values: [value] };
  }
  for (const operator of ["NumericLessThanEquals", "NumericLessThan"]) {
    const value = rule[operator];
    if (typeof value === "number") return { atMost: value };
  }
  return undefined;
}

/** https://docs.jsonata.org/comparison-operators and https://docs.jsonata.org/boolean-operators */
function conditionSays(node: JsonataNode | undefined, place: InputPlace): Knowledge {
  if (node === undefined || node.predicate !== undefined || node.stages !== undefined) return "open";
  if (node.type === "block") return node.expressions.length === 1 ? conditionSays(node.expressions[0], place) : "open";
  if (node.type !== "binary") return "open";
  const { value: operator, lhs, rhs } = node;
  const parts = () => [lhs, rhs].map((side) => conditionSays(side, place));
  if (operator === "and") return all(parts()) ?? "open";
  if (operator === "or") return any(parts()) ?? "open";
  if (isSamePlace(placeOf(lhs), place)) return comparisonSays(operator, rhs);
  const turned = TURNED[operator];
  return turned !== undefined && isSamePlace(placeOf(rhs), place) ? comparisonSays(turned, lhs) : "open";
}

/** What an operator is when its sides are changed: `4 >= $hours`. */
const TURNED: Readonly<Record<string, string>> = { "=": "=", ">": "<", ">=": "<=" };

function comparisonSays(operator: string, other: JsonataNode): Knowledge {
  const values = literalsOf(other);
  const [first] = values ?? [];
  if (values === undefined || first === undefined) return "open";
  // A list on the right of `=` is compared as a whole.
  if (operator === "=") return other.type === "unary" ? "open" : { values: [first] };
  if (operator === "in") return { values };
  return ["<", "<="].includes(operator) && typeof first === "number" && values.length === 1
    ? { atMost: first }
    : "open";
}

/** A literal, or those of a list; undefined when anything else is among them. */
function literalsOf(node: JsonataNode): Json[] | undefined {
  if (node.predicate !== undefined || node.stages !== undefined) return undefined;
  if (node.type === "string" || node.type === "number") return [node.value];
  if (node.type !== "unary" || node.value !== "[") return undefined;
  const each = node.expressions.map((item) => (item.type === "unary" ? undefined : literalsOf(item)));
  return each.includes(undefined) ? undefined : each.flatMap((item) => item ?? []);
}

/** What holds when all of some do. */
function all(parts: readonly Knowledge[]): Limit | undefined {
  return limitOf(parts.reduce((known, said) => (said === "open" ? known : both(known, said)), "open"));
}

/** What holds when one of some does. */
function any(parts: readonly Knowledge[]): Limit | undefined {
  return parts.length === 0 ? undefined : limitOf(parts.reduce(either));
}

function limitOf(known: Knowledge): Limit | undefined {
  return known === "open" ? undefined : known;
}
