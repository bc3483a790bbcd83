/** A definition as a self-contained SVG picture. */
import type { StateMachineDefinition } from "../definition";
import type { DrawnStatus } from "./drawnStatus";
import { type Graph, graphOf } from "./graph";
import { iconOf } from "./icons";
import {
  boxPadding,
  iconSize,
  layOut,
  lineHeight,
  type PlacedEdge,
  type PlacedMarker,
  type PlacedState,
  textIndent,
  textStyles,
} from "./layout";
import { px, roundedPath, smoothPath } from "./paths";
import { svgStyle } from "./svgStyle";
import { escapeXml } from "./xml";

export type { DrawnStatus } from "./drawnStatus";

/** What a picture shows besides the definition. */
export interface SvgOptions {
  /** Statuses by state name; states without one are drawn plain. */
  statuses?: Record<string, DrawnStatus>;
  /** The picture's accessible name; by default the definition's Comment, or "State machine". */
  title?: string;
  /** Begins every id in the picture; give each picture of one page its own. Letters, digits and dashes; "asl" by default. */
  idPrefix?: string;
}

const margin = 20;

/**
 * Draws a definition as an SVG document: one element with its style inside and no references to anything outside, in the
 * colours of the viewer's light or dark theme. Each state is a `<g>` with an `id`, its name in `data-state`, its status
 * in `data-status`, and a `<title>` that says all of it.
 *
 * Draws whatever it is given (see `graphOf`) and never throws on a definition's mistakes. 1,000 states take a few seconds.
 *
 * @example
 * writeFileSync("pipeline.svg", toSvg(definition, { statuses: { "Train model": "FAILED" } }));
 */
