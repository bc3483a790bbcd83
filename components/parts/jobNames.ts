/** Names of SageMaker jobs and models: `<pipeline>-<stack>-<step>-<12 hexadecimal digits>`. */
import * as pulumi from "@pulumi/pulumi";
import { format, type Reference, UNIQUE_SUFFIX_LENGTH, uniqueSuffix } from "../../asl/reference";

/** Longest name of a job or model (tuning jobs: 32): the SageMaker API reference, `TrainingJobName` and its siblings. */
const MAX_JOB_NAME_LENGTH = 63;

/** The step's name in a job's name; the longest one decides how long a pipeline's name may be. */
export type JobStep = "train" | "model" | "transform" | "standardize";
const STEPS: JobStep[] = ["train", "model", "transform", "standardize"];

/** What the names of a pipeline's jobs begin with. */
export interface JobNames {
  /** `<pipeline>-<stack>`. */
  prefix: string;
  /** The name of a step's job, made anew at each attempt: SageMaker refuses a name that it has seen. */
  nameOf(step: JobStep): Reference;
}

/**
 * Names for a pipeline's jobs in the current stack.
 *
 * @throws pulumi.InputPropertyError when the pipeline's name holds other than lower-case letters, digits and single
 *   hyphens, or leaves no room for step and suffix within 63 characters
 */
export function jobNames(pipeline: string, stack: string = pulumi.getStack()): JobNames {
  const prefix = `${pipeline}-${hyphenated(stack)}`;
  const longestStep = Math.max(...STEPS.map((step) => step.length));
  const room = MAX_JOB_NAME_LENGTH - UNIQUE_SUFFIX_LENGTH - longestStep - 2;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(pipeline)) {
    throw nameError(pipeline, "lower-case letters, digits and single hyphens between them");
  }
  if (prefix.length > room) {
    throw nameError(
      pipeline,
      `at most ${room} characters together with the stack's name ("${prefix}" has ${prefix.length})`,
    );
  }
  return { prefix, nameOf: (step) => format(`${prefix}-${step}-{}`, uniqueSuffix()) };
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
