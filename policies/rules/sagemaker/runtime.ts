import * as v from "valibot";
import { longestRun } from "../../../asl/spend/bounds";
import { judgeCompute, STATE_MACHINE } from "../../reading/definition";
import { violation } from "../../finding";
import { resourceRule } from "../../rule";
import { atLeast, flag } from "../../settings";

/** How long a job of a state machine may run. */
export const runtime = resourceRule({
  name: "sagemaker-runtime",
  description: "Every SageMaker job that a state machine starts ends within the time that the environment allows.",
  enforcementLevel: "mandatory",
  severity: "medium",
  url: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html",
  remediation:
    "Set StoppingCondition.MaxRuntimeInSeconds, or TimeoutSeconds on a `.sync` task, within this rule's `maxSeconds`",
  types: [STATE_MACHINE],
  config: v.strictObject({
    maxSeconds: atLeast(1, 172_800, "Longest run of one job, in seconds."),
    allowUnbounded: flag(false, "Whether a job may run for as long as SageMaker lets it."),
  }),
  check: (resource, { maxSeconds, allowUnbounded }) =>
    judgeCompute(resource, function* (task, constants) {
      if (task.compute.kind !== "job") return;
      const seconds = longestRun(task, constants);
      const path = `definition.${task.visited.path}`;
      if (seconds === undefined) {
        if (!allowUnbounded) yield violation(path, `nothing bounds how long the job of ${task.api} runs`);
      } else if (seconds > maxSeconds) {
        yield violation(path, `the job may run for ${seconds} s; at most ${maxSeconds} s are allowed`);
      }
    }),
});
