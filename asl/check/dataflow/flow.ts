/** Going through a definition until nothing new is found to come into any state. */
import type { Problem } from "../problem";
import { type Data, join, objectOf, UNKNOWN, widen } from "./data";
import {
  ANYTHING,
  type Env,
  type GraphNode,
  graphsOf,
  type InnerInput,
  type Step,
  type StateNode,
  stepsOf,
} from "./graph";
import { Expressions } from "./scope";
import { type Machine, transfer } from "./transfer";

/** Rounds, and arrivals at one state, that are joined exactly; then what still changes becomes unknown part by part. */
const EXACT_ROUNDS = 3;
const EXACT_ARRIVALS = 32;
/** Rounds after which whatever still changes becomes unknown as a whole. */
const MOST_ROUNDS = 8;

/** A definition with what comes into each of its states, and what is found in it. */
export interface Flow {
  graphs: GraphNode[];
  machine: Machine;
}

/**
 * States that something leads to have what was found in them: their last visit had all that comes in.
 *
 * @param executionInput what is known of the execution's input
 */
export function follow(definition: unknown, executionInput: Data): Flow {
  const graphs = graphsOf(definition);
  const machine: Machine = { expressions: new Expressions(), contexts: new Map() };
  const [top] = graphs;
  if (top === undefined) return { graphs, machine };
  const steps = stepsOf(top);
  const changed = new Set<StateNode>();
  top.executionInput = executionInput;
  let round = 1;

  const enter = (graph: GraphNode, target: string | undefined, env: Env) => {
    const node = target === undefined ? undefined : graph.states.get(target);
    if (node !== undefined) arrive(node, env);
    else if (target !== undefined) loseTrack(graph);
  };
  const lost = new Set<GraphNode>();
  /** Behind a placeholder for a name or a state anything may happen, and lead to any state. */
  const loseTrack = (graph: GraphNode) => {
    if (lost.has(graph)) return;
    lost.add(graph);
    for (const node of graph.states.values()) arrive(node, ANYTHING);
  };
  const arrive = (node: StateNode, env: Env) => {
    node.arrivals++;
    const joined = node.env === undefined ? env : joinEnv(node.env, env, round, node.arrivals);
    if (joined === node.env) return;
    node.env = joined;
    changed.add(node);
  };
  const surround = (graph: GraphNode, { executionInput, mapItem }: InnerInput["place"]) => {
    const item =
      graph.mapItem === undefined || mapItem === undefined ? mapItem : joinData(graph.mapItem, mapItem, round, 0);
    if (graph.mapItem === item && graph.executionInput === executionInput) return;
    Object.assign(graph, { mapItem: item, executionInput });
    // The context object has changed for all of them.
    for (const node of graph.states.values()) if (node.env !== undefined) changed.add(node);
  };
  const end = (graph: GraphNode, output: Data) => {
    graph.ends++;
    const joined = graph.output === undefined ? output : joinData(graph.output, output, round, graph.ends);
    if (joined === graph.output) return;
    graph.output = joined;
    if (graph.owner !== undefined) changed.add(graph.owner);
  };

  enter(top, top.startAt, { input: executionInput, variables: objectOf({}) });
  for (; changed.size > 0; round++) visit(steps);
  return { graphs, machine };

  function visit(visits: readonly Step[]): void {
    for (const { node, phase } of visits) {
      if (node.env === undefined || !changed.has(node)) continue;
      if (phase === "enter" && node.inner.size === 0) continue;
      if (phase === "leave") changed.delete(node);
      const problems: Problem[] = [];
      const { inputs, outcomes } = transfer(node, node.env, machine, (problem) => problems.push(problem));
      node.problems = problems;
      if (phase === "enter") {
        for (const { graph, env, place } of inputs) {
          surround(graph, place);
          enter(graph, graph.startAt, env);
        }
      } else {
        for (const { target, env } of outcomes) {
          if (target === undefined) end(node.graph, env.input);
          else enter(node.graph, target, env);
        }
      }
    }
  }
}

function joinData(before: Data, after: Data, round: number, arrivals: number): Data {
  if (round <= EXACT_ROUNDS && arrivals <= EXACT_ARRIVALS) return join(before, after);
  const wider = widen(before, after);
  return wider === before || round <= MOST_ROUNDS ? wider : UNKNOWN;
}

function joinEnv(before: Env, after: Env, round: number, arrivals: number): Env {
  const input = joinData(before.input, after.input, round, arrivals);
  const variables = joinData(before.variables, after.variables, round, arrivals);
  return input === before.input && variables === before.variables ? before : { input, variables };
}
