/** Everything that can be found wrong in a definition before it runs. */
import type { StateGraph, StateMachineDefinition } from "../definition";
import { walkStates } from "../walk";
import { checkErrorHandling, checkGraph } from "./graph";
import { error, type Problem } from "./problem";
import { checkTask } from "./tasks";

/** Largest definition, in bytes of UTF-8: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_DEFINITION_BYTES = 1_048_576;

/**
 * Checks transitions, names, error handling, and each task's API, pattern and parameters. Takes well under a millisecond a
 * state; `checkStructure` adds the specification's schema.
 *
 * @example checkDefinition(definition).filter(({ severity }) => severity === "error")
 */
export function checkDefinition(definition: StateMachineDefinition): Problem[] {
  const problems = [...checkSize(definition), ...checkGraph(definition, "")];
  for (const { state, path } of walkStates(definition)) {
    problems.push(...checkErrorHandling(state, path));
    if (state.Type === "Task") problems.push(...checkTask(state, path));
    for (const { graph, prefix } of innerGraphs(state, path)) problems.push(...checkGraph(graph, prefix));
  }
  return problems;
}

function checkSize(definition: StateMachineDefinition): Problem[] {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes <= MAX_DEFINITION_BYTES) return [];
  return [
    error("too-large", "", `the definition has ${bytes} bytes`, `Split it: ${MAX_DEFINITION_BYTES} is the most.`),
  ];
}

function innerGraphs(
  state: StateMachineDefinition["States"][string],
  path: string,
): { graph: StateGraph; prefix: string }[] {
  if (state.Type === "Parallel")
    return state.Branches.map((graph, index) => ({ graph, prefix: `${path}.Branches[${index}].` }));
  if (state.Type !== "Map") return [];
  return [
    ...(state.ItemProcessor === undefined ? [] : [{ graph: state.ItemProcessor, prefix: `${path}.ItemProcessor.` }]),
    ...(state.Iterator === undefined ? [] : [{ graph: state.Iterator, prefix: `${path}.Iterator.` }]),
  ];
}
