/** Names of SageMaker jobs and models: `<pipeline>-<stack>-<step>-<12 hexadecimal digits>`. */
import * as pulumi from "@pulumi/pulumi";
import { format, intrinsic, type Reference, UNIQUE_SUFFIX_LENGTH, uniqueSuffix } from "../../asl/reference";

/** Longest name of each step's job or model: the SageMaker API reference, `TrainingJobName` and its siblings. */
const MAX_NAME_LENGTHS = {
  train: 63,
  model: 63,
  config: 63,
  transform: 63,
  standardize: 63,
  process: 63,
  label: 63,
  tune: 32,
} as const;

/** The step's name in a job's name; the step with the least room decides how long a pipeline's name may be. */
export type JobStep = keyof typeof MAX_NAME_LENGTHS;

/** Those of the pipelines that train. */
const TRAINING_STEPS: JobStep[] = ["train", "model", "transform", "standardize"];

/** What the names of a pipeline's jobs begin with. */
export interface JobNames {
  /** `<pipeline>-<stack>`. */
  prefix: string;
  /** The name of a step's job, made anew at each attempt: SageMaker refuses a name that it has seen. */
  nameOf(step: JobStep): Reference;
  /** The last part of a name that `nameOf` made. */
  suffixOf(name: Reference, step: JobStep): Reference;
  /**
   * The name again, of its last part. A name that a state takes whole from its input could be any, and so its role would have
   * to allow any; what begins as the pipeline's names do keeps the role to those.
   */
  again(step: JobStep, suffix: Reference): Reference;
}

/**
 * Names for a pipeline's jobs in the current stack.
 *
 * @throws pulumi.InputPropertyError when the pipeline's name holds other than lower-case letters, digits and single
 *   hyphens, or leaves no room for step and suffix within 63 characters (32 for a tuning job)
 */
export function jobNames(
  pipeline: string,
  steps: readonly JobStep[] = TRAINING_STEPS,
  stack: string = pulumi.getStack(),
): JobNames {
  const prefix = `${pipeline}-${hyphenated(stack)}`;
  const room = Math.min(...steps.map((step) => MAX_NAME_LENGTHS[step] - UNIQUE_SUFFIX_LENGTH - step.length - 2));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(pipeline)) {
    throw nameError(pipeline, "lower-case letters, digits and single hyphens between them");
  }
  if (prefix.length > room) {
    throw nameError(
      pipeline,
      `at most ${room} characters together with the stack's name ("${prefix}" has ${prefix.length})`,
    );
  }
  const again = (step: JobStep, suffix: Reference) => format(`${prefix}-${step}-{}`, suffix);
  return {
    prefix,
    nameOf: (step) => again(step, uniqueSuffix()),
    suffixOf: (name, step) =>
      intrinsic(
        "States.ArrayGetItem",
        intrinsic("States.StringSplit", name, "-"),
        `${prefix}-${step}`.split("-").length,
      ),
    again,
  };
}

function nameError(name: string, expected: string): pulumi.InputPropertyError {
  return new pulumi.InputPropertyError({ propertyPath: "name", reason: `was "${name}"; expected ${expected}` });
}

/** Stacks' names may hold capitals, dots and underscores; jobs' names may not. */
function hyphenated(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
