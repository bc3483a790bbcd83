/** Payload templates of JSONPath states: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html */
import { ExpressionError } from "../../expression/expressionError";
import { error } from "../problem";
import { type Data, dataOf, type Member, objectFrom, tupleOf, UNKNOWN } from "./data";
import { expressionData, mayBe } from "./intrinsicCalls";
import { described } from "./lookup";
import { isPlaceholder, isRecord } from "./malformed";
import { malformed } from "./pathReads";
import type { Scope } from "./scope";

/** Objects inside each other that are read; AWS takes far fewer. */
const MAX_DEPTH = 500;

/**
 * What a template gives: members whose key ends in `.$` are filled in.
 *
 * @param at the field: `States.Train.Parameters`
 */
export function payloadData(template: unknown, scope: Scope, at: string, depth = 0): Data {
  if (depth > MAX_DEPTH) return UNKNOWN;
  if (Array.isArray(template)) {
    return tupleOf(template.map((item, index) => payloadData(item, scope, `${at}[${index}]`, depth + 1)));
  }
  if (!isRecord(template)) return dataOf(template);
  // `Name` and `Name.$` are one member; the last one counts.
  const members = new Map<string, Member>();
  for (const [key, value] of Object.entries(template)) {
    const name = key.endsWith(".$") ? key.slice(0, -2) : key;
    const field = `${at}.${name}`;
    const data = name === key ? payloadData(value, scope, field, depth + 1) : memberData(value, scope, field);
    members.set(name, { data, presence: "certain" });
  }
  return objectFrom([...members]);
}

/** The value of a key that ends in `.$`. */
function memberData(text: unknown, scope: Scope, at: string): Data {
  if (typeof text !== "string" || isPlaceholder(text)) return UNKNOWN;
  const node = scope.expressions.payload(text);
  if (!(node instanceof ExpressionError)) return expressionData(node, scope, at);
  scope.report(malformed(text.trimStart().startsWith("$") ? "invalid-path" : "invalid-intrinsic", text, node, at));
  return UNKNOWN;
}

/** `ErrorPath` or `CausePath`: a path or an intrinsic function that gives text. */
export function textOrPath(value: unknown, scope: Scope, at: string): void {
  if (typeof value !== "string") return;
  const data = memberData(value, scope, at);
  if (mayBe(data, "string")) return;
  scope.report(error("wrong-value-type", at, `the expression gives ${described(data)}`, "This field takes text."));
}
