/** What JSONata expressions give, and what of them cannot be right. */
import { childrenOf, type JsonataNode } from "../../expression/jsonata";
import { JSONATA_FUNCTIONS } from "../../expression/jsonataFunctions";
import { didYouMean, nearest } from "../didYouMean";
import { error, type Problem, warning } from "../problem";
import {
  BOOLEAN,
  type Data,
  isScalar,
  join,
  listOf,
  memberOf,
  someNamesOf,
  NUMBER,
  objectOf,
  STRING,
  tupleOf,
  UNKNOWN,
  withMember,
} from "./data";
import { absentProblem, filtered, memberResult, plainPath, type Result, SOMETHING } from "./jsonataReads";
import type { Scope } from "./scope";

/** Where in an expression a node stands. */
interface Place {
  scope: Scope;
  at: string;
  /** Variables that the expression itself binds. */
  locals: ReadonlyMap<string, Data>;
  /** Whether there is a current value, so that names alone and `$` mean something. */
  hasContext: boolean;
  /** Paths that a condition around has tested; undefined where nothing is to be said at all. */
  guarded: ReadonlySet<string> | undefined;
  found: Problem[];
  /** Number of nodes around. */
  depth: number;
}

/** Nodes inside each other that are read. */
const MAX_DEPTH = 300;

/**
 * What a whole expression gives. An expression that certainly gives nothing is an error: JSON has no such value.
 *
 * @param at the field or member that holds the expression
 */
export function jsonataResult(node: JsonataNode, scope: Scope, at: string): Result {
  const found: Problem[] = [];
  const place: Place = { scope, at, locals: new Map(), hasContext: false, guarded: new Set(), found, depth: 0 };
  const result = evaluate(node, place);
  const hasError = found.some(({ severity }) => severity === "error");
  if (result.presence === "absent" && result.gap !== undefined && !hasError) {
    // The same read was noted as likely on the way here.
    const noted = found.findIndex(({ code }) => code === "reads-nothing");
    if (noted !== -1) found.splice(noted, 1);
    found.push(absentProblem(result.gap, at, true));
  } else if (result.presence === "maybe" && result.gap !== undefined && plainPath(node) !== undefined) {
    const message = `not every way to this state has written "${result.gap.step}"`;
    found.push(warning("maybe-missing-path", at, message, "Write it on every way, or test it with $exists(…)."));
  }
  found.forEach(scope.report);
  return result;
}

function evaluate(node: JsonataNode, around: Place): Result {
  if (around.depth > MAX_DEPTH) return SOMETHING;
  let place: Place = { ...around, depth: around.depth + 1 };
  // Bindings of a step's value and position hold for everything behind them.
  const bound = [node.focus, node.index].filter((name) => name !== undefined);
  if (bound.length > 0)
    place = { ...place, locals: new Map([...place.locals, ...bound.map((name) => [name, UNKNOWN] as const)]) };
  const result = evaluateBare(node, place);
  const inner: Place = { ...place, hasContext: true };
  for (const stage of [...(node.stages ?? []), ...(node.predicate ?? [])]) {
    if (stage.type === "filter") evaluate(stage.expr, inner);
  }
  if (node.group !== undefined) {
    node.group.lhs.flat().forEach((part) => evaluate(part, inner));
    return SOMETHING;
  }
  return node.predicate === undefined ? result : filtered(result, node.predicate);
}

function evaluateBare(node: JsonataNode, place: Place): Result {
  switch (node.type) {
    case "string":
      return certain({ kind: "string", values: [node.value] });
    case "number":
      return certain({ kind: "number", values: [node.value] });
    case "value":
      return certain(node.value === null ? { kind: "null" } : { kind: "boolean", values: [node.value] });
    case "variable":
      return variable(node.value, place);
    case "path":
      return path(node.steps, place);
    case "name":
      return name(node.value, place);
    case "unary":
      return unary(node, place);
    case "binary":
      return binary(node.value, evaluate(node.lhs, place), evaluate(node.rhs, place));
    case "condition":
      return condition(node, place);
    case "block":
      return block(node.expressions, place);
    case "bind":
      return evaluate(node.rhs, place);
    case "function":
    case "partial":
      return call(node, place, 0);
    case "apply":
      return apply(node.lhs, node.rhs, place);
    case "lambda": {
      const locals = new Map([...place.locals, ...node.arguments.map(({ value }) => [value, UNKNOWN] as const)]);
      evaluate(node.body, { ...place, locals, hasContext: true });
      return SOMETHING;
    }
    default:
      childrenOf(node).forEach((child) => evaluate(child, { ...place, hasContext: true }));
      return SOMETHING;
  }
}

function certain(data: Data): Result {
  return { data, presence: "certain" };
}

function note(place: Place, problem: Problem): void {
  if (place.guarded !== undefined && !place.found.some(({ message }) => message === problem.message)) {
    place.found.push(problem);
  }
}

