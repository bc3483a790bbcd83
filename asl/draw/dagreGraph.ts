/** The layout library behind a typed door: its own types do not resolve under Node's module resolution. */
import dagre from "@dagrejs/dagre";
import type { Point, Size } from "./geometry";

/** What is used of a dagre graph. Nodes are placed by their middle. */
export interface DagreGraph {
  setNode(id: string, size: Size): void;
  /** Several edges may join the same nodes: each has a name. */
  setEdge(from: string, to: string, label: Size & { labelpos?: "c" }, name: string): void;
  inEdges(id: string): unknown[] | undefined;
  successors(id: string): string[] | undefined;
  node(id: string): Point;
  edge(from: string, to: string, name: string): Point & { points: Point[] };
}

interface Dagre {
  graphlib: { Graph: new (options: { multigraph: true }) => DagreGraph & { setGraph(options: object): void } };
  layout(graph: DagreGraph, options: { constraints: NodeOrder[] }): void;
}

/** Two nodes that, where they get into the same rank, shall stand in this order. */
export interface NodeOrder {
  left: string;
  right: string;
}

const library = dagre as unknown as Dagre;

/** An empty graph, laid out from top to bottom with `rankGap` pixels between ranks. */
export function newDagreGraph(rankGap: number): DagreGraph {
  const graph = new library.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 32, edgesep: 16, ranksep: rankGap });
  return graph;
}

/** Gives every node and edge its place. */
export function layOutDagreGraph(graph: DagreGraph, constraints: NodeOrder[]): void {
  library.layout(graph, { constraints });
}
