/**
 * How data gets into a state and out of it.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html (JSONPath) and
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html (JSONata)
 */
import type { Json, State } from "../../asl/definition";
import { prepareJsonataFlow } from "./dataFlow/jsonata";
import { prepareJsonPathFlow } from "./dataFlow/jsonPath";
import type { DataFlow } from "./dataFlow/types";
import type { Preparation } from "./preparation";

/** Prepares the input and output fields of a state. */
export function prepareDataFlow(preparation: Preparation, state: State): DataFlow {
  const fields = state as unknown as Record<string, Json | undefined>;
  return preparation.language === "JSONata"
    ? prepareJsonataFlow(preparation, fields)
    : prepareJsonPathFlow(preparation, fields);
}