function variable(name: string, place: Place): Result {
  const { scope, at, locals, hasContext } = place;
  if (name === "" || name === "$") {
    if (!hasContext) note(place, error("no-context", at, `"$${name}" stands for nothing here`, "Write $states.input."));
    return SOMETHING;
  }
  const local = locals.get(name);
  if (local !== undefined) return { data: local, presence: "maybe" };
  if (name === "states") return certain(statesData(scope));
  if (JSONATA_FUNCTIONS.has(name)) return SOMETHING;
  if (scope.variables.kind !== "object") return SOMETHING;
  const member = memberOf(scope.variables, name);
  if (member?.presence === "some" && !place.guarded?.has(`$${name}`)) {
    const remedy = "Assign it on every way to this state.";
    note(place, warning("maybe-unassigned-variable", at, `not every way to this state assigns "$${name}"`, remedy));
  }
  if (member !== undefined) return { data: member.data, presence: "maybe" };
  if (scope.variables.rest !== undefined || place.guarded?.has(`$${name}`) === true) return SOMETHING;
  const message = `no state before this one assigns "$${name}" where it can be read from here`;
  const known = nearest(name, ["states"]) === undefined ? someNamesOf(scope.variables) : ["states"];
  const remedy = didYouMean(name, known) || "Assign it in a state before.";
  note(place, error("unassigned-variable", at, message, remedy));
  return SOMETHING;
}

function statesData({ roots, context, states }: Scope): Data {
  const { result, errorOutput } = states;
  return objectOf({
    input: roots[0],
    context,
    ...(result !== undefined && { result }),
    ...(errorOutput !== undefined && { errorOutput }),
  });
}

function name(text: string, place: Place): Result {
  if (!place.hasContext) {
    const remedy = `Write $states.input.${text}, or '${text}' when it is text.`;
    note(place, error("no-context", place.at, `"${text}" alone stands for nothing here`, remedy));
  }
  return SOMETHING;
}

function path(steps: readonly JsonataNode[], place: Place): Result {
  const [first, ...rest] = steps;
  if (first === undefined) return SOMETHING;
  let result = filtered(evaluate(first, place), first.stages ?? []);
  let written = plainPath(first);
  let inner: Place = { ...place, hasContext: true };
  for (const step of rest) {
    const names = [step.focus, step.index].filter((bound) => bound !== undefined);
    inner = { ...inner, locals: new Map([...inner.locals, ...names.map((bound) => [bound, UNKNOWN] as const)]) };
    const evaluated = evaluate(step, inner);
    const next = step.type === "name" ? memberResult(result, step.value, written ?? "it") : plainStep(step, evaluated);
    written = step.type === "name" && written !== undefined ? `${written}.${step.value}` : undefined;
    if (next.presence === "absent" && result.presence !== "absent" && next.gap !== undefined) {
      if (written === undefined || !place.guarded?.has(written)) note(place, readProblem(next.gap, place));
    }
    result = filtered(next, step.stages ?? []);
    if (step.group !== undefined || names.length > 0) result = SOMETHING;
  }
  return result;
}

function plainStep(step: JsonataNode, evaluated: Result): Result {
  return step.type === "parent" || step.type === "sort" ? SOMETHING : { ...evaluated, presence: "maybe" };
}

function readProblem(gap: NonNullable<Result["gap"]>, { at }: Place): Problem {
  if (gap.on !== "$states") return absentProblem(gap, at, false);
  const message = `there is no "$states.${gap.step}" in this field of this state`;
  return error("unavailable-states-member", at, message, STATES_REMEDIES[gap.step] ?? didYouMean(gap.step, gap.names));
}

const STATES_REMEDIES: Record<string, string> = {
  result: "Only Output and Assign of a Task, Parallel or Map have a result.",
  errorOutput: "Only Output and Assign of a Catch have an error.",
};

function unary(node: Extract<JsonataNode, { type: "unary" }>, place: Place): Result {
  if (node.value === "-") {
    const { presence } = evaluate(node.expression, place);
    return presence === "absent" ? evaluate(node.expression, { ...place, guarded: undefined }) : certain(NUMBER);
  }
  if (node.value === "[") {
    const items = node.expressions.map((item) => evaluate(item, place));
    // Lists in a list constructor are taken apart, and what is nothing is left out.
    const isFixed = items.every(
      ({ data, presence }) => presence === "certain" && (isScalar(data) || data.kind === "object"),
    );
    return certain(isFixed ? tupleOf(items.map(({ data }) => data)) : listOf(UNKNOWN));
  }
  let object = objectOf({});
  for (const [key, value] of node.lhs) {
    const known = evaluate(key, place).data;
    const { data, presence } = evaluate(value, place);
    const text = known.kind === "string" && known.values?.length === 1 ? String(known.values[0]) : undefined;
    if (text === undefined) object = { ...object, rest: UNKNOWN };
    else if (presence !== "absent") {
      object = withMember(object, text, { data, presence: presence === "certain" ? "certain" : "optional" });
    }
  }
  return certain(object);
}

