import * as v from "valibot";
import { resourceRule } from "../../rule";
import { atLeast, flag } from "../../settings";
import { judgeNumbers } from "./numbers";
import { COMPUTE_TYPES } from "./resources";

/** How many instances one job or endpoint variant may use. */
export const instanceCount = resourceRule({
  name: "sagemaker-instance-count",
  description: "A SageMaker job or endpoint variant uses no more instances than the environment allows.",
  enforcementLevel: "mandatory",
  severity: "medium",
  url: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html",
  remediation: "Use fewer instances, or raise this rule's `max`",
  types: COMPUTE_TYPES,
  config: v.strictObject({
    max: atLeast(1, 10, "Most instances of one job or variant."),
    allowDynamic: flag(false, "Whether the number may come from an execution's input without a Choice that limits it."),
  }),
  check: (resource, { max, allowDynamic }) =>
    judgeNumbers(resource, {
      ...{ what: "instances", max, allowDynamic },
      inGroup: ({ counts }) => counts,
      properties: ["instanceCount", "initialInstanceCount"],
    }),
});
