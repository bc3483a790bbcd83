/** Places the nodes of one level (boxes of known size, no nesting) and routes the edges between them. */
import { layOutDagreGraph, newDagreGraph, type NodeOrder } from "./dagreGraph";
import { edgeCurve, edgeLoop, loopRoom } from "./edgeCurves";
import {
  centredAt,
  type LevelEdge,
  type LevelLayout,
  type LevelNode,
  middleOf,
  type Placement,
  type Point,
  type Rectangle,
  type Route,
} from "./geometry";
import { longEdges } from "./longEdges";
import { type Rail, routeRails } from "./rails";
import { ranksOf } from "./ranks";
import { maxNodes, placeInRows } from "./rowPlacement";

/** The room between two ranks; rails turn in it. */
const rankGap = 40;

/**
 * Lays out one level from top to bottom. Nodes never overlap; the same input always gives the same picture.
 *
 * Edges marked `shared` run along rails (see rails.ts), and so do those that are too long to be laid out in
 * reasonable time (see longEdges.ts).
 */
export function layOutLevel(nodes: LevelNode[], edges: LevelEdge[]): LevelLayout {
  const loops = edges.filter(({ from, to }) => from === to);
  const loopsOf = (id: string) => loops.filter(({ from }) => from === id);
  const between = edges.filter(({ from, to }) => from !== to);
  // Room for loops is kept on both sides, so that edges still meet the middle of the box.
  const roomy = nodes.map((node) => ({ ...node, width: node.width + 2 * loopRoom(loopsOf(node.id)) }));
  const { boxes: roomyBoxes, ways } =
    nodes.length > maxNodes ? placeInRows(roomy, between) : placeByDagre(roomy, between);
  const boxes = new Map(nodes.map(({ id, ...size }) => [id, centredAt(middleOf(roomyBoxes.get(id)!), size)]));
  const ranks = ranksOf(boxes.values());
  const routes: Route[] = [];
  edges.forEach((edge, index) => {
    const way = ways.get(edge);
    if (way) {
      const label = edge.label && centredAt(way.label, edge.label);
      const curve = edgeCurve(way.between, boxes.get(edge.from)!, boxes.get(edge.to)!, ranks);
      routes.push({ edge: index, ...curve, ...(label && { label }) });
    } else if (edge.from === edge.to) {
      const inside = loopsOf(edge.from);
      routes.push({ edge: index, ...edgeLoop(boxes.get(edge.from)!, inside.slice(0, inside.indexOf(edge) + 1)) });
    }
  });
  const rails = railsOf(edges, (edge) => edge.from !== edge.to && !ways.has(edge));
  return fitted(boxes, [...routes, ...routeRails(rails, boxes, ranks, routes)]);
}

function placeByDagre(nodes: LevelNode[], edges: LevelEdge[]): Placement {
  const long = longEdges(nodes, edges);
  const onRail = (edge: LevelEdge) => edge.shared || long.has(edge);
  const graph = newDagreGraph(rankGap);
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  edges.forEach((edge, index) => {
    const { width, height } = edge.label ?? { width: 0, height: 0 };
    if (!onRail(edge)) graph.setEdge(edge.from, edge.to, { width, height, labelpos: "c" }, String(index));
  });
  // A state that only rails lead to would otherwise be put at the top: it goes below the last of its sources, to the
  // right of what else follows there. An empty node to the left keeps what else follows in the middle.
  const constraints: NodeOrder[] = [];
  for (const { target, edges: railed } of railsOf(edges, onRail)) {
    if (graph.inEdges(target)?.length !== 0) continue;
    const source = railed.at(-1)!.from;
    const balance = `balance ${target}`;
    for (const sibling of graph.successors(source) ?? []) {
      constraints.push({ left: sibling, right: target }, { left: balance, right: sibling });
      graph.setNode(balance, { width: 0, height: 0 });
      graph.setEdge(source, balance, { width: 0, height: 0 }, "place");
    }
    graph.setEdge(source, target, { width: 0, height: 0 }, "place");
  }
  layOutDagreGraph(graph, constraints);

  const boxes = nodes.map(({ id, ...size }) => [id, centredAt(graph.node(id), size)] as const);
  const ways: Placement["ways"] = new Map();
  edges.forEach((edge, index) => {
    if (onRail(edge)) return;
    const { points, x, y } = graph.edge(edge.from, edge.to, String(index));
    ways.set(edge, { between: points.slice(1, -1), label: { x, y } });
  });
  return { boxes: new Map(boxes), ways };
}

/** One rail for each target and kind of edge. */
function railsOf(edges: LevelEdge[], onRail: (edge: LevelEdge) => boolean): Rail[] {
  const rails = new Map<string, Rail>();
  edges.forEach((edge, index) => {
    if (!onRail(edge)) return;
    const key = `${edge.to} ${edge.kind}`;
    const rail = rails.get(key) ?? { target: edge.to, edges: [] };
    rail.edges.push({ ...edge, index });
    rails.set(key, rail);
  });
  return [...rails.values()];
}

/** Moves everything so that the smallest coordinates are 0. */
function fitted(boxes: Map<string, Rectangle>, routes: Route[]): LevelLayout {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const include = (x: number, y: number) => {
    bounds.left = Math.min(bounds.left, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.right = Math.max(bounds.right, x);
    bounds.bottom = Math.max(bounds.bottom, y);
  };
  for (const { x, y, width, height } of [...boxes.values(), ...routes.flatMap(({ label }) => label ?? [])]) {
    include(x, y);
    include(x + width, y + height);
  }
  for (const { x, y } of routes.flatMap(({ points }) => points)) include(x, y);
  if (boxes.size === 0) return { width: 0, height: 0, boxes, routes };
  const moved = <T extends Point>(point: T): T => ({ ...point, x: point.x - bounds.left, y: point.y - bounds.top });
  return {
    width: bounds.right - bounds.left,
    height: bounds.bottom - bounds.top,
    boxes: new Map([...boxes].map(([id, box]) => [id, moved(box)])),
    routes: routes.map((route) => ({
      ...route,
      points: route.points.map(moved),
      ...(route.label && { label: moved(route.label) }),
    })),
  };
}