export function toSvg(definition: StateMachineDefinition, options: SvgOptions = {}): string {
  const { statuses = {}, idPrefix = "asl" } = options;
  const graph = graphOf(definition);
  const layout = layOut(graph);
  const width = Math.ceil(layout.width + 2 * margin);
  const height = Math.ceil(layout.height + 2 * margin);
  const title = options.title ?? (typeof definition.Comment === "string" ? definition.Comment : "State machine");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="asl-graph" role="img" width="${width}" height="${height}"` +
      ` viewBox="${-margin} ${-margin} ${width} ${height}" aria-labelledby="${idPrefix}-title ${idPrefix}-desc">`,
    `<title id="${idPrefix}-title">${escapeXml(title)}</title>`,
    `<desc id="${idPrefix}-desc">${escapeXml(description(graph, statuses))}</desc>`,
    `<style>${svgStyle}</style>`,
    `<defs>${arrowHead(`${idPrefix}-arrow`, "head")}${arrowHead(`${idPrefix}-arrow-catch`, "head catch")}</defs>`,
    `<rect class="canvas" x="${-margin}" y="${-margin}" width="${width}" height="${height}" rx="8"/>`,
    ...layout.states.filter(({ panels }) => panels.length > 0).map(drawState),
    ...layout.edges.map(drawEdge),
    ...layout.states.filter(({ panels }) => panels.length === 0).map(drawState),
    ...layout.markers.map(drawMarker),
    ...layout.edges.flatMap(drawLabel),
    "</svg>\n",
  ].join("\n");

  function drawState(state: PlacedState): string {
    const { node, x, y, width, height } = state;
    const status = Object.hasOwn(statuses, node.name) ? statuses[node.name] : undefined;
    const classes = ["state", node.kind, ...(node.reachable ? [] : ["unreachable"]), ...(status ? [status] : [])];
    const icon = iconOf(node);
    const texts = [
      ...state.nameLines.map((text) => ({ text, kind: "name" as const })),
      ...state.captionLines.map((text) => ({ text, kind: "caption" as const })),
    ];
    const heights = texts.map(({ kind }) => textStyles[kind].size * lineHeight);
    const header = state.panels[0] ? state.panels[0].y - y : height;
    let baseline = y + (header - heights.reduce((sum, each) => sum + each, 0)) / 2;
    const lines = texts.map(({ text, kind }, index) => {
      baseline += heights[index]!;
      return drawText(text, x + textIndent, baseline - textStyles[kind].size * 0.35, kind);
    });
    const iconY = y + (header - iconSize) / 2;
    return [
      `<g id="${idPrefix}-${node.id}" class="${classes.join(" ").toLowerCase()}" data-state="${escapeXml(node.name)}"` +
        `${status ? ` data-status="${status}"` : ""}>`,
      `<title>${escapeXml(stateTitle(node.name, node.caption, node.reachable, status))}</title>`,
      `<rect class="box" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="7"/>`,
      ...state.panels.map(
        (panel) =>
          `<rect class="panel" x="${px(panel.x)}" y="${px(panel.y)}" width="${px(panel.width)}" height="${px(panel.height)}" rx="6"/>`,
      ),
      `<rect class="${icon.colour}" x="${px(x + boxPadding - 2)}" y="${px(iconY)}" width="${iconSize}" height="${iconSize}" rx="6"/>`,
      `<path class="icon" transform="translate(${px(x + boxPadding + 1)} ${px(iconY + 3)})" d="${icon.path}"/>`,
      ...lines,
      ...(status ? [drawBadge(status, x + width - 3, y + 3)] : []),
      "</g>",
    ].join("");
  }

  function drawEdge({ points, shape, edge }: PlacedEdge): string {
    const d = shape === "curve" ? smoothPath(points) : roundedPath(points);
    const caught = edge?.kind === "catch";
    const marker = shape === "joining" ? "" : ` marker-end="url(#${idPrefix}-arrow${caught ? "-catch" : ""})"`;
    return `<g class="edge ${edge?.kind ?? "marker"}"><path d="${d}"${marker}/></g>`;
  }
}

function arrowHead(id: string, style: string): string {
  return (
    `<marker id="${id}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">` +
    `<path class="${style}" d="M0 1L10 5L0 9z"/></marker>`
  );
}

function drawMarker({ x, y, width, height, text }: PlacedMarker): string {
  return (
    `<g class="marker"><rect x="${px(x)}" y="${px(y)}" width="${width}" height="${height}" rx="${height / 2}"/>` +
    `<text x="${px(x + width / 2)}" y="${px(y + height / 2 + 4.2)}">${text}</text></g>`
  );
}

function drawLabel({ label, labelLines, edge, shape, nested }: PlacedEdge): string[] {
  if (!label) return [];
  const { x, y, width, height } = label;
  const middle = shape === "curve";
  const { size } = textStyles.label;
  const lines = labelLines.map((line, index) =>
    drawText(line, middle ? x + width / 2 : x + 4, y + 1 + size * (lineHeight * index + 1), ""),
  );
  return [
    `<g class="label${middle ? " middle" : ""}${nested ? " inner" : ""}">` +
      `<title>${escapeXml(edge?.labels.join("; ") ?? "")}</title>` +
      `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="3"/>${lines.join("")}</g>`,
  ];
}

function drawText(text: string, x: number, y: number, style: string): string {
  return `<text${style ? ` class="${style}"` : ""} x="${px(x)}" y="${px(y)}">${escapeXml(text)}</text>`;
}

const signs: Record<DrawnStatus, string> = {
  SUCCEEDED: "M-3.5 0l2.5 2.7 4.5-5",
  FAILED: "M-3 -3l6 6M3 -3l-6 6",
  CAUGHT: "M0-4v4.500M0 3.800v.01",
  ABORTED: "M-3 0h6",
  RUNNING: "M-2-3l4.5 3-4.5 3z",
};

/** A sign at a state's corner, so that its status does not show by colour alone. */
function drawBadge(status: DrawnStatus, x: number, y: number): string {
  return (
    `<circle class="badge" cx="${px(x)}" cy="${px(y)}" r="9"/>` +
    `<path class="sign" transform="translate(${px(x)} ${px(y)})" d="${signs[status]}"/>`
  );
}

function stateTitle(name: string, caption: string, reachable: boolean, status: DrawnStatus | undefined): string {
  return `${name} (${caption}${reachable ? "" : ", unreachable"})${status ? `: ${status}` : ""}`;
}

/** The picture in words. */
function description(graph: Graph, statuses: Record<string, DrawnStatus>): string {
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const sentences = graph.nodes.map((node) => {
    const status = Object.hasOwn(statuses, node.name) ? statuses[node.name] : undefined;
    const next = graph.edges
      .filter(({ from }) => from === node.id)
      .map(({ to, kind, labels }) => `${kind === "next" ? "then" : `on ${labels.join(", ")}:`} ${names.get(to)}`);
    return [stateTitle(node.name, node.caption, node.reachable, status), ...next, ...(node.final ? ["end"] : [])].join(
      "; ",
    );
  });
  const start = graph.start === undefined ? "" : ` Starts at ${names.get(graph.start)}.`;
  return `${graph.nodes.length} ${graph.nodes.length === 1 ? "state" : "states"}.${start} ${sentences.join(". ")}`;
}
