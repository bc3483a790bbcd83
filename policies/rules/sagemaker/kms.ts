import * as v from "valibot";
import { STATE_MACHINE } from "../../reading/definition";
import { resourceRule } from "../../rule";
import { flag } from "../../settings";
import { isGiven, judgeProtection } from "./protection";
import { DOMAIN, ENDPOINT_CONFIGURATION, NOTEBOOK } from "./resources";

/** Whether volumes and results are encrypted with a key of the customer's. */
export const kms = resourceRule({
  name: "sagemaker-kms",
  description: "Volumes and results are encrypted with a customer managed key where the environment requires it.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html",
  remediation: "Give a customer managed key",
  types: [STATE_MACHINE, NOTEBOOK, ENDPOINT_CONFIGURATION, DOMAIN],
  config: v.strictObject({
    volumes: flag(false, "Whether volumes need a customer managed key (instances with local NVMe storage take none)."),
    outputs: flag(false, "Whether results need one."),
  }),
  *check(resource, { volumes, outputs }) {
    if (!volumes && !outputs) return;
    yield* judgeProtection(resource, {
      parameters: ({ volumeKeys = [], outputKeys = [] }) => [
        ...(volumes ? volumeKeys : []),
        ...(outputs ? outputKeys : []),
      ],
      properties: volumes
        ? { [NOTEBOOK]: "kmsKeyId", [ENDPOINT_CONFIGURATION]: "kmsKeyArn", [DOMAIN]: "kmsKeyId" }
        : {},
      isGood: isGiven,
      message: "no customer managed key, and this environment requires one",
    });
  },
});
