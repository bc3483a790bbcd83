/**
 * Calls of intrinsic functions, and whatever else may stand under a key that ends in `.$`.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
import { ExpressionError } from "./expressionError";
import { MAX_INTRINSIC_DEPTH } from "./intrinsicFunctions";
import { parseJsonPath, readPath } from "./jsonPath";
import type { JsonPath } from "./jsonPathNodes";
import { Scanner } from "./scanner";

/** A call, or one of its arguments. `position` counts the characters before it. */
export type IntrinsicNode = IntrinsicCall | IntrinsicPath | IntrinsicLiteral;

/** `States.Format('{}', $.Name)`. */
export interface IntrinsicCall {
  kind: "call";
  /** With `States.`; it may be a name that does not exist. */
  name: string;
  args: IntrinsicNode[];
  position: number;
}

/** A path as an argument, or alone. */
export interface IntrinsicPath {
  kind: "path";
  path: JsonPath;
  /** As it was written. */
  text: string;
  position: number;
}

/** A literal argument. */
export interface IntrinsicLiteral {
  kind: "literal";
  value: string | number | boolean | null;
  /** A string's text before escapes were taken out: in a template of `States.Format` a `\{` is no placeholder. */
  raw: string;
  position: number;
}

/**
 * Reads a call. Names and numbers of arguments are not checked: see `INTRINSIC_FUNCTIONS`.
 *
 * @throws ExpressionError with the position of the first mistake
 * @example parseIntrinsic("States.UUID()") // { kind: "call", name: "States.UUID", args: [], position: 0 }
 */
export function parseIntrinsic(text: string): IntrinsicCall {
  const scanner = new Scanner(text);
  scanner.skipSpace();
  const call = readCall(scanner, 1);
  scanner.skipSpace();
  if (!scanner.atEnd) scanner.fail(`${scanner.found()} cannot follow here`);
  return call;
}

/**
 * Reads the value of a key that ends in `.$`: a path or a call.
 *
 * @throws ExpressionError with the position of the first mistake
 */
export function parsePayloadExpression(text: string): IntrinsicCall | IntrinsicPath {
  const start = text.length - text.trimStart().length;
  if (text.charAt(start) === "$")
    return { kind: "path", path: parseJsonPath(text.trim()), text: text.trim(), position: start };
  if (/^\s*States\./.test(text)) return parseIntrinsic(text);
  throw new ExpressionError('neither a path (beginning with "$") nor an intrinsic function ("States.…")', start);
}

/**
 * Number of `{}` in a template of `States.Format`.
 *
 * @param raw the template as it is written, escapes and all
 */
export function placeholdersIn(raw: string): number {
  return raw.replace(/\\[^]/g, "").split("{}").length - 1;
}

function readCall(scanner: Scanner, depth: number): IntrinsicCall {
  const position = scanner.position;
  const name = scanner.match(/[A-Za-z_][\w.]*/y);
  if (name === undefined) scanner.fail(`a function's name expected, but there is ${scanner.found()}`);
  if (depth > MAX_INTRINSIC_DEPTH) {
    throw new ExpressionError(`more than ${MAX_INTRINSIC_DEPTH} intrinsic functions inside each other`, position);
  }
  scanner.skipSpace();
  scanner.expect("(");
  scanner.skipSpace();
  const args: IntrinsicNode[] = [];
  if (!scanner.accept(")")) {
    do {
      scanner.skipSpace();
      args.push(readArgument(scanner, depth));
      scanner.skipSpace();
    } while (scanner.accept(","));
    scanner.expect(")");
  }
  return { kind: "call", name, args, position };
}

function readArgument(scanner: Scanner, depth: number): IntrinsicNode {
  const position = scanner.position;
  if (scanner.next === "$") {
    const path = readPath(scanner);
    return { kind: "path", path, text: scanner.text.slice(position, scanner.position), position };
  }
  if (scanner.next === "'") {
    const value = scanner.quoted();
    return { kind: "literal", value, raw: scanner.text.slice(position + 1, scanner.position - 1), position };
  }
  const raw = scanner.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?:true|false|null)(?![\w.])/y);
  if (raw !== undefined) return { kind: "literal", value: JSON.parse(raw) as number | boolean | null, raw, position };
  return readCall(scanner, depth + 1);
}
