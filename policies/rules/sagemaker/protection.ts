/** What the rules on networks and keys share: parameters that have to be given, in definitions and in resources. */
import type { Constants } from "../../../asl/known/known";
import { valuesAt } from "../../../asl/parameterValue";
import type { Compute, ComputeTask } from "../../../asl/spend/compute";
import { judgeCompute, placeOf, STATE_MACHINE } from "../../reading/definition";
import { judge, type Resource } from "../../reading/resource";
import { type Finding, violation } from "../../finding";

/** What has to be given. */
export interface Protection {
  /** The parameters of a Task. */
  parameters: (compute: Compute) => readonly string[];
  /** The property of each type of resource. */
  properties: Readonly<Record<string, string>>;
  /** Whether a value protects. */
  isGood: (value: unknown) => boolean;
  /** What is missing: `no customer managed key`. */
  message: string;
}

/** Judges Tasks or a resource; a parameter that an expression fills in counts as given, as the definition does set it. */
export function* judgeProtection(resource: Resource, protection: Protection): Generator<Finding> {
  if (resource.type === STATE_MACHINE) {
    yield* judgeCompute(resource, (task, constants) => inTask(task, constants, protection));
    return;
  }
  const property = protection.properties[resource.type];
  if (property === undefined) return;
  yield* judge(resource, property, (value) => (protection.isGood(value) ? undefined : protection.message));
}

function* inTask(task: ComputeTask, constants: Constants, protection: Protection): Generator<Finding> {
  for (const path of protection.parameters(task.compute)) {
    const values = valuesAt(task.request, path, constants);
    const isGood =
      values.length > 0 && values.every((value) => value.kind !== "literal" || protection.isGood(value.value));
    if (!isGood) yield violation(placeOf(task, path), protection.message);
  }
}

/** Whether something is given. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && (!Array.isArray(value) || value.length > 0);
}
