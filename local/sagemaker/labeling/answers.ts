/** The answers that stand for workers' in a local run: a file of JSON Lines. */
import { readFileSync } from "node:fs";
import type { Json, JsonObject } from "../../../asl/definition";
import { UserError } from "../../userError";

const HOW =
  'Give --answers a file with one JSON object a line: {"source-ref": "s3://bucket/key", "<label attribute>": "<label>"} ' +
  '(or "source" with the text itself). An output manifest of Ground Truth is such a file.';

/** What a data object is known by: its place in S3, or its text. */
export function sourceOf(line: JsonObject): string | undefined {
  const source = line["source-ref"] ?? line["source"];
  return typeof source === "string" ? source : undefined;
}

/** Answers by data object. A line holds the answers to any number of labeling jobs, by their label attribute. */
export type Answers = ReadonlyMap<string, JsonObject>;

/**
 * Reads the file behind `--answers`.
 *
 * @throws {UserError} when it cannot be read, or a line is not of that form: with the line's number
 */
export function readAnswers(path: string): Answers {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`The answers in ${path} cannot be read: ${(error as Error).message}.`, HOW);
  }
  const answers = new Map<string, JsonObject>();
  for (const { number, value } of jsonLines(text)) {
    const source = value && sourceOf(value);
    if (!value || source === undefined) throw new UserError(`Line ${number} of ${path} is no answer.`, HOW);
    answers.set(source, { ...answers.get(source), ...value });
  }
  return answers;
}

/** The objects of JSON Lines with the numbers of their lines; undefined for a line that holds none. Blank lines are left out. */
export function jsonLines(text: string): { number: number; value: JsonObject | undefined }[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ number, line }) => ({ number, value: objectIn(line) }));
}

/** The JSON object that a text holds; undefined when it holds anything else. */
export function objectIn(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a run without answers says of something that needs them: `The state "Label"`. */
export function withoutAnswers(what: string): UserError {
  return new UserError(`${what} needs people to label data, which a local run has not.`, HOW);
}
