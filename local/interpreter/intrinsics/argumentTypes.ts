/** Arguments of intrinsic functions. */
import type { Json, JsonObject } from "../../../asl/definition";
import { isObject, typeName } from "../json";

/** A function of evaluated arguments. @throws IntrinsicArgumentError */
export type Intrinsic = (...args: Json[]) => Json;

/** An argument that a function does not take. */
export class IntrinsicArgumentError extends Error {
  override readonly name = "IntrinsicArgumentError";
}

/** @throws IntrinsicArgumentError unless it is a text */
export function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw wrong("a string", value);
}

/** @throws IntrinsicArgumentError unless it is a text of at most so many characters */
export function shortText(value: Json | undefined, most: number): string {
  const found = text(value);
  if (found.length <= most) return found;
  throw new IntrinsicArgumentError(`the text has ${found.length} characters, and at most ${most} are allowed`);
}

/** @throws IntrinsicArgumentError unless it is a list */
export function list(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  throw wrong("an array", value);
}

/** @throws IntrinsicArgumentError unless it is an object */
export function object(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  throw wrong("an object", value);
}

/** A number, rounded as Step Functions does: halves go up. @throws IntrinsicArgumentError */
export function integer(value: Json | undefined): number {
  // `-0.5` becomes 0, not -0.
  if (typeof value === "number") return Math.floor(value + 0.5) + 0;
  throw wrong("a number", value);
}

function wrong(wanted: string, value: Json | undefined): IntrinsicArgumentError {
  return new IntrinsicArgumentError(`${wanted} is wanted, and there is ${typeName(value ?? null)}`);
}
