/** How states are joined: https://states-language.net/spec.html#transitions */
import type { ChoiceRule, State, StateGraph } from "../definition";
import { MAX_STATE_NAME_LENGTH } from "../fragment";
import { didYouMean } from "./didYouMean";
import { error, type Problem, warning } from "./problem";

/** Every target that a state names, with the field that names it. */
export function targetsOf(state: State): { field: string; target: string }[] {
  const targets: { field: string; target: string }[] = [];
  if ("Next" in state && state.Next !== undefined) targets.push({ field: "Next", target: state.Next });
  if (state.Type === "Choice") {
    state.Choices.forEach(({ Next }: ChoiceRule, index) => {
      if (Next !== undefined) targets.push({ field: `Choices[${index}].Next`, target: Next });
    });
    if (state.Default !== undefined) targets.push({ field: "Default", target: state.Default });
  }
  if ("Catch" in state)
    state.Catch?.forEach(({ Next }, index) => targets.push({ field: `Catch[${index}].Next`, target: Next }));
  return targets;
}

/** Start, targets, ends and names of one graph of states. */
export function checkGraph(graph: StateGraph, prefix: string): Problem[] {
  const names = Object.keys(graph.States);
  const problems: Problem[] = [];
  if (!names.includes(graph.StartAt)) {
    problems.push(
      error(
        "missing-state",
        `${prefix}StartAt`,
        `there is no state "${graph.StartAt}"`,
        didYouMean(graph.StartAt, names),
      ),
    );
  }
  for (const [name, state] of Object.entries(graph.States)) {
    const path = `${prefix}States.${name}`;
    problems.push(...checkName(name, path), ...checkEnd(state, path));
    for (const { field, target } of targetsOf(state)) {
      if (names.includes(target)) continue;
      problems.push(
        error("missing-state", `${path}.${field}`, `there is no state "${target}"`, didYouMean(target, names)),
      );
    }
  }
  // Where nothing starts, nothing is reached: one finding says enough.
  if (!names.includes(graph.StartAt)) return problems;
  const reached = reachable(graph);
  for (const name of names.filter((candidate) => !reached.has(candidate))) {
    problems.push(
      error(
        "unreachable-state",
        `${prefix}States.${name}`,
        "no state leads here",
        "Lead to it from another state, or remove it.",
      ),
    );
  }
  return problems;
}

function checkName(name: string, path: string): Problem[] {
  if (name.length <= MAX_STATE_NAME_LENGTH) return [];
  const remedy = `Shorten it to ${MAX_STATE_NAME_LENGTH} characters.`;
  return [error("state-name-too-long", path, `the state's name has ${name.length} characters`, remedy)];
}

function checkEnd(state: State, path: string): Problem[] {
  if (state.Type === "Choice" || state.Type === "Succeed" || state.Type === "Fail") return [];
  if (state.Next === undefined && state.End !== true) {
    return [error("no-transition", path, "the state leads nowhere", 'Give it "Next", or "End": true.')];
  }
  return state.Next !== undefined && state.End === true
    ? [error("two-transitions", path, 'the state has "Next" and "End"', "Keep one of them.")]
    : [];
}

function reachable(graph: StateGraph): Set<string> {
  const reached = new Set<string>();
  const waiting = [graph.StartAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = graph.States[name];
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    waiting.push(...targetsOf(state).map(({ target }) => target));
  }
  return reached;
}

/** `States.ALL` stands alone and last: https://states-language.net/spec.html#errors */
export function checkErrorHandling(state: State, path: string): Problem[] {
  const problems: Problem[] = [];
  for (const field of ["Retry", "Catch"] as const) {
    const entries =
      field in state
        ? ((state as { Retry?: { ErrorEquals: string[] }[]; Catch?: { ErrorEquals: string[] }[] })[field] ?? [])
        : [];
    entries.forEach(({ ErrorEquals }, index) => {
      if (!ErrorEquals.includes("States.ALL") || (ErrorEquals.length === 1 && index === entries.length - 1)) return;
      const at = `${path}.${field}[${index}].ErrorEquals`;
      problems.push(
        error("states-all-not-last", at, "States.ALL must stand alone and last", `Make it the last entry of ${field}.`),
      );
    });
  }
  if (state.Type === "Task" && state.Catch === undefined && state.Retry === undefined) {
    problems.push(
      warning(
        "no-error-handling",
        path,
        "the task has neither Retry nor Catch",
        "Retry what passes, and catch the rest into a Fail state.",
      ),
    );
  }
  return problems;
}