function binary(operator: string, left: Result, right: Result): Result {
  switch (operator) {
    case "&":
      return certain(STRING);
    case "=":
    case "!=":
      return certain(equality(left, right, operator === "="));
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "and":
    case "or":
    case "in":
      return certain(BOOLEAN);
    case "..":
      return { data: listOf(NUMBER), presence: "maybe" };
    default: {
      const nothing = [left, right].find(({ presence }) => presence === "absent");
      return nothing ?? { data: NUMBER, presence: left.presence === right.presence ? left.presence : "maybe" };
    }
  }
}

function equality(left: Result, right: Result, positive: boolean): Data {
  const [a, b] = [left.data, right.data];
  if (left.presence === "absent" || right.presence === "absent") return { kind: "boolean", values: [!positive] };
  if (!isScalar(a) || !isScalar(b)) return BOOLEAN;
  if (a.kind !== b.kind) return { kind: "boolean", values: [!positive] };
  const mayMatch =
    a.values === undefined || b.values === undefined || a.values.some((value) => b.values?.includes(value));
  return mayMatch ? BOOLEAN : { kind: "boolean", values: [!positive] };
}

function condition(node: Extract<JsonataNode, { type: "condition" }>, place: Place): Result {
  const tested = plainPath(node.condition);
  const guarded = place.guarded === undefined ? undefined : new Set([...place.guarded, ...pathsIn(node.condition)]);
  evaluate(node.condition, tested === undefined ? place : { ...place, guarded });
  const then = evaluate(node.then, { ...place, guarded });
  if (node.else === undefined) return { data: then.data, presence: "maybe" };
  const otherwise = evaluate(node.else, { ...place, guarded });
  const presence = then.presence === "certain" && otherwise.presence === "certain" ? "certain" : "maybe";
  return { data: join(then.data, otherwise.data), presence };
}

/** Every plain path in an expression. */
function pathsIn(node: JsonataNode): string[] {
  const paths: string[] = [];
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const own = plainPath(next);
    if (own === undefined) waiting.push(...childrenOf(next));
    else paths.push(own);
  }
  return paths;
}

function block(expressions: readonly JsonataNode[], place: Place): Result {
  const locals = new Map(place.locals);
  let result = SOMETHING;
  for (const expression of expressions) {
    // A function may call itself by the name that it is bound to.
    if (expression.type === "bind" && expression.lhs.type === "variable") locals.set(expression.lhs.value, UNKNOWN);
    result = evaluate(expression, { ...place, locals });
    if (expression.type === "bind" && expression.lhs.type === "variable") locals.set(expression.lhs.value, result.data);
  }
  return result;
}

function apply(left: JsonataNode, right: JsonataNode, place: Place): Result {
  evaluate(left, place);
  if (right.type === "function" || right.type === "partial") return call(right, place, 1);
  evaluate(right, { ...place, hasContext: true });
  const called = right.type === "variable" ? JSONATA_FUNCTIONS.get(right.value) : undefined;
  return called === undefined ? SOMETHING : { data: typeData(called.result), presence: "maybe" };
}

/** @param piped arguments that come in by `~>` */
function call(node: Extract<JsonataNode, { type: "function" | "partial" }>, place: Place, piped: number): Result {
  const { procedure } = node;
  const called = procedure.type === "variable" && !place.locals.has(procedure.value) ? procedure.value : undefined;
  // What is asked for by $exists may be missing.
  const inner: Place = called === "exists" ? { ...place, guarded: undefined } : place;
  const args = node.arguments.map((argument) => evaluate(argument, inner));
  if (called === undefined) {
    evaluate(procedure, place);
    return SOMETHING;
  }
  const known = JSONATA_FUNCTIONS.get(called);
  if (known === undefined) {
    const remedy = called === "eval" ? "Use $parse for JSON." : didYouMean(called, [...JSONATA_FUNCTIONS.keys()]);
    note(place, error("unknown-function", place.at, `Step Functions has no function "$${called}"`, remedy));
    return SOMETHING;
  }
  const given = args.length + piped;
  if (given > known.most) {
    const message = `$${called} was given ${given} arguments`;
    note(place, error("function-arguments", place.at, message, `Give it ${known.most} at most.`));
  }
  const isSure = args.every(({ presence }) => presence === "certain") || ["uuid", "now", "millis"].includes(called);
  return { data: typeData(known.result), presence: isSure ? "certain" : "maybe" };
}

function typeData(type: "string" | "number" | "boolean" | "list" | "object" | "any"): Data {
  return {
    string: STRING,
    number: NUMBER,
    boolean: BOOLEAN,
    list: listOf(UNKNOWN),
    object: objectOf({}, UNKNOWN),
    any: UNKNOWN,
  }[type];
}
