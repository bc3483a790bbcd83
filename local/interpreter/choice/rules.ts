/** Rules of a Choice state in JSONPath: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
import type { ChoiceRule, Json } from "../../../asl/definition";
import type { Expression, View } from "../expression/view";
import { runtimeFailure } from "../failures";
import { prepareOptionalField, type Preparation } from "../preparation";
import { COMPARISONS, TYPE_TESTS } from "./operators";

/** Prepares a rule with all its parts. */
export function prepareRule(preparation: Preparation, rule: ChoiceRule): Expression<boolean> {
  const holds = prepareTest(preparation, rule);
  return (view) => holds(view);
}

type Test = (view: View) => boolean;

function prepareTest(preparation: Preparation, rule: ChoiceRule): Test {
  if (rule.And) {
    const parts = rule.And.map((part) => prepareTest(preparation, part));
    return (view) => parts.every((holds) => holds(view));
  }
  if (rule.Or) {
    const parts = rule.Or.map((part) => prepareTest(preparation, part));
    return (view) => parts.some((holds) => holds(view));
  }
  if (rule.Not) {
    const part = prepareTest(preparation, rule.Not);
    return (view) => !part(view);
  }
  return prepareComparison(preparation, rule);
}

function prepareComparison(preparation: Preparation, rule: ChoiceRule): Test {
  const { Variable = "" } = rule;
  const variable = prepareOptionalField(preparation, "Variable", Variable);
  for (const [field, wanted] of Object.entries(rule) as [string, Json][]) {
    const test = TYPE_TESTS.get(field);
    if (test)
      return (view) => test(field === "IsPresent" ? variable(view) : found(variable(view), Variable)) === wanted;
    const compare = COMPARISONS.get(field);
    if (compare) return (view) => compare(found(variable(view), Variable), wanted);
    const compareWithPath = field.endsWith("Path") ? COMPARISONS.get(field.slice(0, -"Path".length)) : undefined;
    if (compareWithPath && typeof wanted === "string") {
      const other = prepareOptionalField(preparation, field, wanted);
      return (view) => compareWithPath(found(variable(view), Variable), found(other(view), wanted));
    }
  }
  preparation.refuse("Choices", `a rule has no operator that there is: ${Object.keys(rule).join(", ")}`);
  return () => false;
}

function found(value: Json | undefined, path: string): Json {
  if (value !== undefined) return value;
  throw runtimeFailure(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
}
