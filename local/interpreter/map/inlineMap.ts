/** Maps whose iterations are part of the execution: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
import type { Json, MapState, StateGraph } from "../../../asl/definition";
import { allOrNothing } from "../concurrency";
import { prepareNumber } from "../numberField";
import type { Preparation } from "../preparation";
import { runGraph } from "../runGraph";
import { Variables } from "../variables";
import { viewOf, type Visit } from "../visit";
import { itemContext, prepareItemInput, prepareItems } from "./items";

/** Iterations at a time when MaxConcurrency is absent or 0. */
const MOST_ITERATIONS = 40;

/** What Distributed mode alone offers. */
const DISTRIBUTED_ONLY = [
  ...["ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailureCountPath"],
  ...["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
];

/** Runs the iterations and gives their outputs. */
export type MapRun = (visit: Visit, input: Json) => Promise<Json>;

/** Prepares the iterations. */
export function prepareInlineMap(preparation: Preparation, state: MapState, processor: StateGraph): MapRun {
  for (const field of DISTRIBUTED_ONLY) {
    if (field in state) preparation.refuse(field, "AWS offers it in Distributed mode only");
  }
  const items = prepareItems(preparation, state, false);
  const itemInput = prepareItemInput(preparation, state);
  const maxConcurrency = prepareNumber(preparation, state, "MaxConcurrency", { least: 0 });
  const graph = preparation.graph(processor);
  return async (visit, input) => {
    const { frame } = visit;
    const most = await maxConcurrency(viewOf(visit, input));
    const found = await items(visit, input);
    // Started, and succeeded.
    frame.history.add(2);
    return allOrNothing(found, most || MOST_ITERATIONS, frame.signal, async (item, index, signal) => {
      // The iteration started, and succeeded.
      frame.history.add(2);
      return runGraph(graph, await itemInput(visit, input, item, index), {
        ...frame,
        ...{ signal, index, variables: new Variables(frame.variables) },
        context: { ...frame.context, ...itemContext(item, index) },
      });
    });
  };
}
