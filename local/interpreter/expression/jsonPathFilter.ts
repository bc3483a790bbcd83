/** Conditions in JSONPath: `[?(@.price < 10 && @.stock)]`. */
import type { Json } from "../../../asl/definition";
import type { Segment } from "../../../asl/expression/jsonPath";
import type { Filter, FilterOperand, FilterOperator } from "../../../asl/expression/jsonPathFilter";
import { isSameJson } from "../json";

/** What a condition is asked of. */
interface Question {
  /** `@` */
  item: Json;
  /** `$` */
  root: Json;
  /** Reads a path inside the condition; undefined where it leads nowhere. */
  read: (segments: readonly Segment[], root: Json) => Json | undefined;
}

/** Whether a condition holds for an item. */
export function holds(filter: Filter, question: Question): boolean {
  switch (filter.kind) {
    case "and":
      return holds(filter.left, question) && holds(filter.right, question);
    case "or":
      return holds(filter.left, question) || holds(filter.right, question);
    case "not":
      return !holds(filter.condition, question);
    case "exists":
      return valueOf(filter.path, question) !== undefined;
    case "compare":
      return compare(filter.operator, valueOf(filter.left, question), valueOf(filter.right, question));
  }
}

function valueOf(operand: FilterOperand, { item, root, read }: Question): Json | undefined {
  if (operand.kind === "literal") return operand.value;
  return read(operand.segments, operand.root === "@" ? item : root);
}

/** Values of different types are neither equal nor in any order. */
function compare(operator: FilterOperator, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === "==") return isSame(left, right);
  if (operator === "!=") return !isSame(left, right);
  if (left === undefined || right === undefined || left === null || right === null) return false;
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  return left !== undefined && right !== undefined && isSameJson(left, right);
}
