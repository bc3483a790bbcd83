/**
 * What a definition's Choice states say of a value of the input by the time a state reads it: "$.InstanceType is one of
 * these", "$.Hours is at most 4".
 *
 * Every way to the state counts: a single one without a Choice leaves the value open. So does a state on the way that may
 * write another value. In JSONata only what `$states.input` holds is followed, not what states assign to variables.
 */
import type { StateGraph } from "../definition";
import { isObject } from "../check/value";
import { isJsonata } from "../expression/jsonata";
import type { VisitedState } from "../walk";
import { ruleLimit } from "./choiceLimits";
import { inputPlace, type InputPlace, isSamePlace } from "./inputPlace";
import { both, either, isSame, type Knowledge, type Limit } from "./limit";

/**
 * What Choice states let through to a state at a place of its input; undefined when it may be anything.
 *
 * @param expression as the state reads it: `$.Type`, `{% $states.input.Type %}`
 */
export function inputLimit({ graph, name, state }: VisitedState, expression: string): Limit | undefined {
  const place = inputPlace(expression);
  if (place === undefined || place.length === 0 || !readsInputAsItComes(state)) return undefined;
  const known = new Map<string, Knowledge>([[graph.StartAt, "open"]]);
  const waiting = [graph.StartAt];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const at = known.get(from) ?? "open";
    for (const [to, carried] of transitions(graph, from, place, at)) {
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

/** Fields of a state, or of one of its rules and catchers, which may hold anything. */
type Fields = Partial<Record<string, unknown>>;

function readsInputAsItComes(state: object): boolean {
  const { InputPath = "$" } = state as { InputPath?: unknown };
  return InputPath === "$";
}

/** Where a state leads to, and what is known of the value there. */
function transitions(graph: StateGraph, name: string, place: InputPlace, at: Knowledge): [string, Knowledge][] {
  const state = (Object.hasOwn(graph.States, name) ? graph.States[name] : undefined) as Fields | undefined;
  if (!isObject(state)) return [];
  const targets: [unknown, Knowledge][] = [];
  if (state["Type"] === "Choice") {
    targets.push([state["Default"], keeps(state, place) ? at : "open"]);
    for (const rule of fieldsIn(state["Choices"])) {
      const said = ruleLimit(rule, place);
      const behind = said === undefined ? at : both(at, said);
      const { Output = state["Output"] } = rule;
      targets.push([rule["Next"], keeps({ ...state, Output }, place) ? behind : "open"]);
    }
  } else {
    targets.push([state["Next"], keeps(state, place) ? at : "open"]);
    for (const { Next, ResultPath, Output } of fieldsIn(state["Catch"])) {
      const isKept = Output === undefined ? isBeside(ResultPath, place) : isHandedOn(Output, place);
      targets.push([Next, isKept ? at : "open"]);
    }
  }
  return targets.filter((target): target is [string, Knowledge] => typeof target[0] === "string");
}

function fieldsIn(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter((item): item is Fields => isObject(item)) : [];
}

/** Whether the value is the same behind a state as before it. JSONata has Output, and none of the paths. */
function keeps(state: Fields, place: InputPlace): boolean {
  const { Type, InputPath = "$", OutputPath = "$", Parameters, Result, ResultPath, Output } = state;
  if (Output !== undefined) return isHandedOn(Output, place);
  if (InputPath !== "$" || OutputPath !== "$") return false;
  if (Type === "Choice" || Type === "Wait") return true;
  // A Pass without a result hands its input on.
  if (Type === "Pass" && Parameters === undefined && Result === undefined) return true;
  return isBeside(ResultPath, place);
}

/** Whether an Output has at a place what the input has there. */
function isHandedOn(output: unknown, place: InputPlace): boolean {
  let value = output;
  for (let depth = 0; ; depth++) {
    if (typeof value === "string") return isJsonata(value) && isSamePlace(inputPlace(value), place.slice(0, depth));
    const name = place[depth];
    if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return false;
    value = value[name];
  }
}

/** Whether a result that is written at a ResultPath leaves the value alone; of a path in brackets that is not told. */
function isBeside(resultPath: unknown, place: InputPlace): boolean {
  if (resultPath === null) return true;
  const written = typeof resultPath === "string" ? inputPlace(resultPath) : undefined;
  return written !== undefined && written.some((name, depth) => depth < place.length && name !== place[depth]);
}
