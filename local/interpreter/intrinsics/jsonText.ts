/** Intrinsic functions for JSON. */
import type { Json } from "../../../asl/definition";
import { type Intrinsic, IntrinsicArgumentError, object, text } from "./argumentTypes";

/** By name. */
export const JSON_FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  "States.StringToJson"(json) {
    // Step Functions reads an empty text as null.
    if (text(json).trim() === "") return null;
    try {
      return JSON.parse(text(json)) as Json;
    } catch {
      throw new IntrinsicArgumentError("the text is not JSON");
    }
  },

  "States.JsonToString": (value) => JSON.stringify(value),

  "States.JsonMerge"(first, second, deep) {
    if (deep !== false)
      throw new IntrinsicArgumentError("the third argument has to be false: only the top level can be merged");
    return { ...object(first), ...object(second) };
  },
};
