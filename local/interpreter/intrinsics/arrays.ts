/** Intrinsic functions for arrays. */
import type { Json } from "../../../asl/definition";
import { isSameJson } from "../json";
import { integer, type Intrinsic, IntrinsicArgumentError, list } from "./argumentTypes";

const RANGE_ITEMS = 1000;

/** By name. */
export const ARRAY_FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  "States.Array": (...items) => items,

  "States.ArrayPartition": (array, size) => partition(list(array), integer(size)),

  "States.ArrayContains": (array, wanted) => list(array).some((item) => isSameJson(item, wanted)),

  "States.ArrayRange": (first, last, step) => range(integer(first), integer(last), integer(step)),

  "States.ArrayGetItem"(array, index) {
    const item = integer(index) < 0 ? undefined : list(array)[integer(index)];
    if (item === undefined) throw new IntrinsicArgumentError(`the array has no item at ${integer(index)}`);
    return item;
  },

  "States.ArrayLength": (array) => list(array).length,

  "States.ArrayUnique": (array) => unique(list(array)),
};

/** Lists of at most so many items. @throws IntrinsicArgumentError unless the size is positive */
export function partition(array: Json[], size: number): Json[][] {
  if (size <= 0) throw new IntrinsicArgumentError(`the size of a part has to be positive, not ${size}`);
  return Array.from({ length: Math.ceil(array.length / size) }, (_part, index) =>
    array.slice(index * size, (index + 1) * size),
  );
}

/** @throws IntrinsicArgumentError for a step of 0, or more than 1,000 numbers */
function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new IntrinsicArgumentError("the step cannot be 0");
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > RANGE_ITEMS)
    throw new IntrinsicArgumentError(`there would be ${length} items, and at most ${RANGE_ITEMS} are allowed`);
  return Array.from({ length }, (_item, index) => first + index * step);
}

function unique(array: Json[]): Json[] {
  const found: Json[] = [];
  const seen = new Set<Json>();
  for (const item of array) {
    const isPlain = item === null || typeof item !== "object";
    if (isPlain ? seen.has(item) : found.some((other) => isSameJson(other, item))) continue;
    if (isPlain) seen.add(item);
    found.push(item);
  }
  return found;
}
