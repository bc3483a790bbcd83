/** Rules of JSONPath Choice states: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
import { ExpressionError } from "../../expression/expressionError";
import type { JsonPath } from "../../expression/jsonPathNodes";
import { type Problem, warning } from "../problem";
import { compare, contradiction, type Verdict } from "./comparisons";
import { shadowed } from "./conditions";
import type { Data } from "./data";
import { asList, asText, isPlaceholder, isRecord } from "./malformed";
import { find, readPathText } from "./pathReads";
import { narrowed, present } from "./refine";
import type { Scope } from "./scope";

/** What is known after the rules of a state. */
export interface ChoiceFlow {
  /** Each rule with the input that it lets through. */
  matched: { rule: Record<string, unknown>; index: number; input: Data }[];
  /** The input that no rule has taken. */
  otherwise: Data;
}

/** What is known after one rule. */
interface Outcome {
  verdict: Verdict;
  /** Input where it holds, where it does not, and in any case. */
  matched: Data;
  unmatched: Data;
  always: Data;
}

/** Rules inside each other that are read. */
const MAX_DEPTH = 100;

/**
 * Goes through the rules in order. Reports reads that lead nowhere, and rules that can never match.
 *
 * @param at the field: `States.Check.Choices`
 */
export function choiceRules(rules: readonly unknown[], scope: Scope, at: string): ChoiceFlow {
  let input = scope.roots[0];
  const matched: ChoiceFlow["matched"] = [];
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    if (!isRecord(rule)) return;
    const field = `${at}[${index}]`;
    const found: Problem[] = [];
    const outcome = evaluate(rule, input, { ...scope, report: (problem) => found.push(problem) }, field, 0);
    found.forEach(scope.report);
    const test = testOf(rule);
    if (test !== undefined && seen.has(test)) scope.report(shadowed(field));
    else if (outcome.verdict.is === "never" && found.length === 0) {
      scope.report(warning("never-matches", field, `the rule never matches: ${outcome.verdict.why}`, REMEDY));
    }
    if (test !== undefined) seen.add(test);
    matched.push({ rule, index, input: outcome.matched });
    input = outcome.unmatched;
  });
  return { matched, otherwise: input };
}

const REMEDY = "Correct it, or remove it.";

/** What a rule asks, without where it leads; undefined for one that is nested too deeply to be compared. */
function testOf({
  Next: _next,
  Comment: _comment,
  Assign: _assign,
  Output: _output,
  ...test
}: Record<string, unknown>) {
  return depthOf(test) > MAX_DEPTH ? undefined : JSON.stringify(test);
}

function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  for (; level.length > 0 && depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? (Object.values(item) as unknown[]) : [],
    );
  }
  return depth;
}

function evaluate(rule: Record<string, unknown>, input: Data, scope: Scope, at: string, depth: number): Outcome {
  const nothing: Outcome = { verdict: { is: "open" }, matched: input, unmatched: input, always: input };
  if (depth > MAX_DEPTH) return nothing;
  if (isRecord(rule.Not)) {
    const { verdict, matched, unmatched, always } = evaluate(rule.Not, input, scope, `${at}.Not`, depth + 1);
    if (isComparison(rule.Not)) reportDead(verdict, scope, `${at}.Not`);
    return { verdict: opposite(verdict), matched: unmatched, unmatched: matched, always };
  }
  if (Array.isArray(rule.And)) return every(asList(rule.And), input, scope, `${at}.And`, depth + 1);
  if (Array.isArray(rule.Or)) return any(asList(rule.Or), input, scope, `${at}.Or`, depth + 1);
  const operator = Object.keys(rule).find((key) => /^(Is|String|Numeric|Boolean|Timestamp)[A-Z]/.test(key));
  const variable = asText(rule.Variable);
  if (operator === undefined || variable === undefined || isPlaceholder(variable)) return nothing;
  const path = scope.expressions.path(variable);
  const inner: Scope = { ...scope, roots: [input, ...scope.roots.slice(1)] };
  if (path instanceof ExpressionError) {
    readPathText(variable, inner, `${at}.Variable`);
    return nothing;
  }
  return leaf(rule, operator, path, input, inner, at);
}

