/** Shapes of a drawing. All lengths are in pixels, y grows downwards. */

/** A point, from the upper left corner of what it is part of. */
export interface Point {
  x: number;
  y: number;
}

/** A width and a height. */
export interface Size {
  width: number;
  height: number;
}

/** A rectangle by its upper left corner. */
export interface Rectangle extends Point, Size {}

/** A node to place. */
export interface LevelNode extends Size {
  id: string;
}

/** An edge to route. */
export interface LevelEdge {
  from: string;
  to: string;
  /** Edges of one kind may share a rail. */
  kind: string;
  /** Whether it runs along the rail of its target rather than on its own. */
  shared: boolean;
  /** The room that its label needs; absent when it has none. */
  label?: Size;
}

/** Nodes in their places, and where edges pass between them. */
export interface Placement {
  boxes: Map<string, Rectangle>;
  /** By edge, the points between its ends and where the middle of its label goes; edges without go along rails. */
  ways: Map<LevelEdge, { between: Point[]; label: Point }>;
}

/** How an edge runs. */
export interface Route {
  /** Index of the edge in the input. */
  edge: number;
  points: Point[];
  /** Whether it bends smoothly, turns at right angles and ends at its target, or turns into a rail that ends there. */
  shape: "curve" | "rail" | "joining";
  /** Where the label goes. */
  label?: Rectangle;
}

/** A level laid out. */
export interface LevelLayout extends Size {
  boxes: Map<string, Rectangle>;
  routes: Route[];
}

/** The rectangle of a size around a middle. */
export function centredAt({ x, y }: Point, { width, height }: Size): Rectangle {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** The middle of a rectangle. */
export function middleOf({ x, y, width, height }: Rectangle): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
