/** A definition written as JSON. */
import { createRequire } from "node:module";
import type * as jsonc from "jsonc-parser";
import { DefinitionTextError } from "./definitionTextError";
import { jsonTree } from "./jsonTree";
import { numberPlaceholders, quotePlaceholders } from "./placeholders";
import type { SyntaxTree } from "./syntaxNode";
import type { textLines } from "./textLines";

const require = createRequire(__filename);

interface Explanation {
  message: string;
  remedy: string;
}

const VALUE_EXPECTED: Mistake = {
  expected: "a value",
  remedy: "Values are objects, lists, strings, numbers, true, false and null.",
};

/** A kind of mistake: what is wrong, or what was expected instead of what was found. */
type Mistake = { remedy: string } & ({ message: string } | { expected: string });

/** The codes of https://github.com/microsoft/node-jsonc-parser#api in words; any other one is a value that is not there. */
const MISTAKES: Readonly<Record<string, Mistake>> = {
  PropertyNameExpected: { expected: "a key", remedy: "Write keys in double quotes." },
  ColonExpected: { expected: '":"', remedy: "Put a colon between a key and its value." },
  CommaExpected: { expected: '","', remedy: "Put a comma between one value and the next." },
  CloseBraceExpected: { expected: '"}"', remedy: "Close the object." },
  CloseBracketExpected: { expected: '"]"', remedy: "Close the list." },
  EndOfFileExpected: { expected: "the end", remedy: "Keep one JSON value in the file." },
  InvalidCommentToken: { message: "JSON has no comments", remedy: 'Remove it, or write a "Comment" member.' },
  UnexpectedEndOfString: {
    message: "a string is not closed",
    remedy: 'Close it with " on the same line; a line break is written \\n.',
  },
  InvalidUnicode: { message: "an escape with \\u is wrong", remedy: "Four hexadecimal digits follow \\u." },
  InvalidEscapeCharacter: { message: "an escape is wrong", remedy: 'After a backslash JSON takes " \\ / b f n r t u.' },
  InvalidCharacter: { message: "a character that JSON does not take", remedy: "Write control characters as \\u00…." },
};

/** A text's value, and what stands where. */
export interface ParsedText {
  value: unknown;
  tree: SyntaxTree;
}

/**
 * Reads JSON. A placeholder may stand where a number would, without quotes; it is read as the string `${Seconds}`.
 *
 * @throws DefinitionTextError with line and column of the first mistake
 */
export function parseJson(text: string, lines: ReturnType<typeof textLines>): ParsedText {
  return { value: valueOf(text, lines), tree: jsonTree(text) };
}

function valueOf(text: string, lines: ReturnType<typeof textLines>): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    try {
      return JSON.parse(quotePlaceholders(text)) as unknown;
    } catch (error) {
      throw syntaxError(text, lines, error as SyntaxError);
    }
  }
}

/** What `JSON.parse` refuses, found again by a parser that says where. */
function syntaxError(text: string, lines: ReturnType<typeof textLines>, error: SyntaxError): DefinitionTextError {
  // Loaded here: a text without mistakes does not wait for it.
  const { parse, printParseErrorCode } = require("jsonc-parser") as typeof jsonc;
  const found: jsonc.ParseError[] = [];
  try {
    parse(numberPlaceholders(text), found, { disallowComments: true, allowTrailingComma: false });
  } catch (overflow) {
    // It runs out of stack where a text is nested some thousand levels deep; then nobody says where the mistake is.
    if (!(overflow instanceof RangeError)) throw overflow;
  }
  const [first] = found;
  if (first === undefined) {
    return new DefinitionTextError({ code: "json-syntax", message: `not JSON: ${error.message}`, remedy: "Mend it." });
  }
  const explanation = explained(text, printParseErrorCode(first.error), first);
  return new DefinitionTextError({ code: "json-syntax", ...explanation, ...lines(first.offset) });
}

/** What jsonc-parser found, in words. */
function explained(text: string, code: string, { offset, length }: jsonc.ParseError): Explanation {
  const found = text.slice(offset, offset + Math.max(length, 1)).slice(0, 30);
  if (["PropertyNameExpected", "ValueExpected"].includes(code) && text.slice(0, offset).trimEnd().endsWith(",")) {
    return { message: "a comma stands behind the last value", remedy: "Remove the comma." };
  }
  if (code === "InvalidSymbol" && found.startsWith("'")) {
    return { message: "JSON strings take double quotes", remedy: `Write "…" in place of '…'.` };
  }
  if (code === "InvalidSymbol" && /^\s*:/.test(text.slice(offset + length))) {
    return { message: `the key ${JSON.stringify(found)} has no quotes`, remedy: MISTAKES.PropertyNameExpected!.remedy };
  }
  const mistake = MISTAKES[code] ?? VALUE_EXPECTED;
  if ("message" in mistake) return mistake;
  const quoted = found === "" ? "the end of the text" : JSON.stringify(found);
  return { message: `${mistake.expected} was expected and ${quoted} was found`, remedy: mistake.remedy };
}
