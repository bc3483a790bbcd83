/** Where everything in a picture goes: states with their groups nested, markers, transitions and their labels. */
import type { GraphEdge, GraphNode, Graph } from "./graph";
import type { LevelEdge, LevelNode, Point, Rectangle, Route, Size } from "./geometry";
import { layOutLevel } from "./levelLayout";
import { type TextStyle, textWidth, wrapText } from "./textSize";

/** How the texts of a picture are set; sizes in pixels. */
export const textStyles = {
  name: { size: 13, bold: true },
  caption: { size: 10.5 },
  label: { size: 10.5 },
} satisfies Record<string, TextStyle>;

/** Lines of text are this many times their font size apart. */
export const lineHeight = 1.3;

/** The space inside a state's box: around its content, and for the icon before its text. */
export const boxPadding = 12;
export const iconSize = 30;
export const textIndent = boxPadding + iconSize + 10;

/** A state in its place. */
export interface PlacedState extends Rectangle {
  node: GraphNode;
  nameLines: string[];
  captionLines: string[];
  /** The panels of a Parallel's branches or a Map's processor; empty for other states. */
  panels: Rectangle[];
}

/** The picture's start or end. */
export interface PlacedMarker extends Rectangle {
  text: "Start" | "End";
}

/** A transition in its place. */
export interface PlacedEdge extends Omit<Route, "edge"> {
  /** Absent for the edges of the start and end markers. */
  edge?: GraphEdge;
  labelLines: string[];
  /** Whether it is inside a group. */
  nested: boolean;
}

/** A whole picture; coordinates count from its upper left corner. */
export interface Layout extends Size {
  /** A state comes before the states that are inside it. */
  states: PlacedState[];
  markers: PlacedMarker[];
  edges: PlacedEdge[];
}

const maxTextWidth = 200;
const maxLabelWidth = 170;
const minBoxWidth = 172;
const markerSize: Size = { width: 58, height: 26 };
const panelPadding = 14;
const panelGap = 12;

/**
 * Lays out a graph with everything nested in it. Each branch and processor is laid out on its own and then placed as
 * one box, which the language allows: a transition never leaves its branch.
 */
export function layOut(graph: Graph): Layout {
  return layOutGraph(graph, true);
}

function layOutGraph(graph: Graph, markers: boolean): Layout {
  const inner = new Map(graph.nodes.map((node) => [node.id, node.groups.map((group) => layOutGraph(group, false))]));
  const sized = evenWidths(graph.nodes.map((node) => sizedState(node, inner.get(node.id)!)));
  const edges = levelEdges(graph);
  const nodes: LevelNode[] = sized.map(({ node, width, height }) => ({ id: node.id, width, height }));
  if (markers) addMarkers(graph, nodes, edges);
  const { boxes, routes, ...size } = layOutLevel(nodes, edges);
  const layout: Layout = { ...size, states: [], markers: [], edges: [] };
  for (const id of ["Start", "End"] as const) {
    const box = boxes.get(id);
    if (box) layout.markers.push({ ...box, text: id });
  }
  for (const { edge, ...route } of routes) {
    layout.edges.push({ ...route, edge: edges[edge]!.edge, labelLines: edges[edge]!.labelLines, nested: !markers });
  }
  for (const state of sized) {
    const { x, y } = boxes.get(state.node.id)!;
    const placed = { ...state, x, y, panels: state.panels.map((panel) => moved(panel, x, y)) };
    layout.states.push(placed);
    inner.get(state.node.id)!.forEach((group, index) => {
      const panel = placed.panels[index]!;
      addMoved(layout, group, panel.x + (panel.width - group.width) / 2, panel.y + panelPadding);
    });
  }
  return layout;
}

type LabelledEdge = LevelEdge & { edge?: GraphEdge; labelLines: string[] };

