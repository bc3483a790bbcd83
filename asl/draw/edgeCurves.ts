/** How an edge runs between its two boxes once these have their places. */
import { type LevelEdge, middleOf, type Point, type Rectangle, type Route } from "./geometry";
import { type Rank, rankAt, type Ranks } from "./ranks";

/**
 * An edge that leaves and enters at the top or bottom of its boxes, as near to their middle as leaves edges apart, and
 * passes ranks straight, so that it bends only between them and touches no other box.
 *
 * @param between where it passes on the way, without its ends
 */
export function edgeCurve(
  between: Point[],
  from: Rectangle,
  to: Rectangle,
  ranks: Ranks,
): Pick<Route, "points" | "shape"> {
  const down = from.y < to.y;
  const passed = between.flatMap(({ x, y }) => crossing(rankAt(ranks, y), x, down) ?? [{ x, y }]);
  const start = attachment(from, between[0] ?? middleOf(to));
  const end = attachment(to, between.at(-1) ?? middleOf(from));
  const leaving = crossing(rankAt(ranks, from), start.x, !down)?.slice(0, 1) ?? [];
  const entering = crossing(rankAt(ranks, to), end.x, down)?.slice(0, 1) ?? [];
  return { points: [start, ...leaving, ...passed, ...entering, end], shape: "curve" };
}

/** The room that edges from a node to itself take at its right side. */
export function loopRoom(loops: LevelEdge[]): number {
  return loops.reduce((sum, { label }) => sum + (label ? label.width + 4 : 20), 0);
}

/**
 * An edge from a node to itself, as a loop at its right side with its label in it.
 *
 * @param loops this edge, after those of the node's other loops that go inside it
 */
export function edgeLoop(box: Rectangle, loops: LevelEdge[]): Omit<Route, "edge"> {
  const right = box.x + box.width;
  const x = right + loopRoom(loops);
  const { y } = middleOf(box);
  const reach = 6 + 6 * loops.length;
  const label = loops.at(-1)?.label;
  return {
    points: [
      { x: right, y: y - reach },
      { x, y: y - reach },
      { x, y: y + reach },
      { x: right, y: y + reach },
    ],
    shape: "rail",
    ...(label && { label: { ...label, x: x - 4 - label.width, y: y - label.height / 2 } }),
  };
}

function attachment(box: Rectangle, towards: Point): Point {
  const middle = middleOf(box);
  const reach = box.width / 2 - 24;
  const x = middle.x + Math.max(-reach, Math.min(reach, (towards.x - middle.x) * 0.3));
  return { x, y: towards.y > middle.y ? box.y + box.height : box.y };
}

/** A straight way through a rank: where it comes in and where it goes out. */
function crossing(rank: Rank | undefined, x: number, down: boolean): Point[] | undefined {
  if (!rank) return undefined;
  const ends = [
    { x, y: rank.top },
    { x, y: rank.bottom },
  ];
  return down ? ends : ends.reverse();
}
