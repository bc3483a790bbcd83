/** What rules about the size of jobs share: a greatest number, in definitions and in resources. */
import type { Constants } from "../../../asl/known/known";
import type { ParameterValue } from "../../../asl/parameterValue";
import { greatestNumber } from "../../../asl/spend/bounds";
import { type ComputeTask, groupsOf, type GroupValues } from "../../../asl/spend/compute";
import { judgeCompute, placeOf, STATE_MACHINE } from "../../reading/definition";
import type { Resource } from "../../reading/resource";
import { type Finding, violation } from "../../finding";
import { judgeRaw } from "./rawValues";

/** What is limited. */
export interface Limited {
  /** In words: `instances`. */
  what: string;
  max: number;
  allowDynamic: boolean;
  /** The values in a group of instances of a Task. */
  inGroup: (group: GroupValues) => readonly ParameterValue[];
  /** The property's names in resources. */
  properties: readonly string[];
}

/** Judges every number of a kind, in a definition or in a resource. */
export function* judgeNumbers(resource: Resource, limited: Limited): Generator<Finding> {
  if (resource.type === STATE_MACHINE) {
    yield* judgeCompute(resource, (task, constants) => inTask(task, constants, limited));
    return;
  }
  for (const property of limited.properties) {
    yield* judgeRaw(resource, property, function* (value, path) {
      const number = typeof value === "object" ? NaN : Number(value);
      if (Number.isNaN(number)) {
        if (!limited.allowDynamic) yield open(path, limited);
      } else if (number > limited.max) yield tooMany(path, number, limited);
    });
  }
}

function* inTask(task: ComputeTask, constants: Constants, limited: Limited): Generator<Finding> {
  for (const group of groupsOf(task, constants)) {
    for (const value of limited.inGroup(group)) {
      const number = greatestNumber(value, task.visited);
      const path = placeOf(task, value.at);
      if (number === undefined) {
        if (!limited.allowDynamic) yield open(path, limited);
      } else if (number > limited.max) yield tooMany(path, number, limited);
    }
  }
}

function tooMany(path: string, number: number, { what, max }: Limited): Finding {
  return violation(path, `${number} ${what}; at most ${max} are allowed`);
}

function open(path: string, { what, max }: Limited): Finding {
  const message = `the number of ${what} comes from the input, and nothing before limits it; put a Choice before that lets at most ${max} through`;
  return violation(path, message);
}
