/** Ways to break a right definition, and what they are made of. */
import type { CheckOptions } from "../../../asl/check/checkDefinition";
import type { Definition } from "../checkDefinitions";

/** What the break is, the code and the path that it must give, and how it is made. */
export type Break = [
  what: string,
  expected: string,
  change: (definition: Definition) => unknown,
  options?: CheckOptions,
];

/** A task without any mistake, but that it is not waited for. */
export const lambda = (suffix = "") => ({
  Type: "Task",
  Resource: `arn:aws:states:::lambda:invoke${suffix}`,
  Parameters: { FunctionName: "f" },
  Retry: [{ ErrorEquals: ["States.Timeout"] }],
  End: true,
});

/** Leaves one state alone in the definition. */
export function only(definition: Definition, state: object): void {
  definition.StartAt = "Only";
  definition.States = { Only: state };
}

/** The training task. */
export const train = ({ States }: Definition) => States.Train;

/** What the training task sends. */
export const request = ({ States }: Definition) => States.Train.Parameters;
