/** Fields of JSONata states: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
import { ExpressionError } from "../../expression/expressionError";
import { isJsonata } from "../../expression/jsonata";
import { type Data, dataOf, objectFrom, tupleOf, UNKNOWN } from "./data";
import { jsonataResult } from "./jsonataData";
import { isPlaceholder, isRecord } from "./malformed";
import { malformed } from "./pathReads";
import type { Scope } from "./scope";

/** Objects inside each other that are read. */
const MAX_DEPTH = 500;

/**
 * What a field gives: expressions anywhere in it are filled in, everything else stays as it is.
 *
 * @param at the field: `States.Train.Arguments`
 */
export function fieldData(value: unknown, scope: Scope, at: string, depth = 0): Data {
  if (depth > MAX_DEPTH) return UNKNOWN;
  if (Array.isArray(value)) {
    return tupleOf(value.map((item, index) => fieldData(item, scope, `${at}[${index}]`, depth + 1)));
  }
  if (isRecord(value)) {
    return objectFrom(
      Object.entries(value).map(([key, member]) => [
        key,
        { data: fieldData(member, scope, `${at}.${key}`, depth + 1), presence: "certain" },
      ]),
    );
  }
  return typeof value === "string" ? textData(value, scope, at) : dataOf(value);
}

function textData(text: string, scope: Scope, at: string): Data {
  if (isPlaceholder(text)) return UNKNOWN;
  if (!isJsonata(text)) return dataOf(text);
  const node = scope.expressions.jsonata(text);
  if (!(node instanceof ExpressionError)) return jsonataResult(node, scope, at).data;
  scope.report(malformed("invalid-jsonata", text, node, at));
  return UNKNOWN;
}
