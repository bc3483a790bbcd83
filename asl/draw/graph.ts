/** A definition as nodes, edges and groups: what both the Mermaid and the SVG picture are drawn from. */
import type { State, StateGraph, StateMachineDefinition } from "../definition";
import { serviceCall, stateCaption } from "./caption";
import { choiceLabel } from "./choiceLabel";

/** A state's type; `Missing` for a target that no state of the graph has, `Unknown` for a type that the language lacks. */
export type NodeKind = State["Type"] | "Missing" | "Unknown";

/** A state in a picture. */
export interface GraphNode {
  /** Unique in the whole picture, made of a letter and digits: `s1`. */
  id: string;
  name: string;
  kind: NodeKind;
  /** The line below the name: `SageMaker: createTrainingJob.sync`, `Wait: 30 s`, `Choice`. */
  caption: string;
  /** Of a Task, the service as in its resource string: `sagemaker`; else "". */
  service: string;
  /** The branches of a Parallel; the processor of a Map; else empty. */
  groups: Graph[];
  /** False for a state that no transition from StartAt leads to. */
  reachable: boolean;
  /** Whether its graph ends here, well: `End` or Succeed. */
  final: boolean;
}

/** A transition. All transitions of one kind between the same two states are one edge. */
export interface GraphEdge {
  from: string;
  to: string;
  kind: "next" | "choice" | "catch";
  /** The rules of a Choice in short words, or the errors caught; one entry for each rule or catcher. */
  labels: string[];
}

/** The states of one level: a state machine's, a branch's or a processor's. Edges never leave their level. */
export interface Graph {
  /** Where it starts; absent when there is nothing at all. */
  start?: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** The label of the transition that a Choice state takes when no rule applies. */
export const defaultLabel = "otherwise";

/**
 * The graph of a definition, JSONPath or JSONata, right or wrong: pictures are wanted most while a definition is not yet right, so
 * nothing here throws. A target without a state becomes a node of kind `Missing`; a state that nothing leads to has
 * `reachable` false.
 *
 * @example
 * graphOf({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }).nodes.map(({ name, kind }) => [name, kind]);
 * // [["A", "Pass"], ["B", "Missing"]]
 */
export function graphOf(definition: StateMachineDefinition): Graph {
  let ids = 0;
  return level(definition);

  function level(graph: StateGraph): Graph {
    const nodes = new Map<string, GraphNode>();
    const edges = new Map<string, GraphEdge>();
    for (const [name, state] of Object.entries(objectOr(graph.States)))
      nodes.set(name, stateNode(name, objectOr(state)));
    const start = typeof graph.StartAt === "string" ? target(graph.StartAt) : undefined;
    for (const [name, state] of Object.entries(objectOr(graph.States))) {
      for (const transition of transitions(objectOr(state))) connect(nodes.get(name)!, transition);
    }
    markReachable(start, [...nodes.values()], [...edges.values()]);
    return { ...(start && { start: start.id }), nodes: [...nodes.values()], edges: [...edges.values()] };

    function target(name: string): GraphNode {
      const known = nodes.get(name);
      if (known) return known;
      const node = newNode(name, "Missing", "Missing state");
      nodes.set(name, node);
      return node;
    }

    function connect(from: GraphNode, { kind, next, label }: Transition): void {
      const to = target(next);
      const key = `${from.id} ${to.id} ${kind}`;
      const edge = edges.get(key) ?? { from: from.id, to: to.id, kind, labels: [] };
      if (label !== undefined && !edge.labels.includes(label)) edge.labels.push(label);
      edges.set(key, edge);
    }
  }

  function newNode(name: string, kind: NodeKind, caption: string): GraphNode {
    return { id: `s${++ids}`, name, kind, caption, service: "", groups: [], reachable: false, final: false };
  }

  function stateNode(name: string, state: State): GraphNode {
    const node = newNode(name, stateTypes.has(state.Type) ? state.Type : "Unknown", stateCaption(state));
    if (state.Type === "Task") node.service = serviceCall(state.Resource).service;
    node.final = state.Type === "Succeed" || ("End" in state && state.End === true);
    node.groups = innerGraphs(state).map((inner) => level(inner));
    return node;
  }
}

const stateTypes = new Set<unknown>(["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]);

interface Transition {
  kind: GraphEdge["kind"];
  next: string;
  label?: string;
}

function transitions(state: State): Transition[] {
  const found: { kind: GraphEdge["kind"]; next: unknown; label?: string }[] = [];
  if ("Next" in state) found.push({ kind: "next", next: state.Next });
  if (state.Type === "Choice") {
    for (const rule of arrayOr(state.Choices)) {
      found.push({ kind: "choice", next: objectOr(rule).Next, label: choiceLabel(rule) });
    }
    if (state.Default !== undefined) found.push({ kind: "choice", next: state.Default, label: defaultLabel });
  }
  if ("Catch" in state) {
    for (const catcher of arrayOr(state.Catch)) {
      found.push({
        kind: "catch",
        next: objectOr(catcher).Next,
        label: arrayOr(objectOr(catcher).ErrorEquals).map(String).join(", ") || "no errors",
      });
    }
  }
  return found.filter((transition): transition is Transition => typeof transition.next === "string");
}

function innerGraphs(state: State): StateGraph[] {
  if (state.Type === "Parallel") return arrayOr(state.Branches).map(objectOr);
  const processor = state.Type === "Map" ? (state.ItemProcessor ?? state.Iterator) : undefined;
  return processor ? [objectOr(processor)] : [];
}

function markReachable(start: GraphNode | undefined, nodes: GraphNode[], edges: GraphEdge[]): void {
  const targets = new Map(nodes.map((node) => [node.id, [] as GraphNode[]]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const edge of edges) targets.get(edge.from)?.push(byId.get(edge.to)!);
  const open = start ? [start] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.reachable) continue;
    node.reachable = true;
    open.push(...targets.get(node.id)!);
  }
}

/** The value, or an empty object where a definition holds something else in its place. */
function objectOr<T extends object>(value: T): T {
  return isObject(value) ? value : ({} as T);
}

function arrayOr<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
