/**
 * The rules of a Choice state.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
import type { QueryLanguage } from "../../definition";
import { didYouMean } from "../didYouMean";
import { error, type Problem } from "../problem";
import { giveField } from "../remedies";
import { type Fields, hasPlaceholder, isExpression, isObject, shown } from "../value";
import { checkObject, checkValue } from "./checkObject";
import type { ObjectRule, Rule } from "./rule";
import { anything, path, text } from "./rules";
import { choiceRuleFields } from "./states";

const JSONATA_RULE: ObjectRule = {
  name: "a rule of a JSONata Choice",
  fields: { ...choiceRuleFields, Condition: anything },
  required: ["Condition", "Next"],
};

const number: Rule = { type: "number" };
const flag: Rule = { type: "boolean" };
const time: Rule = { type: "text", timestamp: true };
const ORDERS = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];

/** What each comparison compares with: `NumericEquals` a number, `NumericEqualsPath` a path. */
const COMPARISONS: Readonly<Record<string, Rule>> = {
  ...ordered("String", text),
  ...ordered("Numeric", number),
  ...ordered("Timestamp", time),
  BooleanEquals: flag,
  BooleanEqualsPath: path,
  StringMatches: text,
  ...Object.fromEntries(
    ["Null", "Present", "Numeric", "String", "Boolean", "Timestamp"].map((type) => [`Is${type}`, flag]),
  ),
};

function ordered(type: string, rule: Rule): Record<string, Rule> {
  return Object.fromEntries(
    ORDERS.flatMap((order) => [
      [`${type}${order}`, rule],
      [`${type}${order}Path`, path],
    ]),
  );
}

const KNOWN = [...Object.keys(COMPARISONS), "And", "Or", "Not", "Variable", "Next", "Comment", "Assign"];

/** Checks one entry of `Choices`. */
export function checkChoiceRule(
  rule: Fields,
  language: QueryLanguage | undefined,
  at: string,
  problems: Problem[],
): void {
  const inJsonata = language === "JSONata" || (language === undefined && rule.Condition !== undefined);
  if (inJsonata) {
    checkJsonataRule(rule, language, at, problems);
    return;
  }
  if (rule.Next === undefined) {
    problems.push(error("missing-field", `${at}.Next`, 'a rule of a Choice needs "Next"', giveField("Next", "text")));
  }
  checkComparison(rule, at, true, problems);
}

function checkJsonataRule(rule: Fields, language: QueryLanguage | undefined, at: string, problems: Problem[]): void {
  const comparison = Object.keys(rule).filter((name) => KNOWN.includes(name) && !Object.hasOwn(choiceRuleFields, name));
  for (const name of comparison) {
    const message = `"${name}" belongs to JSONPath, and the state is in JSONata`;
    problems.push(error("wrong-query-language", `${at}.${name}`, message, 'Use "Condition".'));
  }
  const others = Object.fromEntries(Object.entries(rule).filter(([name]) => !comparison.includes(name)));
  checkObject(others, JSONATA_RULE, language, at, problems);
  const { Condition } = rule;
  if (Condition === undefined || typeof Condition === "boolean" || isExpression(Condition) || hasPlaceholder(Condition))
    return;
  const message = `was ${shown(Condition)}; the language has an expression here`;
  problems.push(error("wrong-type", `${at}.Condition`, message, 'Give "{% … %}", true or false.'));
}

function checkComparison(rule: Fields, at: string, isOutermost: boolean, problems: Problem[]): void {
  const kinds = Object.keys(rule).filter((name) => name === "And" || name === "Or" || name === "Not");
  const comparisons = Object.keys(rule).filter((name) => Object.hasOwn(COMPARISONS, name));
  for (const name in rule) checkMember(rule, name, at, isOutermost, problems);
  const operators = [...kinds, ...comparisons];
  if (operators.length > 1) {
    const message = `has ${operators.map((name) => `"${name}"`).join(" and ")}`;
    problems.push(error("exclusive-fields", at, message, 'Keep one of them, or join rules with "And" or "Or".'));
  } else if (operators.length === 0) {
    const remedy = 'Compare with an operator such as "StringEquals", or join rules with "And", "Or" or "Not".';
    problems.push(error("missing-one-of", at, "the rule compares nothing", remedy));
  }
  if (comparisons.length > 0 && rule.Variable === undefined) {
    problems.push(
      error("missing-field", `${at}.Variable`, 'a comparison needs "Variable"', giveField("Variable", "text")),
    );
  }
  if (kinds.length > 0 && rule.Variable !== undefined) {
    const message = `has "Variable" and "${kinds[0]}"`;
    problems.push(error("exclusive-fields", at, message, 'Move "Variable" into the rules that are joined.'));
  }
}

function checkMember(rule: Fields, name: string, at: string, isOutermost: boolean, problems: Problem[]): void {
  const value = rule[name];
  const where = `${at}.${name}`;
  const comparison = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (comparison !== undefined) checkValue(value, comparison, "JSONPath", where, problems);
  else if (name === "Variable") checkValue(value, text, "JSONPath", where, problems);
  else if (name === "Not") checkInner(value, where, problems);
  else if (name === "And" || name === "Or") {
    checkValue(value, { type: "list", least: 1 }, "JSONPath", where, problems);
    if (Array.isArray(value)) value.forEach((inner, index) => checkInner(inner, `${where}[${index}]`, problems));
  } else if (name === "Condition" || name === "Output") {
    const message = `"${name}" belongs to JSONata, and the state is in JSONPath`;
    problems.push(error("wrong-query-language", where, message, 'Set the state\'s QueryLanguage to "JSONata".'));
  } else if (name === "Next" || name === "Assign") {
    if (isOutermost) checkValue(value, choiceRuleFields[name], "JSONPath", where, problems);
    else {
      const message = `a rule inside "And", "Or" or "Not" has no "${name}"`;
      problems.push(error("unknown-field", where, message, "Move it to the outermost rule."));
    }
  } else if (name === "Comment") checkValue(value, text, "JSONPath", where, problems);
  else {
    const message = `a rule of a Choice has no field "${name}"`;
    problems.push(error("unknown-field", where, message, didYouMean(name, KNOWN) || "Remove it."));
  }
}

function checkInner(value: unknown, at: string, problems: Problem[]): void {
  checkValue(value, { type: "object" }, "JSONPath", at, problems);
  if (isObject(value)) checkComparison(value, at, false, problems);
}
