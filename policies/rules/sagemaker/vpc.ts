import * as v from "valibot";
import { STATE_MACHINE } from "../../reading/definition";
import { judge } from "../../reading/resource";
import { resourceRule } from "../../rule";
import { flag } from "../../settings";
import { isGiven, judgeProtection } from "./protection";
import { DOMAIN, MODEL, NOTEBOOK } from "./resources";

/** Whether jobs, models, notebooks and Studio run inside a VPC. */
export const vpc = resourceRule({
  name: "sagemaker-vpc",
  description: "Jobs, models, notebooks and Studio domains run in a VPC where the environment requires it.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/infrastructure-give-access.html",
  remediation: "Give subnets and security groups",
  types: [STATE_MACHINE, MODEL, NOTEBOOK, DOMAIN],
  config: v.strictObject({ required: flag(false, "Whether everything has to run in a VPC.") }),
  *check(resource, { required }) {
    if (!required) return;
    if (resource.type === DOMAIN) {
      yield* judge(resource, "appNetworkAccessType", (value) =>
        value === "VpcOnly"
          ? undefined
          : "the domain reaches the internet past its VPC; this environment requires VpcOnly",
      );
      return;
    }
    yield* judgeProtection(resource, {
      parameters: ({ subnets }) => (subnets === undefined ? [] : [subnets]),
      properties: { [MODEL]: "vpcConfig.subnets", [NOTEBOOK]: "subnetId" },
      isGood: isGiven,
      message: "no VPC, and this environment requires one",
    });
  },
});
