/** Shapes of requests and responses, as tools/serviceModel.py writes them from botocore's service models. */

/** A request's or response's type, with its limits. */
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
}
