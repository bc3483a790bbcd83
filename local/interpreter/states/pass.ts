import type { Json, PassState } from "../../../asl/definition";
import { prepareDataFlow } from "../dataFlow";
import type { Preparation } from "../preparation";
import { onward, type PreparedState } from "../visit";

/** Pass: gives its Result, its Parameters or its input. */
export function preparePass(preparation: Preparation, state: PassState): PreparedState["run"] {
  const flow = prepareDataFlow(preparation, state);
  if (preparation.language === "JSONata") {
    return async (visit) => ({ output: await flow.output(visit, flow.input(visit)), ...onward(state.Next) });
  }
  return async (visit) => {
    const input = flow.input(visit);
    const result: Json = state.Result === undefined ? await flow.payload(visit, input) : state.Result;
    return { output: await flow.output(visit, input, result), ...onward(state.Next) };
  };
}
