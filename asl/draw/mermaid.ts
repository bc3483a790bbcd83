/** A definition as a Mermaid flowchart, for README files, pull requests and issues. */
import type { StateMachineDefinition } from "../definition";
import type { DrawnStatus } from "./drawnStatus";
import { type Graph, type GraphEdge, type GraphNode, graphOf } from "./graph";

/** What a flowchart shows besides the definition. */
export interface MermaidOptions {
  /**
   * Statuses by state name: each in a colour of its own and in words. States without one were not reached, and are drawn so;
   * without `statuses` nothing is said of any.
   */
  statuses?: Record<string, DrawnStatus>;
}

/** What stands in a state of each status; and how it is outlined, so that colours are not needed to tell them apart. */
const STATUSES: Record<DrawnStatus, { sign: string; style: string }> = {
  SUCCEEDED: { sign: "✔ succeeded", style: "stroke:#1a7f37,stroke-width:2px" },
  FAILED: { sign: "✖ failed", style: "stroke:#c4281c,stroke-width:4px" },
  CAUGHT: { sign: "! caught", style: "stroke:#a85b00,stroke-width:3px,stroke-dasharray:8 3" },
  ABORTED: { sign: "– aborted", style: "stroke:#5f6b7a,stroke-width:2px,stroke-dasharray:3 3" },
  RUNNING: { sign: "▶ running", style: "stroke:#0969da,stroke-width:3px" },
};
const NOT_REACHED = "stroke-dasharray:1 4";

/**
 * Draws a definition as a Mermaid flowchart (its state diagrams know no dashed lines, which Catch needs). GitHub renders
 * it inside a `mermaid` code block.
 *
 * Branches and processors are subgraphs, Choice edges carry their rules, Catch edges are dashed and carry their errors.
 * Any state name is safe: nodes have ids of their own, and labels are escaped. Draws whatever it is given (see `graphOf`).
 * GitHub refuses to render more than 500 edges or 50,000 characters; use `toSvg` for what is larger.
 *
 * Syntax: https://mermaid.js.org/syntax/flowchart.html
 *
 * @example
 * toMermaid({ StartAt: "Train", States: { Train: { Type: "Task", Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync", End: true } } });
 * // flowchart TD
 * //   start([Start])
 * //   s1["Train<br>SageMaker: createTrainingJob.sync"]
 * //   finish([End])
 * //   start --> s1
 * //   s1 --> finish
 */
export function toMermaid(definition: StateMachineDefinition, { statuses }: MermaidOptions = {}): string {
  const graph = graphOf(definition);
  const statusOf = ({ name }: GraphNode) =>
    statuses !== undefined && Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  const ends = graph.nodes.filter(({ final }) => final);
  const lines = [
    ...(graph.start ? ["start([Start])"] : []),
    ...graph.nodes.flatMap((node) => nodeLines(node, statusOf)),
    ...(ends.length > 0 ? ["finish([End])"] : []),
    ...(graph.start ? [`start --> ${graph.start}`] : []),
    ...edgeLines(graph, false),
    ...ends.map(({ id }) => `${id} --> finish`),
    ...edgeLines(graph, true),
    ...(statuses === undefined ? classLines(graph) : statusLines(graph, statusOf)),
  ];
  return ["flowchart TD", ...lines.map((line) => `  ${line}`), ""].join("\n");
}

type StatusOf = (node: GraphNode) => DrawnStatus | undefined;

function levelLines(graph: Graph, statusOf: StatusOf): string[] {
  return [
    ...graph.nodes.flatMap((node) => nodeLines(node, statusOf)),
    ...edgeLines(graph, false),
    ...edgeLines(graph, true),
  ];
}

/** Catch edges come last: Mermaid lays out what comes first as the main line. */
function edgeLines(graph: Graph, caught: boolean): string[] {
  return graph.edges.filter(({ kind }) => (kind === "catch") === caught).map(edgeLine);
}

function nodeLines(node: GraphNode, statusOf: StatusOf): string[] {
  const status = statusOf(node);
  const texts = node.name === node.caption ? [node.name] : [node.name, node.caption];
  const label = quoted(status === undefined ? texts : [...texts, STATUSES[status].sign]);
  const groups = node.groups.filter(({ nodes }) => nodes.length > 0); // Mermaid refuses a subgraph without nodes.
  if (groups.length === 0) return [node.kind === "Choice" ? `${node.id}{${label}}` : `${node.id}[${label}]`];
  const inner =
    node.kind === "Map"
      ? levelLines(groups[0]!, statusOf)
      : groups.flatMap((group, index) => [
          `subgraph ${node.id}b${index + 1}["Branch ${index + 1}"]`,
          ...levelLines(group, statusOf).map((line) => `  ${line}`),
          "end",
        ]);
  return [`subgraph ${node.id}[${label}]`, ...inner.map((line) => `  ${line}`), "end"];
}

function edgeLine({ from, to, kind, labels }: GraphEdge): string {
  const arrow = kind === "catch" ? "-.->" : "-->";
  return `${from} ${arrow}${labels.length > 0 ? `|${quoted(labels.map(shortened))}|` : ""} ${to}`;
}

/** Colours for what is not an ordinary state. */
function classLines(graph: Graph): string[] {
  const nodes = everyNode(graph);
  const ids = (matches: (node: GraphNode) => boolean) => nodes.filter(matches).map(({ id }) => id);
  const failed = ids(({ kind }) => kind === "Fail");
  const missing = ids(({ kind, reachable }) => kind === "Missing" || kind === "Unknown" || !reachable);
  return [
    ...(failed.length > 0
      ? ["classDef failed stroke:#c4281c,stroke-width:2px", `class ${failed.join(",")} failed`]
      : []),
    ...(missing.length > 0 ? ["classDef dangling stroke-dasharray:5 4", `class ${missing.join(",")} dangling`] : []),
  ];
}

/** A class for each status that some state has, and one for what was not reached. */
function statusLines(graph: Graph, statusOf: StatusOf): string[] {
  const classes = new Map<string, { style: string; ids: string[] }>();
  for (const node of everyNode(graph)) {
    const status = statusOf(node);
    const name = status?.toLowerCase() ?? "notReached";
    const known = classes.get(name) ?? { style: status ? STATUSES[status].style : NOT_REACHED, ids: [] };
    known.ids.push(node.id);
    classes.set(name, known);
  }
  return [...classes].flatMap(([name, { style, ids }]) => [
    `classDef ${name} ${style}`,
    `class ${ids.join(",")} ${name}`,
  ]);
}

function everyNode(graph: Graph): GraphNode[] {
  return graph.nodes.flatMap((node) => [node, ...node.groups.flatMap(everyNode)]);
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= 60 ? text : `${characters.slice(0, 59).join("")}…`;
}

/**
 * A Mermaid string of some lines. Everything but letters, digits and marks that mean nothing to Mermaid, Markdown or HTML is
 * written as an entity, which in Mermaid is `#code;`.
 */
function quoted(lines: string[]): string {
  const escaped = lines.map((line) =>
    line
      .replace(/[^\p{L}\p{M}\p{N} .,:=/$()?!'…≤≥_-]/gu, (character) => `#${character.codePointAt(0)};`)
      // At the start these would begin a Markdown list.
      .replace(/^(\s*\d*)([.)-])/, (_, before: string, mark: string) => `${before}#${mark.codePointAt(0)};`),
  );
  return `"${escaped.join("<br>")}"`;
}
