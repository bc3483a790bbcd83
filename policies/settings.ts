/** The kinds of settings that rules have, each with its default and a description. */
import * as v from "valibot";

/** A number that is at least `least`. */
export const atLeast = (least: number, fallback: number, description: string) =>
  v.pipe(
    v.optional(v.pipe(v.number(`a number from ${least}`), v.minValue(least, `a number from ${least}`)), fallback),
    v.description(description),
  );

/** True or false. */
export const flag = (fallback: boolean, description: string) =>
  v.pipe(v.optional(v.boolean("true or false"), fallback), v.description(description));

/** A text. */
export const textOr = (fallback: string, description: string) =>
  v.pipe(v.optional(v.string("text"), fallback), v.description(description));

/** Texts. */
export const texts = (fallback: readonly string[], description: string) =>
  v.pipe(v.optional(v.array(v.string("text"), "a list of texts"), [...fallback]), v.description(description));

/** Texts by name. */
export const textByName = (fallback: Readonly<Record<string, string>>, description: string) =>
  v.pipe(
    v.optional(v.record(v.string(), v.string("text"), "texts by name"), { ...fallback }),
    v.description(description),
  );

/** Numbers by name. */
export const numberByName = (fallback: Readonly<Record<string, number>>, description: string) =>
  v.pipe(
    v.optional(v.record(v.string(), v.number("a number"), "numbers by name"), { ...fallback }),
    v.description(description),
  );

/** One of some words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: Words[number],
  description: string,
) => v.pipe(v.optional(v.picklist(words, `one of ${words.join(", ")}`), fallback), v.description(description));

/** Objects with the same members each; `members` are settings like those of a rule. */
export const objects = <Members extends v.ObjectEntries>(members: Members, description: string) =>
  v.pipe(v.optional(v.array(v.strictObject(members), "a list of objects"), []), v.description(description));

/** A list of texts that must be given, with at least one. */
export const someTexts = (description: string) =>
  v.pipe(
    v.array(v.string("text"), "a list of texts"),
    v.minLength(1, "a list with at least one text"),
    v.description(description),
  );
