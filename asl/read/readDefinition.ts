/** Reading a definition that somebody wrote: JSON or YAML, right or wrong. */
import { error, type Problem } from "../check/problem";
import type { JsonObject } from "../definition";
import { DefinitionTextError } from "./definitionTextError";
import { type ParsedText, parseJson } from "./jsonText";
import { asDefinition, describedDefinition } from "./otherDocument";
import { placeholderNames, substitute, type TextFormat } from "./placeholders";
import { nodeBelow } from "./nodeBelow";
import { nodeAt, type SyntaxTree } from "./syntaxNode";
import { type Position, textLines } from "./textLines";
import { parseYaml } from "./yamlText";

/** Largest text that is read, in bytes. AWS takes definitions of up to 1 MiB, which is the checker's business. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** Deepest nesting of objects and lists that is read: further down, runtimes run out of stack when they write JSON. */
export const MAX_DEPTH = 5000;

/** How a text is to be read. */
export interface ReadOptions {
  /** Taken from the text when absent: JSON begins with `{`, `[`, `"` or a comment that it must not have. */
  format?: TextFormat;
  /** Values for `${Name}`, by name; placeholders without a value stay. */
  substitutions?: Readonly<Record<string, string>>;
}

/** A definition and where everything in it stands. */
export interface DefinitionText {
  /** As written: an object with `StartAt` or `States`, of which nothing else is known. */
  definition: JsonObject;
  /** Keys that an object holds twice, which no longer show in `definition`. */
  duplicates: Problem[];
  /** Names of the placeholders as the text has them, each once, also those that got a value. */
  placeholders: string[];
  /**
   * Where a path of the checker stands in the text, or what should hold it.
   *
   * @param path `States.Train model.Parameters.TrainingJobName`
   */
  positionOf: (path: string) => Position;
}

/**
 * Reads a definition.
 *
 * `${Placeholders}` stay as they are, also without quotes where a number would be. A definition may itself be a JSON
 * string, as CloudFormation's DefinitionString is, or the answer of `aws stepfunctions describe-state-machine`.
 *
 * @param source bytes of a file in UTF-8, or its text
 * @throws DefinitionTextError when it is none: with line and column where the syntax is wrong
 * @example readDefinition(readFileSync("pipeline.asl.json")).positionOf("States.Train") // { line: 4, column: 5 }
 */
export function readDefinition(source: Uint8Array | string, options: ReadOptions = {}): DefinitionText {
  const text = textOf(source);
  const format = options.format ?? (/^\s*([{["]|\/[/*])/.test(text) ? "JSON" : "YAML");
  // Inside a string the definition is escaped once more: placeholders are filled in when it is unpacked.
  const isString = /^\s*"/.test(text);
  const filled = isString ? text : substitute(text, format, options.substitutions ?? {});
  const lines = textLines(filled);
  const placeholders = new Set(placeholderNames(text));
  const valueOf = (name: string) => {
    placeholders.add(name);
    return substitute(`\${${name}}`, "YAML", options.substitutions ?? {});
  };
  const { value, tree } = parse(filled, format, lines, valueOf);
  if (tree.depth > MAX_DEPTH) throw tooDeep(tree, lines);
  // From the text as it was: inside its string, too, placeholders are filled in when it is unpacked.
  const described = describedDefinition(value) && describedDefinition(parse(text, format, lines, valueOf).value);
  if (described !== undefined) {
    return unpacked(described, options, lines(nodeAt(tree.root, "definition").start));
  }
  if (typeof value === "string" && value.trimStart().startsWith("{")) {
    return unpacked(value, options, lines(tree.root.start));
  }
  return {
    definition: asDefinition(value),
    duplicates: tree.duplicates.map(({ path, key, first, start }) => {
      const [one, two] = [lines(first).line, lines(start).line];
      const where = one === two ? `twice in line ${one}` : `in line ${one} and again in line ${two}`;
      return error("duplicate-key", path, `"${key}" is there ${where}`, "Rename one: all but the last are ignored.");
    }),
    placeholders: [...placeholders],
    positionOf: (path) => lines(nodeAt(tree.root, path).start),
  };
}

function parse(
  text: string,
  format: TextFormat,
  lines: ReturnType<typeof textLines>,
  valueOf: (name: string) => string,
): ParsedText {
  if (format === "JSON") return parseJson(text, lines);
  try {
    // Most JSON is YAML too, and is read faster as what it is.
    if (/^\s*\{/.test(text)) return parseJson(text, lines);
  } catch (error) {
    if (!(error instanceof DefinitionTextError)) throw error;
  }
  return parseYaml(text, lines, valueOf);
}

function tooDeep({ root, depth }: SyntaxTree, lines: ReturnType<typeof textLines>): DefinitionTextError {
  const { start, isData } = nodeBelow(root, MAX_DEPTH);
  return new DefinitionTextError({
    code: "too-deep",
    message: `objects and lists are nested ${depth} deep, and at most ${MAX_DEPTH} levels are read`,
    remedy: isData ? "Pass such data through S3." : "Move inner states to a state machine of their own.",
    ...lines(start),
  });
}

/** A definition inside a string. Everything in it stands where the string stands. */
function unpacked(text: string, options: ReadOptions, position: Position): DefinitionText {
  try {
    return { ...readDefinition(text, { ...options, format: "JSON" }), positionOf: () => position };
  } catch (error) {
    if (!(error instanceof DefinitionTextError)) throw error;
    const { line, column, message, ...problem } = error.problem;
    const inside = line === undefined ? "" : ` (line ${line}, column ${column} of the text inside the string)`;
    throw new DefinitionTextError({ ...problem, message: message + inside, ...position });
  }
}

function textOf(source: Uint8Array | string): string {
  const text = typeof source === "string" ? source.replace(/^\uFEFF/, "") : decoded(source);
  if (text.trim() === "") {
    throw new DefinitionTextError({ code: "empty", message: "there is nothing in it", remedy: "Give a definition." });
  }
  return text;
}

/** @throws DefinitionTextError for what is no text in UTF-8 */
function decoded(bytes: Uint8Array): string {
  if (bytes.length > MAX_TEXT_BYTES) {
    const message = `it has ${bytes.length} bytes, and at most ${MAX_TEXT_BYTES} are read`;
    throw new DefinitionTextError({ code: "file-too-large", message, remedy: "AWS takes definitions of up to 1 MiB." });
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new DefinitionTextError({ code: "encoding", message: "it is in UTF-16", remedy: "Save it in UTF-8." });
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Not UTF-8 either.
  }
  throw new DefinitionTextError({ code: "binary", message: "it is no text in UTF-8", remedy: "Give JSON or YAML." });
}
