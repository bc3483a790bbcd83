/** Puts a result into a state's input: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html */
import type { Json, JsonObject } from "../../../asl/definition";
import type { JsonPath, Segment } from "../../../asl/expression/jsonPath";
import { EvaluationFailure } from "../failures";
import { isObject, ownMember, putMember } from "../json";

/**
 * A copy of the input with the value at the path; members on the way are made when they are missing.
 *
 * @param text the path as it was written
 * @throws EvaluationFailure `States.ResultPathMatchFailure` where the input has something else than an object on the way, or no
 * such item of a list
 */
export function writePath({ segments }: JsonPath, text: string, input: Json, value: Json): Json {
  return write(segments, 0, input);

  function write(steps: readonly Segment[], index: number, target: Json | undefined): Json {
    const step = steps[index];
    if (step === undefined) return value;
    if (step.kind === "member" && (target === undefined || isObject(target))) {
      const copy: JsonObject = { ...target };
      putMember(copy, step.name, write(steps, index + 1, target && ownMember(target, step.name)));
      return copy;
    }
    if (step.kind === "index" && Array.isArray(target) && step.index >= 0 && step.index < target.length) {
      return target.with(step.index, write(steps, index + 1, target[step.index]));
    }
    throw new EvaluationFailure(
      "States.ResultPathMatchFailure",
      `Unable to apply step "${stepText(step)}" of the reference path "${text}" to the input.`,
    );
  }
}

function stepText(step: Segment): string {
  if (step.kind === "member") return step.name;
  return step.kind === "index" ? `[${step.index}]` : step.kind;
}
