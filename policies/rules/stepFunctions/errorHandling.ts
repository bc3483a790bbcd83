import * as v from "valibot";
import { walkStates } from "../../../asl/walk";
import { judgeDefinition, STATE_MACHINE } from "../../reading/definition";
import { violation } from "../../finding";
import { resourceRule } from "../../rule";
import { oneOf } from "../../settings";

/** Whether tasks do something about errors. */
export const errorHandling = resourceRule({
  name: "step-functions-error-handling",
  description: "Every Task has a Retry or a Catch.",
  enforcementLevel: "mandatory",
  severity: "medium",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
  remediation: "Give the Task a Retry for what passes by itself, and a Catch for the rest",
  types: [STATE_MACHINE],
  config: v.strictObject({
    require: oneOf(
      ["either", "retry", "catch", "both"],
      "either",
      "What a Task needs. A Catch of the Parallel or Map around it counts.",
    ),
  }),
  check: (resource, { require }) =>
    judgeDefinition(resource, function* (definition) {
      for (const visited of walkStates(definition)) {
        if (visited.state.Type !== "Task") continue;
        const retries = has(visited.state, "Retry");
        let catches = has(visited.state, "Catch");
        for (let { parent } = visited; parent !== undefined; { parent } = parent)
          catches ||= has(parent.state, "Catch");
        const isGood = { either: retries || catches, retry: retries, catch: catches, both: retries && catches }[
          require
        ];
        if (!isGood) yield violation(`definition.${visited.path}`, `the Task has ${MISSING[require]}`);
      }
    }),
});

const MISSING = {
  either: "neither Retry nor Catch",
  retry: "no Retry",
  catch: "no Catch",
  both: "not both Retry and Catch",
};

function has(state: object, field: string): boolean {
  const value = (state as Partial<Record<string, unknown>>)[field];
  return Array.isArray(value) && value.length > 0;
}
