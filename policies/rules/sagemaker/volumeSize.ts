import * as v from "valibot";
import { resourceRule } from "../../rule";
import { atLeast, flag } from "../../settings";
import { judgeNumbers } from "./numbers";
import { COMPUTE_TYPES } from "./resources";

/** How large a volume each instance may have. */
export const volumeSize = resourceRule({
  name: "sagemaker-volume-size",
  description: "The volumes of SageMaker's instances are no larger than the environment allows.",
  enforcementLevel: "mandatory",
  severity: "low",
  url: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html",
  remediation: "Use a smaller volume, or raise this rule's `maxGigabytes`",
  types: COMPUTE_TYPES,
  config: v.strictObject({
    maxGigabytes: atLeast(1, 1024, "Largest volume of one instance, in GB."),
    allowDynamic: flag(false, "Whether the size may come from an execution's input without a Choice that limits it."),
  }),
  check: (resource, { maxGigabytes, allowDynamic }) =>
    judgeNumbers(resource, {
      ...{ what: "GB of volume", max: maxGigabytes, allowDynamic },
      inGroup: ({ volumes }) => volumes,
      properties: ["volumeSizeInGb", "volumeSize"],
    }),
});
