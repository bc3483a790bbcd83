/** InputPath, Parameters, ResultSelector, ResultPath, Assign, OutputPath. */
import type { Catcher, Json, JsonObject } from "../../../asl/definition";
import { parseJsonPath } from "../../../asl/expression/jsonPath";
import { writePath } from "../expression/referencePath";
import type { Expression } from "../expression/view";
import { prepareField, type Preparation, prepareValue, reading } from "../preparation";
import { viewOf, type Visit } from "../visit";
import { type CatchFlow, type DataFlow, errorOutput } from "./types";

type Fields = Record<string, Json | undefined>;

/** What a path that leads nowhere fails a state with that may have a Catch for it. */
export const PATH_FAILURE = "States.ParameterPathFailure";

/** Puts a result into an input. */
type Placement = (input: Json, result: Json) => Json;

/** Prepares a state's fields. */
export function prepareJsonPathFlow(preparation: Preparation, fields: Fields): DataFlow {
  const inputPath = preparePathOrNull(preparation, "InputPath", fields["InputPath"]);
  const outputPath = preparePathOrNull(preparation, "OutputPath", fields["OutputPath"]);
  const isPass = fields["Type"] === "Pass";
  const parameters = prepareTemplate(preparation, "Parameters", fields, isPass ? undefined : PATH_FAILURE);
  const selector = prepareTemplate(preparation, "ResultSelector", fields, PATH_FAILURE);
  const place = preparePlacement(preparation, "ResultPath", fields["ResultPath"]);
  const assign = prepareTemplate(preparation, "Assign", fields);
  return {
    input: (visit) => inputPath(visit, visit.input),
    payload: async (visit, input) => (parameters ? parameters(viewOf(visit, input)) : input),
    async output(visit, input, result) {
      const data = result === undefined ? input : result;
      const assigned = await assign?.(viewOf(visit, data));
      const selected = selector ? await selector(viewOf(visit, data)) : data;
      const placed = result === undefined ? input : place(visit.input, selected);
      const output = outputPath(visit, placed);
      if (assigned) visit.frame.variables.assign(visit.name, assigned as JsonObject);
      return output;
    },
  };
}

/** Prepares a catcher's fields. */
export function prepareJsonPathCatch(preparation: Preparation, catcher: Catcher): CatchFlow {
  const fields = catcher as unknown as Fields;
  const place = preparePlacement(preparation, "Catch.ResultPath", fields["ResultPath"]);
  const assign = prepareTemplate(preparation, "Assign", fields);
  return async (visit, failure) => {
    const error = errorOutput(failure);
    const assigned = await assign?.(viewOf(visit, error));
    if (assigned) visit.frame.variables.assign(visit.name, assigned as JsonObject);
    return place(visit.input, error);
  };
}

function prepareTemplate(
  preparation: Preparation,
  field: string,
  fields: Fields,
  error?: string,
): Expression | undefined {
  const template = fields[field];
  return template === undefined ? undefined : prepareValue(preparation, field, template, error);
}

/** `$` when absent; null gives an empty object. */
function preparePathOrNull(
  preparation: Preparation,
  field: string,
  path: Json | undefined,
): (visit: Visit, data: Json) => Json {
  if (path === undefined || path === "$") return (_visit, data) => data;
  if (typeof path !== "string") return () => ({});
  const read = prepareField(preparation, field, path);
  return (visit, data) => read(viewOf(visit, data));
}

/** ResultPath: `$` (the result alone) when absent; null keeps the input. */
function preparePlacement(preparation: Preparation, field: string, path: Json | undefined): Placement {
  if (path === undefined || path === "$") return (_input, result) => result;
  if (typeof path !== "string") return (input) => input;
  const parsed = reading(preparation, field, () => parseJsonPath(path));
  return (input, result) => writePath(parsed, path, input, result);
}
