/** Where in a state's input a value is, however an expression names it. */
import { isJsonata, type JsonataNode, parseJsonata } from "../expression/jsonata";

/** Names from the input's top; none for the whole input. */
export type InputPlace = readonly string[];

/**
 * The place that an expression reads and hands on as it is.
 *
 * @returns undefined for any other expression
 * @example inputPlace("$.Job.Type") // ["Job", "Type"]
 * @example inputPlace("{% $states.input.Job.Type %}") // ["Job", "Type"]
 */
export function inputPlace(expression: string): InputPlace | undefined {
  if (isJsonata(expression)) return placeOf(treeOf(expression));
  return /^\$(\.[A-Za-z_]\w*)*$/.test(expression) ? expression.split(".").slice(1) : undefined;
}

/** A condition as a tree; undefined when it cannot be read. */
export function treeOf(text: string): JsonataNode | undefined {
  try {
    return parseJsonata(text);
  } catch {
    return undefined;
  }
}

/** The place that `$states.input.Job.Type` reads; undefined for any other node. */
export function placeOf(node: JsonataNode | undefined): InputPlace | undefined {
  if (node?.type !== "path" || node.group !== undefined) return undefined;
  const [states, input, ...steps] = node.steps;
  if (states?.type !== "variable" || states.value !== "states" || input?.type !== "name" || input.value !== "input")
    return undefined;
  const names = steps.flatMap((step) => (step.type === "name" ? [step.value] : []));
  return names.length === steps.length && node.steps.every(isPlain) ? names : undefined;
}

/** A step without filter, index or binding. */
function isPlain({ stages, predicate, group, focus, index }: JsonataNode): boolean {
  return [stages, predicate, group, focus, index].every((each) => each === undefined);
}

/** Whether two places are the same. */
export function isSamePlace(one: InputPlace | undefined, other: InputPlace): boolean {
  return one !== undefined && one.length === other.length && one.every((name, index) => name === other[index]);
}
