import type { FailState, Json } from "../../../asl/definition";
import { preparePayloadExpression } from "../expression/payloadTemplate";
import type { Expression } from "../expression/view";
import { queryFailure, runtimeFailure, StateFailure } from "../failures";
import { typeName } from "../json";
import { type Preparation, prepareValue, reading } from "../preparation";
import { type PreparedState, viewOf } from "../visit";

/** Fail: ends the execution (or the branch, or the iteration) with an error. */
export function prepareFail(preparation: Preparation, state: FailState): PreparedState["run"] {
  const error = prepareText(preparation, "Error", state.Error, state.ErrorPath);
  const cause = prepareText(preparation, "Cause", state.Cause, state.CausePath);
  return async (visit) => {
    const view = viewOf(visit, visit.input);
    throw new StateFailure(await error?.(view), await cause?.(view));
  };
}

/** A path may also be a call of an intrinsic function. */
function prepareText(
  preparation: Preparation,
  field: string,
  text: string | undefined,
  path: string | undefined,
): Expression<string> | undefined {
  const { language } = preparation;
  if (language === "JSONata" && text !== undefined) {
    const evaluate = prepareValue(preparation, field, text);
    return async (view) => checkText(field, await evaluate(view), queryFailure);
  }
  if (path === undefined) return text === undefined ? undefined : () => text;
  const evaluate = reading(preparation, `${field}Path`, () =>
    preparePayloadExpression(path, `${field}Path`, "States.Runtime"),
  );
  return (view) => checkText(`${field}Path`, evaluate(view), runtimeFailure);
}

function checkText(field: string, value: Json, fail: (reason: string) => Error): string {
  if (typeof value === "string") return value;
  throw fail(
    `The field '${field}' must give a string, but it gave a value of type ${typeName(value)}: ${JSON.stringify(value)}`,
  );
}
