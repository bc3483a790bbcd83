/** An object held against its table of fields. */
import type { QueryLanguage } from "../../definition";
import { didYouMean } from "../didYouMean";
import { error, type Problem } from "../problem";
import { giveField } from "../remedies";
import { type Fields, hasPlaceholder, isExpression, isObject, shown } from "../value";
import type { ObjectRule, Rule } from "./rule";

/**
 * Checks the fields of an object: those there are, those that are missing, their types, values and ranges.
 *
 * @param language of the state; undefined when a placeholder stands for it
 */
export function checkObject(
  value: Fields,
  rule: ObjectRule,
  language: QueryLanguage | undefined,
  path: string,
  problems: Problem[],
): void {
  for (const name in value) {
    // JSON leaves such members out.
    if (value[name] === undefined) continue;
    const field = Object.hasOwn(rule.fields, name) ? rule.fields[name] : undefined;
    const at = path === "" ? name : `${path}.${name}`;
    if (field === undefined) {
      const remedy = didYouMean(name, Object.keys(rule.fields)) || "Remove it.";
      problems.push(error("unknown-field", at, `${rule.name} has no field "${name}"`, remedy));
    } else if (field.only !== undefined && language !== undefined && field.only !== language) {
      problems.push(wrongLanguage(name, field.only, language, at));
    } else {
      checkValue(value[name], field, language, at, problems);
    }
  }
  for (const name of rule.required ?? []) {
    if (value[name] !== undefined) continue;
    const at = path === "" ? name : `${path}.${name}`;
    problems.push(error("missing-field", at, `${rule.name} needs "${name}"`, giveField(name, rule.fields[name]?.type)));
  }
  for (const group of rule.exclusive ?? []) {
    const given = group.filter((name) => value[name] !== undefined);
    if (given.length < 2) continue;
    problems.push(error("exclusive-fields", path, `has ${listed(given, "and")}`, "Keep one of them."));
  }
  for (const group of rule.oneOf ?? []) {
    if (group.some((name) => value[name] !== undefined)) continue;
    const usable = group.filter((name) => (rule.fields[name]?.only ?? language) === language || language === undefined);
    problems.push(error("missing-one-of", path, `${rule.name} lacks ${listed(usable, "or")}`, "Give one of them."));
  }
}

function listed(names: readonly string[], word: string): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${word} ${quoted.at(-1)}`;
}

/** What takes a field's place in the other query language. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  Parameters: "Arguments",
  Arguments: "Parameters",
  InputPath: "Arguments, with $states.input",
  OutputPath: "Output",
  ResultPath: "Output",
  ResultSelector: "Output",
  Result: "Output",
  Output: "ResultPath, ResultSelector and OutputPath",
  ItemsPath: "Items",
  Items: "ItemsPath",
};

function wrongLanguage(name: string, only: QueryLanguage, language: QueryLanguage, path: string): Problem {
  const counterpart =
    COUNTERPARTS[name] ?? (name.endsWith("Path") ? `${name.slice(0, -4)} with an expression` : undefined);
  const instead = counterpart === undefined ? "Remove it" : `Use ${counterpart}`;
  const remedy = `${instead}, or set the state's QueryLanguage to "${only}".`;
  return error("wrong-query-language", path, `"${name}" belongs to ${only}, and the state is in ${language}`, remedy);
}

/** Checks one value against its rule. */
export function checkValue(
  value: unknown,
  rule: Rule,
  language: QueryLanguage | undefined,
  path: string,
  problems: Problem[],
): void {
  if (rule.type === "any" || (rule.nullable && value === null) || hasPlaceholder(value)) return;
  if (rule.computed && language !== "JSONPath" && isExpression(value)) return;
  if (rule.type === "list") checkList(value, rule, language, path, problems);
  else if (rule.type === "text") checkText(value, rule, path, problems);
  else if (rule.type === "number") checkNumber(value, rule, path, problems);
  else if (rule.type === "boolean") {
    if (typeof value !== "boolean") problems.push(wrongType(value, "true or false", path));
  } else if (!isObject(value)) problems.push(wrongType(value, "an object", path));
  else if (rule.of !== undefined) checkObject(value, rule.of, language, path, problems);
}

function wrongType(value: unknown, expected: string, path: string): Problem {
  return error("wrong-type", path, `was ${shown(value)}; the language has ${expected} here`, `Give ${expected}.`);
}

function checkList(
  value: unknown,
  rule: Rule & { type: "list" },
  language: QueryLanguage | undefined,
  path: string,
  problems: Problem[],
): void {
  if (!Array.isArray(value)) {
    problems.push(wrongType(value, "a list", path));
    return;
  }
  if (value.length < (rule.least ?? 0)) {
    problems.push(error("out-of-range", path, "is empty", "Give at least one entry."));
  }
  const { of } = rule;
  if (of !== undefined) value.forEach((item, index) => checkValue(item, of, language, `${path}[${index}]`, problems));
}

/** RFC 3339 with an upper-case T, and Z or an offset: https://states-language.net/spec.html#timestamps */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function checkText(value: unknown, rule: Rule & { type: "text" }, path: string, problems: Problem[]): void {
  if (typeof value !== "string") {
    problems.push(wrongType(value, "a text", path));
  } else if (rule.values !== undefined && !rule.values.includes(value)) {
    problems.push(error("not-allowed", path, `was ${shown(value)}`, didYouMean(value, rule.values)));
  } else if (rule.timestamp && !(TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value)))) {
    const remedy = "Write it as 2030-01-31T12:00:00Z.";
    problems.push(error("malformed-timestamp", path, `${shown(value)} is not a time`, remedy));
  } else if (rule.most !== undefined && value.length > rule.most) {
    const remedy = `Shorten it to ${rule.most} characters.`;
    problems.push(error("out-of-range", path, `has ${value.length} characters`, remedy));
  } else if (rule.pattern !== undefined && !rule.pattern.test(value)) {
    problems.push(error("pattern", path, `${shown(value)} does not match ${rule.pattern.source}`, "Change it."));
  }
}

function checkNumber(value: unknown, rule: Rule & { type: "number" }, path: string, problems: Problem[]): void {
  const { least = -Infinity, most = Infinity } = rule;
  if (typeof value !== "number") {
    problems.push(wrongType(value, "a number", path));
  } else if (rule.whole && !Number.isInteger(value)) {
    problems.push(wrongType(value, "a whole number", path));
  } else if (value < least || value > most) {
    const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
    problems.push(error("out-of-range", path, `was ${value}`, `Give a number ${range}.`));
  }
}
