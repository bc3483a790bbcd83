/**
 * What a definition's Choice states say of a value of the input by the time a state reads it: "$.InstanceType is one of
 * these", "$.Hours is at most 4".
 *
 * Every way to the state counts: a single one without a Choice leaves the value open. So does a state on the way that may
 * write another value. Only JSONPath Choices are read, where every comparison is on one path.
 */
import type { ChoiceRule, Json, State, StateGraph } from "../definition";
import type { VisitedState } from "../walk";

/** What is known of a value: one of some, or a number up to a limit. */
export type Limit = { values: readonly Json[] } | { atMost: number };

/** On the way to a state nothing was said yet. */
type Knowledge = Limit | "open";

/** What Choice states let through to a state at a path of its input; undefined when it may be anything. */
export function inputLimit({ graph, name, state }: VisitedState, path: string): Limit | undefined {
  if (!/^\$(\.[A-Za-z_]\w*)+$/.test(path) || !readsInputAsItComes(state)) return undefined;
  const known = new Map<string, Knowledge>([[graph.StartAt, "open"]]);
  const waiting = [graph.StartAt];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const at = known.get(from) ?? "open";
    for (const [to, carried] of transitions(graph, from, path, at)) {
      const before = known.get(to);
      const after = before === undefined ? carried : either(before, carried);
      if (before !== undefined && isSame(before, after)) continue;
      known.set(to, after);
      waiting.push(to);
    }
  }
  const limit = known.get(name);
  return limit === undefined || limit === "open" ? undefined : limit;
}

function readsInputAsItComes(state: State): boolean {
  const { InputPath = "$" } = state as { InputPath?: unknown };
  return InputPath === "$";
}

/** Where a state leads to, and what is known of the value there. */
function transitions(graph: StateGraph, name: string, path: string, at: Knowledge): [string, Knowledge][] {
  const state = graph.States[name] as (State & Partial<Record<string, unknown>>) | undefined;
  if (state === undefined) return [];
  if (state.Type === "Choice") {
    const passesOn = keeps(state, path) ? at : "open";
    const targets: [unknown, Knowledge][] = [[state["Default"], passesOn]];
    const choices: unknown = state["Choices"];
    for (const rule of Array.isArray(choices) ? (choices as ChoiceRule[]) : []) {
      const said = keeps(state, path) ? limitOf(rule, path) : undefined;
      targets.push([rule.Next, said === undefined ? passesOn : both(passesOn, said)]);
    }
    return named(targets);
  }
  const targets: [unknown, Knowledge][] = [[state["Next"], keeps(state, path) ? at : "open"]];
  const catchers: unknown = state["Catch"];
  for (const catcher of Array.isArray(catchers) ? (catchers as Record<string, unknown>[]) : []) {
    targets.push([catcher["Next"], isBeside(catcher["ResultPath"], path) ? at : "open"]);
  }
  return named(targets);
}

function named(targets: [unknown, Knowledge][]): [string, Knowledge][] {
  return targets.filter((target): target is [string, Knowledge] => typeof target[0] === "string");
}

/** Whether the value is the same behind a state as before it. */
function keeps(state: Partial<Record<string, unknown>>, path: string): boolean {
  const { Type, InputPath = "$", OutputPath = "$", Parameters } = state;
  if (InputPath !== "$" || OutputPath !== "$") return false;
  if (Type === "Choice" || Type === "Wait") return true;
  // A Pass without a result hands its input on.
  if (Type === "Pass" && Parameters === undefined && state["Result"] === undefined) return true;
  return isBeside(state["ResultPath"], path);
}

/** Whether a result that is written at a ResultPath leaves the value alone. */
function isBeside(resultPath: unknown, path: string): boolean {
  if (resultPath === null) return true;
  if (typeof resultPath !== "string" || resultPath === "$") return false;
  return !`${path}.`.startsWith(`${resultPath}.`) && !`${resultPath}.`.startsWith(`${path}.`);
}

/** What a rule that holds says of the value. */
function limitOf(rule: ChoiceRule, path: string): Limit | undefined {
  const { And, Or, Variable } = rule;
  if (Array.isArray(And)) {
    return And.map((part) => limitOf(part, path)).find((limit) => limit !== undefined);
  }
  if (Array.isArray(Or) && Or.length > 0) {
    const parts = Or.map((part) => limitOf(part, path) ?? "open");
    const joined = parts.reduce((left, right) => either(left, right));
    return joined === "open" ? undefined : joined;
  }
  if (Variable !== path) return undefined;
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

/** What holds when one of two does. */
function either(left: Knowledge, right: Knowledge): Knowledge {
  if (left === "open" || right === "open") return "open";
  if ("values" in left && "values" in right) return { values: [...new Set([...left.values, ...right.values])] };
  const limits = [left, right].map(greatest);
  return limits.includes(Infinity) ? "open" : { atMost: Math.max(...limits) };
}

/** What holds when both do: the first of lists of values, as it says most. */
function both(known: Knowledge, said: Limit): Knowledge {
  if (known === "open" || "values" in said) return said;
  if ("values" in known) return known;
  return { atMost: Math.min(known.atMost, said.atMost) };
}

function greatest(limit: Limit): number {
  if ("atMost" in limit) return limit.atMost;
  return Math.max(...limit.values.map((value) => (typeof value === "number" ? value : Infinity)));
}

function isSame(left: Knowledge, right: Knowledge): boolean {
  if (left === "open" || right === "open") return left === right;
  if ("atMost" in left || "atMost" in right)
    return "atMost" in left && "atMost" in right && left.atMost === right.atMost;
  return left.values.length === right.values.length;
}
