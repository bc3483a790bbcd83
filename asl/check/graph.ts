/**
 * How states are joined: https://states-language.net/spec.html#transitions
 *
 * AWS refuses transitions to nowhere, states that nothing leads to and graphs without an end:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
import type { StateGraph } from "../definition";
import { statesOf, type VisitedGraph } from "../walk";
import { didYouMean } from "./didYouMean";
import { error, type Problem, warning } from "./problem";
import { type Fields, hasPlaceholder, isObject } from "./value";

/** A state that another one names, with the field that names it. */
export interface Target {
  field: string;
  target: string;
}

/** Every target that a state names. */
export function targetsOf(state: Fields): Target[] {
  const named: { field: string; target: unknown }[] = [{ field: "Next", target: state.Next }];
  for (const field of ["Choices", "Catch"] as const) {
    const entries: unknown = state[field];
    if (!Array.isArray(entries)) continue;
    entries.forEach((entry: unknown, index) => {
      if (isObject(entry)) named.push({ field: `${field}[${index}].Next`, target: entry.Next });
    });
  }
  named.push({ field: "Default", target: state.Default });
  return named.filter((each): each is Target => typeof each.target === "string");
}

/** A state as the graph has it. */
interface Node {
  name: string;
  path: string;
  targets: Target[];
  isEnd: boolean;
}

/** Start, targets, ends and ways of one graph of states. */
export function checkGraph(visited: VisitedGraph, problems: Problem[]): void {
  const { graph, prefix } = visited;
  const nodes = new Map<string, Node>();
  for (const { name, state, path } of statesOf(visited)) {
    const fields = state as unknown as Fields;
    nodes.set(name, { name, path, targets: targetsOf(fields), isEnd: isEnd(fields) });
    checkTransition(fields, path, problems);
  }
  const names = Object.keys(graph.States);
  // Where a state, a target or the start is a placeholder, nothing is certain of what is reached.
  let isCertain = !Object.values(graph.States).some(hasPlaceholder);
  if (!checkTarget(graph.StartAt, graph, names, `${prefix}StartAt`, problems)) isCertain = false;
  for (const { path, targets } of nodes.values()) {
    for (const { field, target } of targets) {
      if (!checkTarget(target, graph, names, `${path}.${field}`, problems)) isCertain = false;
    }
  }
  const states = [...nodes.values()];
  if (names.length === 0) {
    const remedy = "Give at least one state.";
    problems.push(error("missing-field", `${prefix}States`, "there is no state", remedy));
  } else if (isCertain && !states.some(({ isEnd }) => isEnd)) {
    const remedy = 'Give a state "End": true, or lead to a Succeed or Fail state.';
    problems.push(error("no-end", `${prefix}States`, "no state ends", remedy));
  } else if (isCertain && nodes.has(graph.StartAt)) {
    checkWays(nodes, graph.StartAt, problems);
  }
}

function isEnd(state: Fields): boolean {
  return state.End === true || hasPlaceholder(state.End) || state.Type === "Succeed" || state.Type === "Fail";
}

function checkTransition(state: Fields, path: string, problems: Problem[]): void {
  if (!["Task", "Pass", "Wait", "Parallel", "Map"].includes(state.Type as string)) return;
  if (state.Next === undefined && !isEnd(state)) {
    problems.push(error("no-transition", path, "the state leads nowhere", 'Give it "Next", or "End": true.'));
  } else if (state.Next !== undefined && state.End === true) {
    problems.push(error("two-transitions", path, 'the state has "Next" and "End"', "Keep one of them."));
  }
}

/** @returns false when the target is a placeholder, of which nothing is known */
function checkTarget(
  target: unknown,
  { States }: StateGraph,
  names: readonly string[],
  at: string,
  problems: Problem[],
): boolean {
  // What is not text is reported with the other fields.
  if (typeof target !== "string" || Object.hasOwn(States, target)) return true;
  if (hasPlaceholder(target)) return false;
  const remedy = didYouMean(target, names) || "Name a state beside this one.";
  problems.push(error("missing-state", at, `there is no state "${target}"`, remedy));
  return true;
}

/** What is never reached, and from where no end is. */
function checkWays(nodes: Map<string, Node>, startAt: string, problems: Problem[]): void {
  const reached = closure([startAt], (name) => (nodes.get(name)?.targets ?? []).map(({ target }) => target));
  const sources = new Map<string, string[]>();
  for (const { name, targets } of nodes.values()) {
    for (const { target } of targets) {
      const known = sources.get(target);
      if (known === undefined) sources.set(target, [name]);
      else known.push(name);
    }
  }
  const ends = [...nodes.values()].filter(({ isEnd, targets }) => isEnd || leavesGraph(targets, nodes));
  const ending = closure(
    ends.map(({ name }) => name),
    (name) => sources.get(name) ?? [],
  );
  for (const { name, path } of nodes.values()) {
    if (!reached.has(name)) {
      const remedy = "Lead to it from another state, or remove it.";
      problems.push(error("unreachable-state", path, "no state leads here", remedy));
    } else if (!ending.has(name)) {
      const message = "from here the states go round for ever: no end can be reached";
      problems.push(warning("endless-loop", path, message, "Lead out of the loop with a Choice."));
    }
  }
}

/** A state with a dangling or no transition is reported as that, not as part of a loop. */
function leavesGraph(targets: Target[], nodes: Map<string, Node>): boolean {
  return targets.length === 0 || targets.some(({ target }) => !nodes.has(target));
}

function closure(from: string[], next: (name: string) => string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const target of next(name)) waiting.push(target);
  }
  return reached;
}
