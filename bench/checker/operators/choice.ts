/** Rules of Choice states. */
import type { Json } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { asObject, objects, rules, type RuleSite, statesOf, textOf } from "../sites";
import { misspell, remove, rename, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "choice",
  breaks,
  mutate,
});

const COMPARISON = /^(String|Numeric|Boolean|Timestamp|Is)[A-Z]/;
const comparisonOf = ({ object }: RuleSite) => Object.keys(object).find((key) => COMPARISON.test(key));

/** Changes each comparison whose operator matches. */
const comparisons = (wanted: RegExp, change: (site: RuleSite, key: string) => string | undefined) =>
  each(rules, (site) => {
    const key = comparisonOf(site);
    return key !== undefined && wanted.test(key) ? change(site, key) : undefined;
  });

/** Gives each comparison whose operator matches a value that it cannot compare with. */
const operand = (wanted: RegExp, value: Json) =>
  comparisons(wanted, ({ object, path }, key) => set(object, path, key, value));

/** Operators on rules. */
export const choiceOperators: Operator[] = [
  operator(
    "rules-missing",
    "A Choice has no Choices",
    each(statesOf("Choice"), ({ state, path }) => remove(state, path, "Choices") && path),
  ),
  operator(
    "rules-empty",
    "A Choice has no rule",
    each(statesOf("Choice"), ({ state, path }) => set(state, path, "Choices", [])),
  ),
  operator(
    "operator-misspelt",
    "A comparison is misspelt",
    comparisons(COMPARISON, ({ object, path }, key) => {
      rename(object, key, misspell(key));
      return path;
    }),
  ),
  operator(
    "operator-missing",
    "A rule compares with nothing",
    comparisons(COMPARISON, ({ object, path }, key) => remove(object, path, key) && path),
  ),
  operator(
    "operator-twice",
    "A rule has two comparisons",
    comparisons(/^(String|Numeric)/, ({ object, path }) => {
      object.IsPresent = true;
      return path;
    }),
  ),
  operator("string-with-number", "A text is compared with a number", operand(/^String(?!.*Path$)/, 5)),
  operator("number-with-string", "A number is compared with a text", operand(/^Numeric(?!.*Path$)/, "5")),
  operator("boolean-with-string", "A truth value is compared with a text", operand(/^Boolean/, "true")),
  operator("timestamp-with-word", "A time is compared with a word", operand(/^Timestamp/, "yesterday")),
  operator("test-with-string", "A test is compared with a text", operand(/^Is/, "yes")),
  operator("path-operand", "A path to compare with is none", operand(/Path$/, "Limits.Price")),
  operator(
    "variable-missing",
    "A comparison without a Variable",
    comparisons(COMPARISON, ({ object, path }) => remove(object, path, "Variable") && path),
  ),
  operator(
    "variable-no-path",
    "A Variable that is no path",
    comparisons(COMPARISON, ({ object, path }) => set(object, path, "Variable", "Status")),
  ),
  operator(
    "next-missing",
    "A rule leads nowhere",
    each(rules, ({ object, path, top }) => (top ? remove(object, path, "Next") && path : undefined)),
  ),
  operator(
    "next-nested",
    "A rule inside another one has a Next",
    each(rules, ({ object, path, top, site }) => (top ? undefined : set(object, path, "Next", site.state.Default!))),
  ),
  operator(
    "and-empty",
    "A combination of no rules",
    each(rules, ({ object, path }) => {
      const key = ["And", "Or"].find((name) => object[name] !== undefined);
      return key && set(object, path, key, []);
    }),
  ),
  operator(
    "and-an-object",
    "A combination that is no list",
    each(rules, ({ object, path }) => {
      const key = ["And", "Or"].find((name) => object[name] !== undefined);
      return key && set(object, path, key, objects(object[key])[0]!);
    }),
  ),
  operator(
    "not-a-list",
    "A negation of a list",
    each(rules, ({ object, path }) => (asObject(object.Not) ? set(object, path, "Not", [object.Not!]) : undefined)),
  ),
  operator(
    "status-never",
    "A job's status is compared with one that it never has",
    comparisons(/^StringEquals$/, ({ object, path }, key) =>
      /Status$/.test(textOf(object.Variable)) ? set(object, path, key, misspell(textOf(object[key]))) : undefined,
    ),
  ),
  operator(
    "contradiction",
    "A rule that asks for a number below and above the same one",
    each(rules, ({ object, path }) => {
      const parts = objects(object.And);
      if (parts[0]?.NumericGreaterThan === undefined || parts[1] === undefined) return undefined;
      rename(parts[1], "NumericLessThanEquals", "NumericLessThan");
      parts[1].NumericLessThan = parts[0].NumericGreaterThan;
      return path;
    }),
  ),
  operator(
    "shadowed",
    "A rule behind one that matches whenever it does",
    each(statesOf("Choice"), ({ state, path }) => {
      if (!Array.isArray(state.Choices)) return undefined;
      const [first] = objects(state.Choices);
      if (first === undefined) return undefined;
      state.Choices.splice(1, 0, { ...structuredClone(first), Next: state.Default! });
      return `${path}.Choices[1]`;
    }),
  ),
];
