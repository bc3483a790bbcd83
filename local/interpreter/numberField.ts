/** Fields that hold a number in one of three ways: as it is, by a path (`…Path`), or by a JSONata expression. */
import type { Json } from "../../asl/definition";
import type { Expression } from "./expression/view";
import { queryFailure, runtimeFailure } from "./failures";
import { typeName } from "./json";
import { prepareField, prepareValue, type Preparation } from "./preparation";

/** What numbers a field takes. */
interface Range {
  /** Whole numbers when absent. */
  isFloat?: boolean;
  least: number;
  most?: number;
}

/**
 * Prepares a numeric field, with its `…Path` twin.
 *
 * @returns gives undefined when the state has neither; fails with `States.Runtime` (JSONPath) or `States.QueryEvaluationError`
 * (JSONata) for a value that is no such number
 */
export function prepareNumber(
  preparation: Preparation,
  state: object,
  field: string,
  range: Range,
): Expression<number | undefined> {
  const fields = state as Record<string, Json | undefined>;
  const [value, path] = [fields[field], fields[`${field}Path`]];
  if (typeof path === "string") {
    const read = prepareField(preparation, `${field}Path`, path);
    return (view) => checkedPath(field, path, read(view), range);
  }
  if (value === undefined) return () => undefined;
  if (typeof value === "number") return () => value;
  const evaluate = prepareValue(preparation, field, value);
  return async (view) => checkedResult(field, await evaluate(view), range);
}

/** A text that is a number will do. */
function checkedPath(
  field: string,
  path: string,
  given: Json,
  { isFloat = false, least, most = Infinity }: Range,
): number {
  const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  if (typeof value !== "number" || !Number.isFinite(value) || (!isFloat && !Number.isInteger(value))) {
    const shown = typeof given === "string" ? given : JSON.stringify(given);
    throw runtimeFailure(
      `The ${field}Path field refers to value "${shown}" which is not a valid ${isFloat ? "float" : "integer"}: ${path}`,
    );
  }
  if (value < least || value > most) throw runtimeFailure(outOfRange(field, least, most));
  return value;
}

function checkedResult(field: string, value: Json, { isFloat = false, least, most = Infinity }: Range): number {
  if (typeof value !== "number") {
    throw queryFailure(
      `The field '${field}' has an unexpected result type. Expected 'number', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    );
  }
  if (!isFloat && !Number.isInteger(value)) throw queryFailure(`The field '${field}' is not a whole number: ${value}`);
  if (value < least || value > most) throw queryFailure(outOfRange(field, least, most));
  return value;
}

function outOfRange(field: string, least: number, most: number): string {
  if (most !== Infinity) return `${field} must be between ${least} and ${most}.`;
  return least === 0 ? `${field} cannot be negative.` : `${field} must be at least ${least}.`;
}
