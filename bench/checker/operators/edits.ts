/** Small changes that operators are made of. */
import type { Json, JsonObject } from "../../../asl/definition";
import type { LeafSite } from "../sites";

/** The word with two letters swapped, or another letter where that changes nothing: "Pramaeters". */
export function misspell(word: string): string {
  const middle = Math.max(1, Math.floor(word.length / 2) - 1);
  const swapped = word.slice(0, middle) + (word[middle + 1] ?? "") + (word[middle] ?? "") + word.slice(middle + 2);
  return swapped === word || word.length < 4 ? `${word}x` : swapped;
}

/** Gives a member another name, in its place. */
export function rename(object: JsonObject, key: string, name: string): void {
  const entries = Object.entries(object);
  for (const [old] of entries) Reflect.deleteProperty(object, old);
  for (const [old, value] of entries) object[old === key ? name : old] = value;
}

/** Sets a member and gives where it is. */
export function set(object: JsonObject, path: string, key: string, value: Json): string {
  object[key] = value;
  return `${path}.${key}`;
}

/** Removes a member and gives where it was; undefined when there is none. */
export function remove(object: JsonObject, path: string, key: string): string | undefined {
  if (object[key] === undefined) return undefined;
  Reflect.deleteProperty(object, key);
  return `${path}.${key}`;
}

/** Puts another text in a leaf and gives where it is; undefined when nothing would change. */
export function rewrite({ object, key, path, value }: LeafSite, text: string): string | undefined {
  if (text === value) return undefined;
  object[key] = text;
  return path;
}

/** Whether two values are equal as JSON. */
export function includesText(value: Json, text: string): boolean {
  return JSON.stringify(value).includes(text);
}
