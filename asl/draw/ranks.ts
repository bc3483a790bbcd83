/** Ranks: the rows in which a layout from top to bottom has put its boxes. */
import type { Rectangle } from "./geometry";

/** A row of boxes, centred on one line. No box of another rank reaches between its top and its bottom. */
export interface Rank {
  top: number;
  bottom: number;
  boxes: Rectangle[];
}

/** The ranks of a level by the height of their middle; look them up with {@link rankAt}. */
export type Ranks = Map<number, Rank>;

/** Sorts placed boxes into ranks. */
export function ranksOf(boxes: Iterable<Rectangle>): Ranks {
  const ranks: Ranks = new Map();
  for (const box of boxes) {
    const middle = Math.round(box.y + box.height / 2);
    const rank = ranks.get(middle) ?? { top: Infinity, bottom: -Infinity, boxes: [] };
    rank.top = Math.min(rank.top, box.y);
    rank.bottom = Math.max(rank.bottom, box.y + box.height);
    rank.boxes.push(box);
    ranks.set(middle, rank);
  }
  return ranks;
}

/** The rank whose middle is at a height, or that a box is in. */
export function rankAt(ranks: Ranks, place: number | Rectangle): Rank | undefined {
  return ranks.get(Math.round(typeof place === "number" ? place : place.y + place.height / 2));
}
