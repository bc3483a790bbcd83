/** A plainer way to place nodes, for levels so large that the layout library's recursion would exhaust the stack. */
import { centredAt, type LevelEdge, type LevelNode, middleOf, type Placement } from "./geometry";
import { ranks } from "./longEdges";

/** The most nodes of a level that are laid out by the library: its recursion goes as deep as the graph is long. */
export const maxNodes = 1500;

const columnGap = 32;
const rowGap = 70;

/**
 * Puts each node into the row of its rank, rows centred below each other. Edges to the next row run straight there, all
 * others along rails.
 */
export function placeInRows(nodes: LevelNode[], edges: LevelEdge[]): Placement {
  const rank = ranks(nodes, edges);
  const rows: LevelNode[][] = [];
  for (const node of nodes) (rows[rank.get(node.id)!] ??= []).push(node);
  const boxes: Placement["boxes"] = new Map();
  let top = 0;
  for (const row of rows) {
    const height = row.reduce((most, node) => Math.max(most, node.height), 0);
    let left = -row.reduce((sum, node) => sum + node.width + columnGap, -columnGap) / 2;
    for (const { id, ...size } of row) {
      boxes.set(id, centredAt({ x: left + size.width / 2, y: top + height / 2 }, size));
      left += size.width + columnGap;
    }
    top += height + rowGap;
  }
  const ways: Placement["ways"] = new Map();
  for (const edge of edges) {
    const [from, to] = [boxes.get(edge.from)!, boxes.get(edge.to)!];
    if (edge.shared || rank.get(edge.to) !== rank.get(edge.from)! + 1) continue;
    const label = { x: (middleOf(from).x + middleOf(to).x) / 2, y: (from.y + from.height + to.y) / 2 };
    ways.set(edge, { between: [], label });
  }
  return { boxes, ways };
}
