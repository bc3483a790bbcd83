import type { SucceedState } from "../../../asl/definition";
import { prepareDataFlow } from "../dataFlow";
import type { Preparation } from "../preparation";
import { onward, type PreparedState } from "../visit";

/** Succeed: the end of its graph. */
export function prepareSucceed(preparation: Preparation, state: SucceedState): PreparedState["run"] {
  const flow = prepareDataFlow(preparation, state);
  return async (visit) => ({ output: await flow.output(visit, flow.input(visit)), ...onward(undefined) });
}
