/** Shapes of requests and responses. */

/**
 * A request's or response's type, with its limits. `any` is a value of which nothing is known: of a structure a member that is
 * not in `members` does not exist, of `any` one cannot say. A map has no members but those that are put in. Shapes that hold
 * themselves (a DynamoDB attribute's list of attributes) are circular.
 */
export interface Shape {
  type: "structure" | "list" | "map" | "string" | "integer" | "float" | "boolean" | "timestamp" | "any";
  members?: Record<string, Shape>;
  required?: string[];
  item?: Shape;
  key?: Shape;
  value?: Shape;
  /** Least length of a string, list or map; least value of a number. */
  min?: number;
  max?: number;
  /** Regular expression that the whole string matches. */
  pattern?: string;
  enum?: string[];
}

/** What is known of one API operation. */
export interface OperationShapes {
  input: Shape;
  output: Shape;
  /** What `.sync` returns in place of `output`. */
  syncOutput?: Shape;
  /** What `.sync:2` returns: as `.sync`, with JSON where that has JSON as text. */
  sync2Output?: Shape;
}
