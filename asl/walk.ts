/**
 * Visiting every state of a definition, also those inside Parallel branches and Map processors.
 *
 * Definitions come from files too, so nothing is taken for granted: what is not a graph or a state is passed over, and no
 * depth of nesting runs out of stack.
 */
import type { State, StateGraph } from "./definition";

/** A graph of states and where it is. `StartAt`, and values inside `States`, may still be anything. */
export interface VisitedGraph {
  graph: StateGraph;
  /** Empty for the definition itself; `States.Fan out.Branches[0].` for a branch. */
  prefix: string;
  /** The Parallel or Map that holds the graph; none for the definition itself. */
  parent?: VisitedState;
}

/** A state and where it is. */
export interface VisitedState {
  name: string;
  state: State;
  /** `States.Train model`, `States.Fan out.Branches[0].States.Train model`. */
  path: string;
  /** The states among which its `Next` is looked up. */
  graph: StateGraph;
  /** The Parallel or Map that holds the state's graph; none at the top. */
  parent?: VisitedState;
}

/** Every state, each before the states inside it, in the order in which they are written. */
export function* walkStates(definition: unknown, prefix = ""): Generator<VisitedState> {
  // States still to visit, the next one last: a stack of our own, as call stacks end at some depth of nesting.
  const waiting: VisitedState[] = [];
  const add = (visited: VisitedGraph[]) => {
    for (const inner of visited.reverse()) waiting.push(...statesOf(inner).reverse());
  };
  if (isGraph(definition)) add([{ graph: definition, prefix }]);
  for (let visited = waiting.pop(); visited !== undefined; visited = waiting.pop()) {
    yield visited;
    add(innerGraphs(visited));
  }
}

/** Every graph, each before the graphs inside it: the definition, branches and processors. */
export function* walkGraphs(definition: unknown, prefix = ""): Generator<VisitedGraph> {
  const waiting: VisitedGraph[] = isGraph(definition) ? [{ graph: definition, prefix }] : [];
  for (let visited = waiting.pop(); visited !== undefined; visited = waiting.pop()) {
    yield visited;
    waiting.push(...statesOf(visited).flatMap(innerGraphs).reverse());
  }
}

/** The states of one graph, those inside its Parallels and Maps left out. */
export function statesOf({ graph, prefix, parent }: VisitedGraph): VisitedState[] {
  const states: VisitedState[] = [];
  for (const [name, state] of Object.entries(graph.States)) {
    if (isObject(state))
      states.push({ name, state, path: `${prefix}States.${name}`, graph, ...(parent && { parent }) });
  }
  return states;
}

function innerGraphs(parent: VisitedState): VisitedGraph[] {
  const { Branches, ItemProcessor, Iterator } = parent.state as unknown as Partial<Record<string, unknown>>;
  const branches = Array.isArray(Branches) ? (Branches as unknown[]) : [];
  const fields: [name: string, graph: unknown][] = branches.map((branch, index) => [`Branches[${index}]`, branch]);
  fields.push(["ItemProcessor", ItemProcessor], ["Iterator", Iterator]);
  return fields.flatMap(([field, graph]) =>
    isGraph(graph) ? [{ graph, prefix: `${parent.path}.${field}.`, parent }] : [],
  );
}

function isGraph(value: unknown): value is StateGraph {
  return isObject(value) && isObject((value as Partial<StateGraph>).States);
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