function levelEdges(graph: Graph): LabelledEdge[] {
  const catchers = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    if (edge.kind === "catch") catchers.set(edge.to, [...(catchers.get(edge.to) ?? []), edge]);
  }
  return graph.edges.map((edge) => {
    const bundle = edge.kind === "catch" ? catchers.get(edge.to)! : [edge];
    const shared = bundle.length > 1 && edge.from !== edge.to;
    // What every edge of a rail would say is said once.
    const repeated =
      shared && bundle[0] !== edge && bundle.every((other) => labelText(other) === labelText(bundle[0]!));
    const labelLines =
      repeated || labelText(edge) === "" ? [] : wrapText(labelText(edge), textStyles.label, maxLabelWidth, 4);
    const { from, to, kind } = edge;
    return { from, to, kind, shared, edge, labelLines, ...(labelLines.length > 0 && { label: labelSize(labelLines) }) };
  });
}

function labelText(edge: GraphEdge): string {
  return edge.labels.join(edge.kind === "choice" ? " or " : ", ");
}

function labelSize(lines: string[]): Size {
  return {
    width: Math.max(...lines.map((line) => textWidth(line, textStyles.label))) + 8,
    height: lines.length * textStyles.label.size * lineHeight + 4,
  };
}

function addMarkers(graph: Graph, nodes: LevelNode[], edges: LabelledEdge[]): void {
  const mark = (from: string, to: string) => edges.push({ from, to, kind: "marker", shared: false, labelLines: [] });
  if (graph.start !== undefined) {
    nodes.unshift({ id: "Start", ...markerSize });
    mark("Start", graph.start);
  }
  const ends = graph.nodes.filter(({ final }) => final);
  if (ends.length > 0) nodes.push({ id: "End", ...markerSize });
  for (const { id } of ends) mark(id, "End");
}

function sizedState(node: GraphNode, groups: Layout[]): PlacedState {
  const inside = groups.reduce((sum, { width }) => sum + width + 2 * panelPadding, panelGap * (groups.length - 1));
  const room = Math.max(maxTextWidth, inside - textIndent);
  const nameLines = wrapText(node.name, textStyles.name, room);
  const captionLines = wrapText(node.caption, textStyles.caption, room, 3);
  const text = Math.max(
    ...nameLines.map((line) => textWidth(line, textStyles.name)),
    ...captionLines.map((line) => textWidth(line, textStyles.caption)),
  );
  const textHeight =
    (nameLines.length * textStyles.name.size + captionLines.length * textStyles.caption.size) * lineHeight;
  const header = Math.max(textHeight, iconSize) + 2 * boxPadding - 4;
  const width = Math.max(minBoxWidth, textIndent + text + boxPadding, groups.length > 0 ? inside + 2 * panelGap : 0);
  const tallest = Math.max(...groups.map((group) => group.height), 0);
  const height = header + (groups.length > 0 ? tallest + 2 * panelPadding + panelGap : 0);
  let x = panelGap + (width - 2 * panelGap - inside) / 2;
  const panels = groups.map((group) => {
    const panel = { x, y: header, width: group.width + 2 * panelPadding, height: tallest + 2 * panelPadding };
    x += panel.width + panelGap;
    return panel;
  });
  return { node, nameLines, captionLines, panels, x: 0, y: 0, width, height };
}

/** Boxes of one level are equally wide, so that they stand in columns; those with states inside are as wide as they need. */
function evenWidths(states: PlacedState[]): PlacedState[] {
  const single = states.filter(({ panels }) => panels.length === 0);
  const width = single.reduce((widest, state) => Math.max(widest, state.width), 0);
  return states.map((state) => (state.panels.length === 0 ? { ...state, width } : state));
}

function moved<T extends Point>(point: T, x: number, y: number): T {
  return { ...point, x: point.x + x, y: point.y + y };
}

function addMoved(layout: Layout, group: Layout, x: number, y: number): void {
  for (const state of group.states) {
    layout.states.push({ ...moved(state, x, y), panels: state.panels.map((panel) => moved(panel, x, y)) });
  }
  for (const edge of group.edges) {
    layout.edges.push({
      ...edge,
      points: edge.points.map((point) => moved(point, x, y)),
      ...(edge.label && { label: moved(edge.label, x, y) }),
    });
  }
}
