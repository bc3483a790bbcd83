/** Visiting every state of a definition, also those inside Parallel branches and Map processors. */
import type { State, StateGraph } from "./definition";

/** A state and where it is. */
export interface VisitedState {
  name: string;
  state: State;
  /** `States.Train model`, `States.Fan out.Branches[0].States.Train model`. */
  path: string;
  /** The states among which its `Next` is looked up. */
  graph: StateGraph;
}

/** Every state, outer ones before inner ones, in the order in which they are written. */
export function* walkStates(graph: StateGraph, prefix = ""): Generator<VisitedState> {
  for (const [name, state] of Object.entries(graph.States)) {
    const path = `${prefix}States.${name}`;
    yield { name, state, path, graph };
    if (state.Type === "Parallel") {
      for (const [index, branch] of state.Branches.entries()) yield* walkStates(branch, `${path}.Branches[${index}].`);
    }
    if (state.Type === "Map") {
      if (state.ItemProcessor !== undefined) yield* walkStates(state.ItemProcessor, `${path}.ItemProcessor.`);
      if (state.Iterator !== undefined) yield* walkStates(state.Iterator, `${path}.Iterator.`);
    }
  }
}
