/** Lines as SVG path data. */
import type { Point } from "./geometry";

/** A coordinate to a tenth of a pixel. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The path data of a curve that runs straight down (or up) through every point. */
export function smoothPath(all: Point[]): string {
  const points = distinct(all);
  const bends = points.slice(1).map((point, index) => {
    const from = points[index]!;
    const middle = (from.y + point.y) / 2;
    return Math.abs(from.x - point.x) < 0.05
      ? `L${at(point)}`
      : `C${at({ x: from.x, y: middle })} ${at({ x: point.x, y: middle })} ${at(point)}`;
  });
  return `M${at(points[0]!)}${bends.join("")}`;
}

/** The path data of straight lines with rounded corners. */
export function roundedPath(all: Point[]): string {
  const points = distinct(all);
  const corners = points.slice(1, -1).map((corner, index) => {
    const [before, after] = [points[index]!, points[index + 2]!];
    const radius = Math.min(8, distance(before, corner) / 2, distance(corner, after) / 2);
    return `L${at(towards(corner, before, radius))}Q${at(corner)} ${at(towards(corner, after, radius))}`;
  });
  return `M${at(points[0]!)}${corners.join("")}L${at(points.at(-1)!)}`;
}

/** Leaves out points that repeat the one before: an arrow head would not know where to point. */
function distinct(points: Point[]): Point[] {
  return points.filter((point, index) => index === 0 || distance(point, points[index - 1]!) > 0.05);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const share = length / distance(from, to);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function at({ x, y }: Point): string {
  return `${px(x)} ${px(y)}`;
}
