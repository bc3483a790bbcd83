import type { ChoiceRule, ChoiceState, Json, JsonObject } from "../../../asl/definition";
import { prepareRule } from "../choice/rules";
import { prepareDataFlow } from "../dataFlow";
import type { DataFlow } from "../dataFlow/types";
import type { Expression } from "../expression/view";
import { EvaluationFailure, queryFailure } from "../failures";
import { typeName } from "../json";
import { type Preparation, prepareValue } from "../preparation";
import { type PreparedState, viewOf } from "../visit";

interface PreparedChoice {
  holds: Expression<boolean>;
  flow: DataFlow;
  next: string | undefined;
}

/** Choice: goes on with the first rule that holds. What no rule is for goes the way of Default, with the state's own Assign. */
export function prepareChoice(preparation: Preparation, state: ChoiceState): PreparedState["run"] {
  const ownFlow = prepareDataFlow(preparation, state);
  const choices = state.Choices.map((rule): PreparedChoice => ({
    holds: preparation.language === "JSONata" ? prepareCondition(preparation, rule) : prepareRule(preparation, rule),
    flow: prepareDataFlow(preparation, withRule(state, rule)),
    next: rule.Next,
  }));
  return async (visit) => {
    const input = ownFlow.input(visit);
    const view = viewOf(visit, input);
    for (const [number, { holds, flow, next }] of choices.entries()) {
      if (await holds(view)) return { output: await flow.output(visit, input), next, via: `Choices[${number}]` };
    }
    if (state.Default === undefined) {
      throw new EvaluationFailure(
        "States.NoChoiceMatched",
        "Failed to transition out of the state. The state does not point to a next state.",
      );
    }
    return { output: await ownFlow.output(visit, input), next: state.Default, via: "Default" };
  };
}

/** The state with the rule's own Assign and Output. */
function withRule(state: ChoiceState, rule: ChoiceRule): ChoiceState {
  const { Assign, Output } = rule as { Assign?: JsonObject; Output?: Json };
  const own: ChoiceState = { ...state };
  delete own.Assign;
  delete own.Output;
  return { ...own, ...(Assign !== undefined && { Assign }), ...(Output !== undefined && { Output }) };
}

function prepareCondition(preparation: Preparation, { Condition = "" }: ChoiceRule): Expression<boolean> {
  const evaluate = prepareValue(preparation, "Condition", Condition);
  return async (view) => {
    const value = await evaluate(view);
    if (typeof value === "boolean") return value;
    throw queryFailure(
      `The JSONata expression '${String(Condition)}' specified for the field 'Condition' returned an unexpected result type. ` +
        `Expected 'boolean', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    );
  };
}
