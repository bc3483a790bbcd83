/**
 * Rails: many edges to one target as one line beside the nodes.
 *
 * A pipeline whose every state catches into one Fail state has as many edges to it as states. Drawn each on its own they
 * bury the pipeline. Here each leaves its state by a short line to the right, joins the rail of its target, and the rail
 * alone runs down (or up) to the target:
 *
 * ```
 * ┌───────┐
 * │ Train ├╌╌╌╌╌╌╮
 * └───┬───┘      ┆
 * ┌───┴───┐      ┆
 * │ Save  ├╌╌╌╌╌╌┤ States.ALL
 * └───┬───┘      ┆
 *    End   Fail ◂╯
 * ```
 */
import type { LevelEdge, Point, Rectangle, Route } from "./geometry";
import { rankAt, type Ranks } from "./ranks";

/** Edges that share a rail. */
export interface Rail {
  target: string;
  edges: (LevelEdge & { index: number })[];
}

const clearance = 20;
const laneGap = 7;
const cornerRadius = 8;

/** Where an edge leaves its state or enters its target, and the height of its line between there and the rail. */
interface Access {
  at: Point;
  y: number;
}

/**
 * Routes rails to the right of the nodes, so that they cross no node. One route of each rail runs all the way to the target; the
 * others end where they join it. A rail with one label has it near the target, a rail with several has each where its edge joins.
 *
 * @param boxes all nodes of the level, placed
 * @param ranks the same nodes by rank
 * @param placed edges that are routed already: rails keep to the right of these too
 */
export function routeRails(rails: Rail[], boxes: Map<string, Rectangle>, ranks: Ranks, placed: Route[]): Route[] {
  const access = accesses(boxes, ranks);
  const taken = [
    ...boxes.values(),
    ...placed.flatMap(({ label, points }) => [
      ...(label ? [label] : []),
      ...points.map((at) => ({ ...at, width: 0, height: 0 })),
    ]),
  ];
  const ends = rails.map((rail) => {
    const target = boxes.get(rail.target)!;
    const exits = rail.edges.map((edge) => ({ edge, ...access(rail, edge.from, "exit") }));
    const heights = [target.y + target.height / 2, ...exits.map(({ y }) => y)];
    return { rail, target, exits, top: Math.min(...heights), bottom: Math.max(...heights) };
  });
  ends.sort((a, b) => a.bottom - a.top - (b.bottom - b.top)); // Short rails lie within long ones.
  return ends.flatMap(({ rail, target, exits, top, bottom }) => {
    const straight = Math.max(freeX(top, target.y), target.x + 24);
    const entersTop =
      exits.every(({ y }) => y < target.y - clearance) && straight < target.x + target.width - cornerRadius;
    const x = entersTop ? straight : freeX(top, bottom);
    const entry = entersTop ? { at: { x, y: target.y }, y: target.y } : access(rail, rail.target, "entry");
    const routes = railRoutes(x, entry, exits);
    placeLabels(routes, x, entry, exits);
    taken.push({ x, y: top, width: 0, height: bottom - top }, ...routes.flatMap(({ label }) => label ?? []));
    return routes;
  });

  /** The nearest x at which a line between two heights is clear of everything to its left. */
  function freeX(top: number, bottom: number): number {
    const beside = taken.filter((box) => box.y < bottom && box.y + box.height > top);
    return beside.reduce((most, box) => Math.max(most, box.x + box.width), 0) + clearance;
  }
}

type Exit = Access & { edge: Rail["edges"][number] };

/**
 * Tells how a node's edges get to a rail without crossing its neighbours: from the middle of its right side when nothing is to
 * the right of it, else through the gap below its rank, or above it for a target.
 */
function accesses(boxes: Map<string, Rectangle>, ranks: Ranks) {
  const lanes = new Map<string, Rail[]>();
  return (rail: Rail, node: string, direction: "entry" | "exit"): Access => {
    const box = boxes.get(node)!;
    const rank = rankAt(ranks, box)!;
    const right = box.x + box.width;
    if (rank.boxes.every((other) => other.x <= box.x)) {
      const lane = laneOf(`beside ${node}`, rail);
      const y = box.y + box.height / 2 + Math.ceil(lane / 2) * laneGap * (lane % 2 === 0 ? 1 : -1);
      return { at: { x: right, y }, y };
    }
    const lane = laneOf(`${direction} ${rank.top}`, rail) % 3;
    return direction === "exit"
      ? { at: { x: right - 14, y: box.y + box.height }, y: rank.bottom + 10 + lane * laneGap }
      : { at: { x: right - 14, y: box.y }, y: rank.top - 18 - lane * laneGap };
  };

  /** Rails that use the same place get lanes of their own; edges of one rail share a lane. */
  function laneOf(place: string, rail: Rail): number {
    const used = lanes.get(place) ?? [];
    lanes.set(place, used);
    return used.includes(rail) ? used.indexOf(rail) : used.push(rail) - 1;
  }
}

function railRoutes(x: number, entry: Access, exits: Exit[]): Route[] {
  const distance = ({ y }: Access) => Math.abs(y - entry.y);
  const order = [...exits].sort((a, b) => distance(b) - distance(a) || a.at.x - b.at.x);
  return exits.map((exit): Route => {
    const { at, y, edge } = exit;
    const start = [at, { x: at.x, y }];
    if (exit === order[0]) {
      const points = [...start, { x, y }, { x, y: entry.y }, { x: entry.at.x, y: entry.y }, entry.at];
      return { edge: edge.index, points, shape: "rail" };
    }
    // Of edges in one lane the leftmost draws it: dashes drawn over dashes would look like a whole line.
    const sharesLane = exits.some((other) => other.y === y && other.at.x < at.x);
    const turn = sharesLane
      ? [{ x: at.x + cornerRadius, y }]
      : [
          { x, y },
          { x, y: y + Math.sign(entry.y - y) * Math.min(cornerRadius, distance(exit)) },
        ];
    return { edge: edge.index, points: [...start, ...turn], shape: "joining" };
  });
}

function placeLabels(routes: Route[], x: number, entry: Access, exits: Exit[]): void {
  const labelled = exits.map(({ edge, y }, index) => ({ label: edge.label, y, route: routes[index]! }));
  const wanted = labelled.filter(({ label }) => label !== undefined).sort((a, b) => a.y - b.y);
  const alone = wanted.length === 1 && exits.length > 1;
  const fromAbove = exits.some(({ y }) => y < entry.y);
  let free = -Infinity;
  for (const { label, y, route } of wanted) {
    const { width, height } = label!;
    const besideEntry = entry.y + (fromAbove ? -height - 8 : 8);
    const top = Math.max(alone ? besideEntry : y - height / 2, free);
    route.label = { x: x + 6, y: top, width, height };
    free = top + height + 2;
  }
}
