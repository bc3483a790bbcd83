/** Definitions of state machines among a stack's resources. */
import { computeTasks, type ComputeTask } from "../../asl/spend/compute";
import { constantVariables } from "../../asl/known/constantVariables";
import type { Constants } from "../../asl/known/known";
import { type Finding, unchecked } from "../finding";
import { type Resource, UNKNOWN } from "./resource";

/** The type of state machines. */
export const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";

let last: { text: string; definition: unknown } | undefined;

/**
 * A state machine's definition.
 *
 * @returns undefined while it is not known, or when it is no JSON
 */
export function definitionOf({ properties }: Resource): unknown {
  const { definition: text } = properties;
  if (typeof text !== "string") return undefined;
  // One rule after the other reads the same definition.
  if (last?.text !== text) last = { text, definition: parsed(text) };
  return last.definition;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Judges a state machine's definition where there is one to see. */
export function* judgeDefinition(
  resource: Resource,
  judge: (definition: unknown) => Iterable<Finding>,
): Generator<Finding> {
  const definition = definitionOf(resource);
  if (definition !== undefined) yield* judge(definition);
  else if (resource.properties["definition"] === UNKNOWN) yield unchecked("definition");
  else yield unchecked("definition", "it is no JSON");
}

/** Judges every Task of a definition that rents SageMaker's instances. */
export function judgeCompute(
  resource: Resource,
  judge: (task: ComputeTask, constants: Constants) => Iterable<Finding>,
): Generator<Finding> {
  return judgeDefinition(resource, function* (definition) {
    const constants = constantVariables(definition);
    for (const task of computeTasks(definition)) yield* judge(task, constants);
  });
}

/** Where a value of a task is, as findings name it. */
export function placeOf(task: ComputeTask, at: string): string {
  return `definition.${task.at}.${at}`;
}
