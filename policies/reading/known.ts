/** From what the engine hands over, where reading an unknown value throws, to plain values with a marker. */
import { UNKNOWN } from "./resource";
import { UnknownValueError } from "./unknownValueError";

/** A value without the engine's wrapping. Every member is read by itself, so that an unknown one hides no other. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  // Not by map, which reads an item itself, and an unknown one would hide the list.
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_none, index) => plainMember(value, index));
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(value)) plain[key] = plainMember(value, key);
  return plain;
}

function plainMember(holder: object, key: string | number): unknown {
  try {
    return plainValue((holder as Record<string | number, unknown>)[key]);
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}
