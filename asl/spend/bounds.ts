/** Upper bounds of parameters: from what is written, from alternatives, or from a Choice that stands before. */
import type { Json } from "../definition";
import type { Constants } from "../known/known";
import { type ParameterValue, valuesAt } from "../parameterValue";
import type { VisitedState } from "../walk";
import type { ComputeTask } from "./compute";
import { inputLimit } from "./inputLimits";

/** The texts that a parameter may have; undefined when it may be anything. A pattern has `*` for what is open. */
export function possibleTexts(value: ParameterValue, state: VisitedState): string[] | undefined {
  if (value.kind === "pattern") return [value.pattern];
  return possibleValues(value, state)?.map(String);
}

/** The values that a parameter may have; undefined when it may be anything. */
function possibleValues(value: ParameterValue, state: VisitedState): readonly Json[] | undefined {
  if (value.kind === "literal") return [value.value];
  if (value.kind === "pattern") return undefined;
  const limit = inputLimit(state, value.expression.trim());
  return limit !== undefined && "values" in limit ? limit.values : undefined;
}

/** The greatest number that a parameter may have; undefined when there is no bound. */
export function greatestNumber(value: ParameterValue, state: VisitedState): number | undefined {
  if (value.kind === "dynamic") {
    const limit = inputLimit(state, value.expression.trim());
    if (limit !== undefined && "atMost" in limit) return limit.atMost;
  }
  const numbers = possibleValues(value, state)?.map(Number);
  if (numbers === undefined || numbers.length === 0 || numbers.some(Number.isNaN)) return undefined;
  return Math.max(...numbers);
}

/** The greatest number of several alternatives; undefined when one of them has no bound. */
export function greatestOf(values: readonly ParameterValue[], state: VisitedState): number | undefined {
  const numbers = values.map((value) => greatestNumber(value, state));
  return numbers.every((number) => number !== undefined) && numbers.length > 0 ? Math.max(...numbers) : undefined;
}

/**
 * The longest that a task's job runs, in seconds; undefined when nothing bounds it. A `.sync` task that times out stops its
 * job: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
 */
export function longestRun(
  { visited, compute, pattern, request }: ComputeTask,
  constants: Constants,
): number | undefined {
  const limits: (number | undefined)[] = [];
  if (compute.runtime !== undefined) {
    const given = valuesAt(request, compute.runtime.path, constants);
    limits.push(given.length === 0 ? compute.runtime.default : greatestOf(given, visited));
  }
  const { TimeoutSeconds } = visited.state as { TimeoutSeconds?: unknown };
  if (pattern === "sync" && typeof TimeoutSeconds === "number") limits.push(TimeoutSeconds);
  const known = limits.filter((limit) => limit !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
