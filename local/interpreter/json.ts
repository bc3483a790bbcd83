/** JSON values. */
import type { Json, JsonObject } from "../../asl/definition";

/** Whether a value is an object: neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The type's name as Step Functions writes it in its messages. */
export function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Whether two values are the same JSON; the order of members does not count. */
export function isSameJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isSameJson(item, right[index]!))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name]!, right[name]!))
  );
}

/** A copy as JSON carries it: undefined becomes null, a date its text. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value === undefined ? null : value)) as Json;
}

/** Puts a member in, whatever its name: `__proto__` is a member like any other in JSON. */
export function putMember(target: JsonObject, name: string, value: Json): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

/** The member of that name which the object itself has. */
export function ownMember(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
