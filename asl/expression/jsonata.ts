/**
 * JSONata expressions in fields of a definition: `"{% $states.input.Name %}"`.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html. The grammar is the `jsonata`
 * package's; it is loaded by the first expression that is more than a plain path.
 */
import type jsonata from "jsonata";
import { createRequire } from "node:module";
import { ExpressionError } from "./expressionError";

/** A filter or index in brackets behind a step, or the binding of a step's position to a variable. */
export type JsonataStage = { type: "filter"; expr: JsonataNode } | { type: "index"; value: string };

/** What any node may carry. `position` counts the characters before the node's end, in the expression without `{%`. */
interface JsonataCommon {
  position?: number;
  /** Of a node that is a step of a path. */
  stages?: JsonataStage[];
  /** Of a node that stands alone. */
  predicate?: JsonataStage[];
  /** `{…}` behind a step: grouping. */
  group?: { lhs: [JsonataNode, JsonataNode][] };
  /** `@$name` behind a step. */
  focus?: string;
  /** `#$name` behind a step. */
  index?: string;
}

/** A node of the `jsonata` package's syntax tree. */
export type JsonataNode = JsonataCommon &
  (
    | { type: "path"; steps: JsonataNode[] }
    | { type: "name" | "string" | "variable"; value: string }
    | { type: "number"; value: number }
    | { type: "value"; value: boolean | null }
    | { type: "regex"; value: RegExp }
    | { type: "wildcard" | "descendant" | "parent" | "operator" }
    | { type: "unary"; value: "["; expressions: JsonataNode[] }
    | { type: "unary"; value: "{"; lhs: [JsonataNode, JsonataNode][] }
    | { type: "unary"; value: "-"; expression: JsonataNode }
    | { type: "binary" | "apply" | "bind"; value: string; lhs: JsonataNode; rhs: JsonataNode }
    | { type: "function" | "partial"; procedure: JsonataNode; arguments: JsonataNode[] }
    | { type: "lambda"; arguments: { value: string }[]; body: JsonataNode }
    | { type: "condition"; condition: JsonataNode; then: JsonataNode; else?: JsonataNode }
    | { type: "block"; expressions: JsonataNode[] }
    | { type: "sort"; terms: { descending: boolean; expression: JsonataNode }[] }
    | { type: "transform"; pattern: JsonataNode; update: JsonataNode; delete?: JsonataNode }
  );

/** Whether a text is an expression: it begins with `{%` and ends with `%}`, without anything around them. */
export function isJsonata(text: string): boolean {
  return /^\{%[^]*%\}$/.test(text);
}

const require = createRequire(__filename);
let parser: typeof jsonata | undefined;

/**
 * Reads an expression. Texts that were read before are remembered: a definition's are asked for several times.
 *
 * @param text with its `{%` and `%}`
 * @throws ExpressionError with the position of the first mistake, counted from the text's beginning
 * @example parseJsonata("{% $states.input.Name %}").type // "path"
 */
export function parseJsonata(text: string): JsonataNode {
  const known = TREES.get(text);
  if (known !== undefined) return known;
  if (TREES.size >= MAX_TREES) TREES.clear();
  const expression = text.slice(DELIMITER.length, -DELIMITER.length);
  const tree = readPlainPath(expression) ?? readAny(expression);
  TREES.set(text, tree);
  return tree;
}

const TREES = new Map<string, JsonataNode>();
const MAX_TREES = 2_000;

/** `$states.input.Name`: what most expressions are, and what takes the package forty times as long. */
const PLAIN_PATH = /^[ \t\r\n\v]*\$[A-Za-z_]\w*(?:\.(?!(?:true|false|null)\b)[A-Za-z_]\w*)*[ \t\r\n\v]*$/;

/** The tree that the package makes of a variable with names behind it; undefined for any other expression. */
function readPlainPath(expression: string): JsonataNode | undefined {
  if (!PLAIN_PATH.test(expression)) return undefined;
  let position = expression.indexOf("$");
  const [variable = "", ...names] = expression.trim().split(".");
  position += variable.length;
  const first: JsonataNode = { type: "variable", value: variable.slice(1), position };
  if (names.length === 0) return first;
  const steps = names.map((value): JsonataNode => {
    position += 1 + value.length;
    return { type: "name", value, position };
  });
  return { type: "path", steps: [first, ...steps] };
}

function readAny(expression: string): JsonataNode {
  if (expression.trim() === "") throw new ExpressionError("the expression is empty", DELIMITER.length);
  parser ??= require("jsonata") as typeof jsonata;
  try {
    return parser(expression).ast() as unknown as JsonataNode;
  } catch (error) {
    // Expressions inside each other by the thousand exhaust the parser's stack.
    if (error instanceof RangeError) throw new ExpressionError("the expression is nested too deeply", DELIMITER.length);
    const { message, position = 0 } = error as { message?: string; position?: number };
    throw new ExpressionError(message ?? "it cannot be read", DELIMITER.length + position);
  }
}

const DELIMITER = "{%";

/** The nodes directly inside a node, in the order in which they are written. */
export function childrenOf(node: JsonataNode): JsonataNode[] {
  const stages = [...(node.stages ?? []), ...(node.predicate ?? [])];
  return [
    ...innerNodes(node),
    ...stages.flatMap((stage) => (stage.type === "filter" ? [stage.expr] : [])),
    ...(node.group?.lhs.flat() ?? []),
  ];
}

function innerNodes(node: JsonataNode): JsonataNode[] {
  switch (node.type) {
    case "path":
      return node.steps;
    case "unary":
      if (node.value === "[") return node.expressions;
      return node.value === "{" ? node.lhs.flat() : [node.expression];
    case "binary":
    case "apply":
    case "bind":
      return [node.lhs, node.rhs];
    case "function":
    case "partial":
      return [node.procedure, ...node.arguments];
    case "lambda":
      return [node.body];
    case "condition":
      return [node.condition, node.then, ...(node.else === undefined ? [] : [node.else])];
    case "block":
      return node.expressions;
    case "sort":
      return node.terms.map(({ expression }) => expression);
    case "transform":
      return [node.pattern, node.update, ...(node.delete === undefined ? [] : [node.delete])];
    default:
      return [];
  }
}
