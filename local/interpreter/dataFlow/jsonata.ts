/** Arguments, Output and Assign of JSONata states. */
import type { Catcher, Json, JsonObject } from "../../../asl/definition";
import type { Expression } from "../expression/view";
import { type Preparation, prepareValue } from "../preparation";
import { viewOf } from "../visit";
import { type CatchFlow, type DataFlow, errorOutput } from "./types";

type Fields = Record<string, Json | undefined>;

/** Prepares a state's fields. */
export function prepareJsonataFlow(preparation: Preparation, fields: Fields): DataFlow {
  const payload = prepareOptional(preparation, "Arguments", fields);
  const output = prepareOptional(preparation, "Output", fields);
  const assign = prepareOptional(preparation, "Assign", fields);
  return {
    input: (visit) => visit.input,
    payload: async (visit, input) => (payload ? payload(viewOf(visit, input)) : input),
    async output(visit, input, result) {
      const view = viewOf(visit, input, result === undefined ? {} : { result });
      const assigned = await assign?.(view);
      const given = output ? await output(view) : result === undefined ? input : result;
      if (assigned) visit.frame.variables.assign(visit.name, assigned as JsonObject);
      return given;
    },
  };
}

/** Prepares a catcher's fields. */
export function prepareJsonataCatch(preparation: Preparation, catcher: Catcher): CatchFlow {
  const fields = catcher as unknown as Fields;
  const output = prepareOptional(preparation, "Output", fields);
  const assign = prepareOptional(preparation, "Assign", fields);
  return async (visit, failure) => {
    const error = errorOutput(failure);
    const view = viewOf(visit, visit.input, { errorOutput: error });
    const assigned = await assign?.(view);
    const given = output ? await output(view) : error;
    if (assigned) visit.frame.variables.assign(visit.name, assigned as JsonObject);
    return given;
  };
}

function prepareOptional(preparation: Preparation, field: string, fields: Fields): Expression | undefined {
  const value = fields[field];
  return value === undefined ? undefined : prepareValue(preparation, field, value);
}
