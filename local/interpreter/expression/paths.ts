/** Fields that hold a path: InputPath, OutputPath, ItemsPath, TimeoutSecondsPath and the like. */
import type { Json } from "../../../asl/definition";
import { type JsonPath, parseJsonPath } from "../../../asl/expression/jsonPath";
import { runtimeFailure } from "../failures";
import { PathNotFound, readPath } from "./jsonPath";
import type { View } from "./view";

/**
 * A path's value.
 *
 * @param text the path
 * @returns fails with `States.Runtime` where the path leads nowhere
 * @throws ExpressionError
 */
export function preparePath(text: string): (view: View) => Json {
  const path = parseJsonPath(text);
  return (view) => readOrFail(path, text, view);
}

/** @throws EvaluationFailure `States.Runtime` where the path leads nowhere */
function readOrFail(path: JsonPath, text: string, view: View): Json {
  try {
    return readPath(path, view);
  } catch (error) {
    if (error instanceof PathNotFound) throw runtimeFailure(`Invalid path '${text}' : ${error.message}`);
    throw error;
  }
}

/** A path's value, undefined where it leads nowhere. */
export function prepareOptionalPath(text: string): (view: View) => Json | undefined {
  const path = parseJsonPath(text);
  return (view) => {
    try {
      return readPath(path, view);
    } catch (error) {
      if (error instanceof PathNotFound) return undefined;
      throw error;
    }
  };
}
