/** A definition as a Mermaid flowchart, for README files, pull requests and issues. */
import type { StateMachineDefinition } from "../definition";
import { type Graph, type GraphEdge, type GraphNode, graphOf } from "./graph";

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
export function toMermaid(definition: StateMachineDefinition): string {
  const graph = graphOf(definition);
  const ends = graph.nodes.filter(({ final }) => final);
  const lines = [
    ...(graph.start ? ["start([Start])"] : []),
    ...graph.nodes.flatMap(nodeLines),
    ...(ends.length > 0 ? ["finish([End])"] : []),
    ...(graph.start ? [`start --> ${graph.start}`] : []),
    ...edgeLines(graph, false),
    ...ends.map(({ id }) => `${id} --> finish`),
    ...edgeLines(graph, true),
    ...classLines(graph),
  ];
  return ["flowchart TD", ...lines.map((line) => `  ${line}`), ""].join("\n");
}

function levelLines(graph: Graph): string[] {
  return [...graph.nodes.flatMap(nodeLines), ...edgeLines(graph, false), ...edgeLines(graph, true)];
}

/** Catch edges come last: Mermaid lays out what comes first as the main line. */
function edgeLines(graph: Graph, caught: boolean): string[] {
  return graph.edges.filter(({ kind }) => (kind === "catch") === caught).map(edgeLine);
}

function nodeLines(node: GraphNode): string[] {
  const label = node.name === node.caption ? quoted([node.name]) : quoted([node.name, node.caption]);
  const groups = node.groups.filter(({ nodes }) => nodes.length > 0); // Mermaid refuses a subgraph without nodes.
  if (groups.length === 0) return [node.kind === "Choice" ? `${node.id}{${label}}` : `${node.id}[${label}]`];
  const inner =
    node.kind === "Map"
      ? levelLines(groups[0]!)
      : groups.flatMap((group, index) => [
          `subgraph ${node.id}b${index + 1}["Branch ${index + 1}"]`,
          ...levelLines(group).map((line) => `  ${line}`),
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
