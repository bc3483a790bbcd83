import * as v from "valibot";
import { STATE_MACHINE } from "../../reading/definition";
import { resourceRule } from "../../rule";
import { flag } from "../../settings";
import { judgeProtection } from "./protection";
import { MODEL } from "./resources";

/** Whether containers are cut off from every network. */
export const networkIsolation = resourceRule({
  name: "sagemaker-network-isolation",
  description: "Training, processing and models run without network where the environment requires it.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
  remediation: "Set EnableNetworkIsolation to true",
  types: [STATE_MACHINE, MODEL],
  config: v.strictObject({ required: flag(false, "Whether containers have to be cut off from the network.") }),
  *check(resource, { required }) {
    if (!required) return;
    yield* judgeProtection(resource, {
      parameters: ({ isolation }) => (isolation === undefined ? [] : [isolation]),
      properties: { [MODEL]: "enableNetworkIsolation" },
      isGood: (value) => value === true,
      message: "no network isolation, and this environment requires it",
    });
  },
});
