/** Which states and transitions of a definition executions have been through. */
import type { State, StateMachineDefinition } from "../../asl/definition";
import { walkStates } from "../../asl/walk";
import type { StateEvent } from "../../local/interpreter";

/** A way out of a state. */
export interface Transition {
  state: string;
  /** As the definition calls it: `Next`, `Choices[1]`, `Default`, `Catch[0]`, or `End` where the state ends its graph. */
  via: string;
  /** The next state; none at an end. */
  to?: string;
}

/** What of a definition was covered. */
export interface Coverage {
  states: string[];
  transitions: Transition[];
  /** States that were never entered. */
  neverEntered: string[];
  /** Transitions that were never taken. */
  neverTaken: Transition[];
}

/** Every way out of every state, those in branches and iterations included. A Fail state has none. */
export function transitionsOf(definition: StateMachineDefinition): Transition[] {
  return [...walkStates(definition)].flatMap(({ name, state }) =>
    waysOut(state).map((way) => ({ state: name, ...way })),
  );
}

function waysOut(state: State): Omit<Transition, "state">[] {
  if (state.Type === "Fail") return [];
  if (state.Type === "Succeed") return [{ via: "End" }];
  if (state.Type === "Choice") {
    const rules = state.Choices.map(({ Next }, index) => ({ via: `Choices[${index}]`, to: Next! }));
    return [...rules, ...(state.Default === undefined ? [] : [{ via: "Default", to: state.Default }])];
  }
  const on = state.Next === undefined ? { via: "End" } : { via: "Next", to: state.Next };
  const catchers = "Catch" in state ? (state.Catch ?? []) : [];
  return [on, ...catchers.map(({ Next }, index) => ({ via: `Catch[${index}]`, to: Next }))];
}

/**
 * What executions have covered.
 *
 * @param runs what each execution told of the state machine's states
 */
export function coverageOf(definition: StateMachineDefinition, runs: Iterable<readonly StateEvent[]>): Coverage {
  const entered = new Set<string>();
  const taken = new Set<string>();
  for (const events of runs) {
    for (const { type, state, via } of events) {
      if (type === "entered") entered.add(state);
      if (type === "exited") taken.add(`${state}\n${via}`);
    }
  }
  const states = [...walkStates(definition)].map(({ name }) => name);
  const transitions = transitionsOf(definition);
  return {
    ...{ states, transitions },
    neverEntered: states.filter((name) => !entered.has(name)),
    neverTaken: transitions.filter(({ state, via }) => !taken.has(`${state}\n${via}`)),
  };
}

/** Coverage in words: `states 9 of 9, transitions 14 of 15`, and a line for everything that is missing. */
export function coverageReport({ states, transitions, neverEntered, neverTaken }: Coverage): string {
  const count = (all: readonly unknown[], missing: readonly unknown[]) =>
    `${all.length - missing.length} of ${all.length}`;
  return [
    `states ${count(states, neverEntered)}, transitions ${count(transitions, neverTaken)}`,
    ...neverEntered.map((state) => `  never entered: ${state}`),
    ...neverTaken.map(({ state, via, to }) => `  never taken: ${state} --${via}--> ${to ?? "(end)"}`),
  ].join("\n");
}

/** @throws Error with the report, when a state was never entered or a transition never taken */
export function assertFullyCovered(
  definition: StateMachineDefinition,
  runs: Iterable<readonly StateEvent[]>,
): Coverage {
  const coverage = coverageOf(definition, runs);
  if (coverage.neverEntered.length + coverage.neverTaken.length > 0) throw new Error(coverageReport(coverage));
  return coverage;
}
