/** The intrinsic functions: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */

/** What is known of a function before it is called. */
export interface IntrinsicFunction {
  /** Least and most arguments. */
  arguments: readonly [least: number, most: number];
  /** Type of what it gives; `any` when that depends on the arguments. */
  result: "string" | "number" | "boolean" | "list" | "object" | "any";
}

/** Every intrinsic function by its name. */
export const INTRINSIC_FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  "States.Array": { arguments: [0, Infinity], result: "list" },
  "States.ArrayPartition": { arguments: [2, 2], result: "list" },
  "States.ArrayContains": { arguments: [2, 2], result: "boolean" },
  "States.ArrayRange": { arguments: [3, 3], result: "list" },
  "States.ArrayGetItem": { arguments: [2, 2], result: "any" },
  "States.ArrayLength": { arguments: [1, 1], result: "number" },
  "States.ArrayUnique": { arguments: [1, 1], result: "list" },
  "States.Base64Encode": { arguments: [1, 1], result: "string" },
  "States.Base64Decode": { arguments: [1, 1], result: "string" },
  "States.Hash": { arguments: [2, 2], result: "string" },
  "States.JsonMerge": { arguments: [3, 3], result: "object" },
  "States.StringToJson": { arguments: [1, 1], result: "any" },
  "States.JsonToString": { arguments: [1, 1], result: "string" },
  "States.MathRandom": { arguments: [2, 3], result: "number" },
  "States.MathAdd": { arguments: [2, 2], result: "number" },
  "States.StringSplit": { arguments: [2, 2], result: "list" },
  "States.UUID": { arguments: [0, 0], result: "string" },
  "States.Format": { arguments: [1, Infinity], result: "string" },
};

/** Most calls inside each other: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const MAX_INTRINSIC_DEPTH = 10;
