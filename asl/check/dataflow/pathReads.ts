/** Reads by JSONPath: what they give, and which lead nowhere. */
import { ExpressionError } from "../../expression/expressionError";
import { isReferencePath } from "../../expression/jsonPath";
import type { JsonPath, Segment } from "../../expression/jsonPathNodes";
import { didYouMean } from "../didYouMean";
import { error, type Problem, warning } from "../problem";
import { type Data, UNKNOWN } from "./data";
import { type Found, lookUp } from "./lookup";
import { isPlaceholder } from "./malformed";
import type { Scope } from "./scope";

/** What a field asks of its path. */
interface PathRules {
  /** Only a path to one place, as `SecondsPath` has it. */
  reference?: boolean;
}

/**
 * What the path in a field gives. Reports a path that cannot be read or that leads nowhere.
 *
 * @param at the field: `States.Wait.SecondsPath`
 */
export function readPathText(text: string, scope: Scope, at: string, rules: PathRules = {}): Data {
  if (isPlaceholder(text)) return UNKNOWN;
  const path = scope.expressions.path(text);
  if (path instanceof ExpressionError) {
    scope.report(malformed("invalid-path", text, path, at));
    return UNKNOWN;
  }
  if (rules.reference === true && !isReferencePath(path)) {
    scope.report(notReference(text, at));
    return UNKNOWN;
  }
  return readPath(path, text, scope, at);
}

/** A finding on a path that may lead to many places, where only one place will do. */
export function notReference(text: string, at: string): Problem {
  const message = `"${text}" may lead to several places; this field takes a path to one`;
  return error("not-a-reference-path", at, message, "Use names and indexes only: $.Jobs[0].Name");
}

/** A finding on an expression that cannot be read. */
export function malformed(
  code: "invalid-path" | "invalid-intrinsic" | "invalid-jsonata",
  text: string,
  { message, position }: ExpressionError,
  at: string,
): Problem {
  return error(code, at, `"${shortened(text)}": ${message} (at character ${position + 1})`, "Correct the expression.");
}

/** What a path gives. Reports when it leads nowhere. */
export function readPath(path: JsonPath, text: string, scope: Scope, at: string): Data {
  const found = find(path, scope);
  const problem = problemOf(found, path, text, at);
  if (problem !== undefined) scope.report(problem);
  return found.presence === "missing" ? UNKNOWN : found.data;
}

/** What a path leads to, without a finding. */
export function find({ root, segments }: JsonPath, { roots, context, variables }: Scope): Found {
  if (root === "context") return lookUp(context, segments);
  if (root !== "input") return lookUp(variables, [{ kind: "member", name: root.variable }, ...segments]);
  const found = roots.map((data) => lookUp(data, segments));
  const order: Found["presence"][] = ["certain", "unknown", "optional", "some", "missing"];
  return found.reduce((best, next) => (order.indexOf(next.presence) < order.indexOf(best.presence) ? next : best));
}

function problemOf(found: Found, path: JsonPath, text: string, at: string): Problem | undefined {
  const { presence, gap } = found;
  if (gap === undefined || (presence !== "missing" && presence !== "some")) return undefined;
  const variable = typeof path.root === "object" && gap.step === path.root.variable && !isStep(path.segments, gap.step);
  if (presence === "some") {
    return variable
      ? warning("maybe-unassigned-variable", at, `not every way to this state assigns "$${gap.step}"`, ASSIGN)
      : warning("maybe-missing-path", at, `"${text}": not every way to this state has written "${gap.step}"`, GUARD);
  }
  if (variable) {
    const message = `no state before this one assigns "$${gap.step}" where it can be read from here`;
    return error("unassigned-variable", at, message, didYouMean(gap.step, gap.names) || "Assign it in a state before.");
  }
  if (path.root === "context") {
    const message = `"${text}": the context object has no "${gap.step}" here`;
    return error("unknown-context-path", at, message, contextRemedy(text) ?? didYouMean(gap.step, gap.names));
  }
  const why = gap.reason ?? `there is no "${gap.step}" here`;
  return error("unknown-path", at, `"${text}" leads nowhere: ${why}`, remedyFor(gap));
}

/** What to do about a step that finds nothing. */
export function remedyFor({ step, names }: NonNullable<Found["gap"]>): string {
  return didYouMean(step, names) || "Write it in a state before this one, or read something that is there.";
}

const ASSIGN = "Assign it on every way to this state.";
const GUARD = 'Write it on every way, or test it with "IsPresent" before.';

function isStep(segments: readonly Segment[], name: string): boolean {
  return segments.some((segment) => segment.kind === "member" && segment.name === name);
}

function contextRemedy(text: string): string | undefined {
  if (text.startsWith("$$.Task")) return 'Only a task that waits for a token (".waitForTaskToken") has one.';
  return text.startsWith("$$.Map") ? "Only a Map, and the states inside it, have an item." : undefined;
}

/** A long text's beginning. */
export function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
