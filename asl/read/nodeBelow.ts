/** Where a text is nested too deep. */
import type { SyntaxNode } from "./syntaxNode";

/** A value that stands deep inside, or the member that holds it. */
interface Below {
  start: number;
  /** Whether a state's data nests so deep; else it is states inside states. */
  isData: boolean;
}

/** What a step leads to: a graph of states, their object, one state, its list of branches; or a state's data. */
type Part = "graph" | "states" | "state" | "branches" | "data";

/**
 * A value below so many levels of objects and lists: of states inside states the value itself; of data the member of the
 * state that holds it.
 *
 * @param levels fewer than the text has
 */
export function nodeBelow(root: SyntaxNode, levels: number): Below {
  const waiting: { node: SyntaxNode; part: Part; level: number; data?: number | undefined }[] = [
    { node: root, part: "graph", level: 1 },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, part, level, data } = next;
    if (node.members === undefined && node.items === undefined) continue;
    if (level > levels) return { start: data ?? node.start, isData: part === "data" };
    const add = (inner: SyntaxNode, innerPart: Part) => {
      const innerData = innerPart === "data" ? (data ?? inner.start) : undefined;
      waiting.push({ node: inner, part: innerPart, level: level + 1, data: innerData });
    };
    for (const item of node.items ?? []) add(item, part === "branches" ? "graph" : "data");
    for (const [key, member] of node.members ?? []) add(member, partOf(part, key));
  }
  return { start: root.start, isData: false };
}

function partOf(part: Part, key: string): Part {
  if (part === "graph" && key === "States") return "states";
  if (part === "states") return "state";
  if (part === "state" && key === "Branches") return "branches";
  return part === "state" && ["ItemProcessor", "Iterator"].includes(key) ? "graph" : "data";
}
