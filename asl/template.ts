/** Payload templates: plain values in which any leaf may be a reference. */
import { AslError } from "./aslError";
import type { Json, JsonObject } from "./definition";
import { intrinsic, Reference } from "./reference";

/**
 * A request type `T` in which every part may be filled in when the state runs (by a reference; in JSONata states by an
 * `Expression`), and every leaf may also be a `Leaf` (`components/` puts `pulumi.Input` there). A misspelt or misplaced
 * member does not compile.
 */
export type Template<T, Leaf = never, Filled = Reference> =
  | Filled
  | Leaf
  | (T extends string | number | boolean | null | undefined | Date | Uint8Array
      ? T
      : T extends (infer Item)[]
        ? Template<Item, Leaf, Filled>[]
        : T extends object
          ? { [Key in keyof T]: Template<T[Key], Leaf, Filled> }
          : T);

/**
 * Renders a template as Step Functions reads it: a member that holds a reference gets a key ending in `.$`. An array
 * that holds references directly becomes `States.Array(…)`. Members that are `undefined` are left out.
 *
 * @throws AslError for an array that mixes references with objects, which the language cannot express
 * @example renderTemplate({ Name: path("$.Name"), Count: 1 }) // {"Name.$": "$.Name", "Count": 1}
 */
export function renderTemplate(template: object, at = "Parameters"): JsonObject {
  const rendered: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    if (value === undefined) continue;
    const member = arrayAsReference(value, `${at}.${key}`);
    if (member instanceof Reference) rendered[`${key}.$`] = member.expression;
    else rendered[key] = renderValue(member, `${at}.${key}`);
  }
  return rendered;
}

function renderValue(value: unknown, at: string): Json {
  if (Array.isArray(value)) return value.map((item, index) => renderValue(item, `${at}[${index}]`));
  if (value !== null && typeof value === "object") return renderTemplate(value, at);
  return value as Json;
}

/** `States.Array(…)` for an array with references among its items; anything else as it is. */
function arrayAsReference(value: unknown, at: string): unknown {
  if (!Array.isArray(value) || !value.some((item) => item instanceof Reference)) return value;
  if (value.some((item) => item !== null && typeof item === "object" && !(item instanceof Reference))) {
    throw new AslError([
      { path: at, message: "an array cannot mix references with objects; build it in a Pass state" },
    ]);
  }
  return intrinsic("States.Array", ...(value as (Reference | string | number | null)[]));
}
