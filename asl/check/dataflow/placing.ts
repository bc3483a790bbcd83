/** `ResultPath`: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html */
import { ExpressionError } from "../../expression/expressionError";
import { isReferencePath } from "../../expression/jsonPath";
import type { Segment } from "../../expression/jsonPathNodes";
import { error } from "../problem";
import {
  type Data,
  EMPTY,
  isList,
  isScalar,
  itemOf,
  join,
  listOf,
  memberOf,
  objectOf,
  tupleOf,
  UNKNOWN,
  withMember,
} from "./data";
import { described } from "./lookup";
import { isPlaceholder } from "./malformed";
import { malformed, notReference } from "./pathReads";
import type { Scope } from "./scope";

/**
 * The input with a result put in at a path; the result alone for `$`, the input alone for null.
 *
 * @param at the state, or the Catch, that has the field
 */
export function placeResult(input: Data, resultPath: unknown, result: Data, scope: Scope, at: string): Data {
  if (resultPath === null) return input;
  if (resultPath === undefined) return result;
  const field = `${at}.ResultPath`;
  if (typeof resultPath !== "string" || isPlaceholder(resultPath)) return UNKNOWN;
  const path = scope.expressions.path(resultPath);
  if (path instanceof ExpressionError) {
    scope.report(malformed("invalid-path", resultPath, path, field));
    return UNKNOWN;
  }
  if (path.root !== "input") {
    const message = `"${resultPath}" does not begin at the state's input`;
    scope.report(error("not-a-reference-path", field, message, 'Begin it with "$.", or use Assign for a variable.'));
    return UNKNOWN;
  }
  if (!isReferencePath(path)) {
    scope.report(notReference(resultPath, field));
    return UNKNOWN;
  }
  const placed = place(input, path.segments, result);
  if ("problem" in placed) {
    const message = `"${resultPath}" cannot be written: ${placed.problem}`;
    scope.report(error("result-path-mismatch", field, message, "Write to another place."));
    return UNKNOWN;
  }
  return placed;
}

/** The data with a value at a place, or why that cannot be. */
function place(data: Data, [segment, ...rest]: readonly Segment[], value: Data): Data | { problem: string } {
  if (segment === undefined) return value;
  if (segment.kind === "member") {
    if (isList(data) || isScalar(data)) return { problem: `"${segment.name}" would be a member of ${described(data)}` };
    const object = data.kind === "object" ? data : objectOf({}, UNKNOWN);
    const inner = place(beneath(object, segment.name), rest, value);
    return "problem" in inner ? inner : withMember(object, segment.name, { data: inner, presence: "certain" });
  }
  if (segment.kind !== "index") return UNKNOWN;
  if (isScalar(data) || data.kind === "object") {
    return { problem: `[${segment.index}] would be an item of ${described(data)}` };
  }
  if (!isList(data)) return UNKNOWN;
  const before = data.kind === "tuple" ? data.items.at(segment.index) : data.item;
  if (before === undefined) return { problem: `the list has no item ${segment.index}` };
  const inner = place(before, rest, value);
  if ("problem" in inner) return inner;
  return data.kind === "tuple" ? tupleOf(data.items.with(segment.index, inner)) : listOf(join(itemOf(data), inner));
}

/** What stands at a member's place before it is written: an object is made where there is nothing. */
function beneath(object: Extract<Data, { kind: "object" }>, name: string): Data {
  const member = memberOf(object, name);
  if (member === undefined) return object.rest === undefined ? EMPTY : UNKNOWN;
  return member.presence === "certain" ? member.data : join(member.data, EMPTY);
}
