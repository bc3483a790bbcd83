/** Finds the edges of a large graph that would make its layout slow. */
import type { LevelEdge, LevelNode } from "./geometry";

/**
 * Ranks that all edges together may pass. Layout adds a node for each, and its time grows faster than their number:
 * 3,000 take about two seconds.
 */
const budget = 3000;

/** Edges that go no further than this are always laid out. */
const short = 3;

/**
 * The longest edges, as many as must be left out to keep the layout within its budget; none in a graph of ordinary size.
 * Without this, 1,000 states in a row that may all jump to the last one would need half a million nodes.
 */
export function longEdges(nodes: LevelNode[], edges: LevelEdge[]): Set<LevelEdge> {
  const laidOut = edges.filter((edge) => !edge.shared);
  const rank = ranks(nodes, laidOut);
  const length = (edge: LevelEdge) => Math.abs(rank.get(edge.to)! - rank.get(edge.from)!);
  let total = laidOut.reduce((sum, edge) => sum + length(edge), 0);
  const long = new Set<LevelEdge>();
  for (const edge of laidOut.filter((edge) => length(edge) > short).sort((a, b) => length(b) - length(a))) {
    if (total <= budget) break;
    long.add(edge);
    total -= length(edge);
  }
  return long;
}

/** The longest way to each node from where the graph begins, in edges; edges that lead back are left out. */
export function ranks(nodes: LevelNode[], edges: LevelEdge[]): Map<string, number> {
  const targets = new Map(nodes.map(({ id }) => [id, [] as string[]]));
  for (const { from, to } of edges) targets.get(from)!.push(to);
  const position = new Map<string, number>();
  const entered = new Set<string>();
  for (const { id } of nodes) visit(id);
  const rank = new Map(nodes.map(({ id }) => [id, 0]));
  // Targets come before their sources in `position`, so its reverse visits every source first.
  for (const id of [...position.keys()].reverse()) {
    for (const to of targets.get(id)!) {
      if (position.get(to)! < position.get(id)!) rank.set(to, Math.max(rank.get(to)!, rank.get(id)! + 1));
    }
  }
  return rank;

  /** Numbers what can be reached from a node, the furthest first; without recursion, for graphs may be long. */
  function visit(start: string): void {
    if (entered.has(start)) return;
    entered.add(start);
    const path = [{ id: start, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = targets.get(top.id)![top.next++];
      if (target === undefined) {
        position.set(top.id, position.size);
        path.pop();
      } else if (!entered.has(target)) {
        entered.add(target);
        path.push({ id: target, next: 0 });
      }
    }
  }
}
