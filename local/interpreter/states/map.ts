import type { MapState } from "../../../asl/definition";
import { prepareAttempts } from "../attempts";
import { prepareDataFlow } from "../dataFlow";
import { prepareDistributedMap } from "../map/distributedMap";
import { prepareInlineMap } from "../map/inlineMap";
import type { Preparation } from "../preparation";
import { onward, type PreparedState } from "../visit";

/** Map: the same states for every item, within the execution (inline) or as an execution each (distributed). */
export function prepareMap(preparation: Preparation, state: MapState): PreparedState["run"] {
  const flow = prepareDataFlow(preparation, state);
  const attempts = prepareAttempts(preparation, state);
  const processor: MapState["ItemProcessor"] = state.ItemProcessor ?? state.Iterator;
  if (!processor) {
    preparation.refuse("Map", "it has no ItemProcessor");
    return () => Promise.reject(new Error("refused"));
  }
  const isDistributed = processor.ProcessorConfig?.Mode === "DISTRIBUTED";
  const run = (isDistributed ? prepareDistributedMap : prepareInlineMap)(preparation, state, processor);
  return (visit) =>
    attempts(visit, async (current) => {
      const input = flow.input(current);
      const result = await run(current, input);
      return { output: await flow.output(current, input, result), ...onward(state.Next) };
    });
}