/** Whether a rule compares a value with another: what is asked of types and presence is asked to be on the safe side. */
function isComparison(rule: Record<string, unknown>): boolean {
  return Object.keys(rule).some((key) => /^(String|Numeric|Boolean|Timestamp)[A-Z]/.test(key));
}

/** Reports a comparison inside a rule that never holds. */
function reportDead(verdict: Verdict | undefined, scope: Scope, at: string): void {
  if (verdict?.is !== "never") return;
  scope.report(warning("never-matches", at, `the comparison never holds: ${verdict.why}`, REMEDY));
}

function leaf(
  rule: Record<string, unknown>,
  operator: string,
  path: JsonPath,
  input: Data,
  scope: Scope,
  at: string,
): Outcome {
  const expected = rule[operator];
  const found = find(path, scope);
  const there = path.root === "input" ? present(input, path.segments) : input;
  if (operator === "IsPresent") {
    const verdict = presenceVerdict(found.presence, expected, String(rule.Variable));
    return expected === true
      ? { verdict, matched: there, unmatched: input, always: input }
      : { verdict, matched: input, unmatched: there, always: input };
  }
  const data = readPathText(String(rule.Variable), scope, `${at}.Variable`);
  if (operator.endsWith("Path") && typeof expected === "string") {
    const other = readPathText(expected, scope, `${at}.${operator}`);
    return {
      verdict: compare(operator.slice(0, -"Path".length), data, other),
      matched: there,
      unmatched: there,
      always: there,
    };
  }
  const verdict = compare(operator, data, expected);
  if (path.root !== "input") return { verdict, matched: there, unmatched: there, always: there };
  const { matched, unmatched } = narrowed(there, path.segments, operator, expected);
  const isSure = found.presence === "certain" || verdict.is !== "always";
  return { verdict: isSure ? verdict : { is: "open" }, matched, unmatched, always: there };
}

function presenceVerdict(presence: string, expected: unknown, variable: string): Verdict {
  if (typeof expected !== "boolean" || (presence !== "certain" && presence !== "missing")) return { is: "open" };
  if ((presence === "certain") === expected) return { is: "always" };
  return { is: "never", why: `"${variable}" is ${presence === "certain" ? "always" : "never"} there` };
}

function opposite(verdict: Verdict): Verdict {
  if (verdict.is === "never") return { is: "always" };
  return verdict.is === "always" ? { is: "never", why: "what it denies always holds" } : verdict;
}

function every(rules: readonly unknown[], input: Data, scope: Scope, at: string, depth: number): Outcome {
  let matched = input;
  let verdict: Verdict = contradiction(rules) ?? { is: "always" };
  let first: Outcome | undefined;
  rules.forEach((rule, index) => {
    if (!isRecord(rule)) return;
    const outcome = evaluate(rule, matched, scope, `${at}[${index}]`, depth);
    first ??= outcome;
    if (verdict.is !== "never" && outcome.verdict.is !== "always") verdict = outcome.verdict;
    matched = outcome.matched;
  });
  const always = first?.always ?? input;
  return { verdict, matched, unmatched: rules.length === 1 ? (first?.unmatched ?? input) : always, always };
}

function any(rules: readonly unknown[], input: Data, scope: Scope, at: string, depth: number): Outcome {
  let unmatched = input;
  let first: Outcome | undefined;
  const verdicts: Verdict[] = [];
  rules.forEach((rule, index) => {
    if (!isRecord(rule)) return;
    const outcome = evaluate(rule, unmatched, scope, `${at}[${index}]`, depth);
    first ??= outcome;
    verdicts.push(outcome.verdict);
    unmatched = outcome.unmatched;
  });
  // Where one alternative can match, those that cannot are told of one by one.
  if (verdicts.some(({ is }) => is !== "never")) {
    rules.filter(isRecord).forEach((rule, index) => {
      if (isComparison(rule)) reportDead(verdicts[index], scope, `${at}[${rules.indexOf(rule)}]`);
    });
  }
  const always = first?.always ?? input;
  const matched = rules.length === 1 ? (first?.matched ?? input) : always;
  return { verdict: verdictOfAny(verdicts), matched, unmatched, always };
}

function verdictOfAny(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.some(({ is }) => is === "always")) return { is: "always" };
  const [never] = verdicts.filter(({ is }) => is === "never");
  return never !== undefined && verdicts.every(({ is }) => is === "never") ? never : { is: "open" };
}
