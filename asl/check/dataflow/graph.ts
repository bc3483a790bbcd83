/** A definition as the analysis goes through it: graphs, their states, and in which order. */
import { walkGraphs } from "../../walk";
import type { Problem } from "../problem";
import { type Data, objectOf, UNKNOWN } from "./data";
import { asList, asText, isPlaceholder, isRecord } from "./malformed";

/** What comes into a state. */
export interface Env {
  input: Data;
  /** Variables that can be read, as an object's members. */
  variables: Data;
}

/** A graph: the definition itself, a branch, a processor. */
export interface GraphNode {
  states: Map<string, StateNode>;
  startAt: string | undefined;
  /** The Parallel or Map around it. */
  owner: StateNode | undefined;
  /** Names of the variables that its states assign. */
  assigned: ReadonlySet<string>;
  /** What its ends give, joined; undefined while no end has been reached. */
  output: Data | undefined;
  /** How often an end has been reached. */
  ends: number;
  /** `$$.Execution.Input`, as its states read it. */
  executionInput: Data | undefined;
  /** Whether a Map is somewhere around. */
  isInMap: boolean;
  /** The item of the nearest Map around, once it is known. */
  mapItem: Data | undefined;
}

/** A state. */
export interface StateNode {
  name: string;
  path: string;
  state: Record<string, unknown>;
  /** Undefined where a placeholder stands for it. */
  language: "JSONPath" | "JSONata" | undefined;
  graph: GraphNode;
  /** Branches by their number; of a Map its processor is number 0. A malformed one is left out. */
  inner: Map<number, GraphNode>;
  /** What has been found to come in; undefined while nothing leads here. */
  env: Env | undefined;
  /** How often something has come in. */
  arrivals: number;
  /** What the last visit found. */
  problems: readonly Problem[];
}

/** Where a state leads, and with what. */
export interface Outcome {
  /** Undefined where the graph ends. */
  target: string | undefined;
  env: Env;
}

/** What comes into a branch or a processor. */
export interface InnerInput {
  graph: GraphNode;
  env: Env;
  place: Pick<GraphNode, "executionInput" | "mapItem">;
}

/** Everything that follows from a state and what comes into it. */
export interface Transfer {
  inputs: InnerInput[];
  outcomes: Outcome[];
}

/** Where nothing is known. */
export const ANYTHING: Env = { input: UNKNOWN, variables: objectOf({}, UNKNOWN) };

/** What follows from a state of which nothing is known: anything may come into whatever it leads to. */
export function anywhere({ state, graph, inner }: StateNode): Transfer {
  const outcomes = targetsOf(state).map((target): Outcome => ({ target, env: ANYTHING }));
  const { executionInput } = graph;
  const inputs = [...inner.values()].map((branch): InnerInput => ({
    graph: branch,
    env: ANYTHING,
    place: { executionInput, mapItem: UNKNOWN },
  }));
  return { inputs, outcomes: "End" in state ? [...outcomes, { target: undefined, env: ANYTHING }] : outcomes };
}

/** A visit to a state: containers are visited before and after the states inside them. */
export interface Step {
  node: StateNode;
  phase: "enter" | "leave";
}

/** Every graph, outer ones before inner ones. */
export function graphsOf(definition: unknown): GraphNode[] {
  const byPath = new Map<string, StateNode>();
  const byDefault = isRecord(definition) ? definition.QueryLanguage : undefined;
  return [...walkGraphs(definition)].map(({ graph, prefix, parent }) => {
    const owner = parent === undefined ? undefined : byPath.get(parent.path);
    const node: GraphNode = {
      states: new Map(),
      startAt: asText(graph.StartAt),
      owner,
      assigned: new Set(Object.values(graph.States).flatMap(assignedNames)),
      output: undefined,
      ends: 0,
      executionInput: undefined,
      isInMap: owner !== undefined && (owner.state.Type === "Map" || owner.graph.isInMap),
      mapItem: undefined,
    };
    for (const [name, state] of Object.entries(graph.States as Record<string, unknown>)) {
      if (!isRecord(state)) continue;
      const path = `${prefix}States.${name}`;
      const language = languageOf(state.QueryLanguage ?? byDefault);
      const stateNode: StateNode = {
        name,
        path,
        state,
        language,
        graph: node,
        inner: new Map(),
        env: undefined,
        arrivals: 0,
        problems: [],
      };
      node.states.set(name, stateNode);
      byPath.set(path, stateNode);
    }
    if (owner !== undefined) owner.inner.set(Number(/\.Branches\[(\d+)\]\.$/.exec(prefix)?.[1] ?? 0), node);
    return node;
  });
}

function languageOf(name: unknown): StateNode["language"] {
  if (typeof name === "string" && isPlaceholder(name)) return undefined;
  return name === "JSONata" ? "JSONata" : "JSONPath";
}

/** Names in a state's `Assign`, those of its `Catch` and `Choices` included. */
function assignedNames(state: unknown): string[] {
  if (!isRecord(state)) return [];
  return [state, ...asList(state.Catch), ...asList(state.Choices)].flatMap((part) =>
    isRecord(part) && isRecord(part.Assign) ? Object.keys(part.Assign).map((key) => key.replace(/\.\$$/, "")) : [],
  );
}

/** Names of the states that a state leads to. */
export function targetsOf({ Next, Default, Choices, Catch }: Record<string, unknown>): string[] {
  const nexts = [...asList(Choices), ...asList(Catch)].map((part) => (isRecord(part) ? part.Next : undefined));
  return [Next, Default, ...nexts].filter((target) => typeof target === "string");
}

/**
 * Every visit, in an order in which a state comes after those that lead to it, but for loops; states that nothing leads to
 * come last. Needs no call stack, however deep graphs lie inside each other.
 */
export function stepsOf(graph: GraphNode): Step[] {
  const steps: Step[] = [];
  const waiting: (Step | GraphNode)[] = [graph];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("node" in next) {
      steps.push(next);
      if (next.phase === "enter") waiting.push(...[...next.node.inner.values()].reverse());
    } else {
      // Last in, first out: the first state goes on last.
      for (const node of postOrder(next)) waiting.push({ node, phase: "leave" }, { node, phase: "enter" });
      // Inner graphs go between enter and leave, as `enter` pushes them on top of its `leave`.
    }
  }
  return steps;
}

/** Every state after all that it leads to, but for loops; those that can be reached from the start last of all. */
function postOrder({ states, startAt }: GraphNode): StateNode[] {
  const start = startAt === undefined ? undefined : states.get(startAt);
  const ordered: StateNode[] = [];
  const seen = new Set<StateNode>();
  const reached = start === undefined ? [] : postOrderFrom(start, states, seen);
  for (const node of states.values()) ordered.push(...postOrderFrom(node, states, seen));
  return [...ordered, ...reached];
}

function postOrderFrom(start: StateNode, states: Map<string, StateNode>, seen: Set<StateNode>): StateNode[] {
  const ordered: StateNode[] = [];
  if (seen.has(start)) return ordered;
  seen.add(start);
  const open = [{ node: start, targets: targetsOf(start.state) }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const target = top.targets.pop();
    if (target === undefined) {
      ordered.push(top.node);
      open.pop();
      continue;
    }
    const node = states.get(target);
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    open.push({ node, targets: targetsOf(node.state) });
  }
  return ordered;
}
