/** The intrinsic functions: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */

/** What a function takes or gives; `any` when that may be anything. */
export type IntrinsicType = "string" | "number" | "boolean" | "list" | "object" | "any";

/** What is known of a function before it is called. */
export interface IntrinsicFunction {
  /** Least and most arguments. */
  arguments: readonly [least: number, most: number];
  /** Types of the arguments, in order; further arguments may be anything. */
  takes: readonly IntrinsicType[];
  result: IntrinsicType;
}

/** Every intrinsic function by its name. */
export const INTRINSIC_FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ["States.Array", { arguments: [0, Infinity], takes: [], result: "list" }],
  ["States.ArrayPartition", { arguments: [2, 2], takes: ["list", "number"], result: "list" }],
  ["States.ArrayContains", { arguments: [2, 2], takes: ["list"], result: "boolean" }],
  ["States.ArrayRange", { arguments: [3, 3], takes: ["number", "number", "number"], result: "list" }],
  ["States.ArrayGetItem", { arguments: [2, 2], takes: ["list", "number"], result: "any" }],
  ["States.ArrayLength", { arguments: [1, 1], takes: ["list"], result: "number" }],
  ["States.ArrayUnique", { arguments: [1, 1], takes: ["list"], result: "list" }],
  ["States.Base64Encode", { arguments: [1, 1], takes: ["string"], result: "string" }],
  ["States.Base64Decode", { arguments: [1, 1], takes: ["string"], result: "string" }],
  ["States.Hash", { arguments: [2, 2], takes: ["any", "string"], result: "string" }],
  ["States.JsonMerge", { arguments: [3, 3], takes: ["object", "object", "boolean"], result: "object" }],
  ["States.StringToJson", { arguments: [1, 1], takes: ["string"], result: "any" }],
  ["States.JsonToString", { arguments: [1, 1], takes: [], result: "string" }],
  ["States.MathRandom", { arguments: [2, 3], takes: ["number", "number", "number"], result: "number" }],
  ["States.MathAdd", { arguments: [2, 2], takes: ["number", "number"], result: "number" }],
  ["States.StringSplit", { arguments: [2, 2], takes: ["string", "string"], result: "list" }],
  ["States.UUID", { arguments: [0, 0], takes: [], result: "string" }],
  ["States.Format", { arguments: [1, Infinity], takes: ["string"], result: "string" }],
]);

/** Most calls inside each other: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const MAX_INTRINSIC_DEPTH = 10;
