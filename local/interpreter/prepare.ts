/** Writes a definition in the way in which the interpreter (aws-local-stepfunctions 3) means the same as AWS. */
import type { ChoiceRule, State, StateGraph, StateMachineDefinition } from "../../asl/definition";
import { LONGEST_TIMER_SECONDS } from "./unsupported";

const TYPE_TESTS = ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"];

/**
 * An equal definition without what the interpreter misreads:
 * - a Task without TimeoutSeconds would end after 60 seconds; AWS waits 99,999,999;
 * - a ResultPath `$` would make a member named `$`; it is the default, so it is left out;
 * - type tests for `false` (`IsPresent: false`) would never hold; they become `Not`.
 */
export function prepare(definition: StateMachineDefinition): StateMachineDefinition {
  const { TimeoutSeconds, ...rest } = definition;
  return {
    ...rest,
    ...(TimeoutSeconds !== undefined && TimeoutSeconds <= LONGEST_TIMER_SECONDS && { TimeoutSeconds }),
    ...prepareGraph(definition),
  };
}

function prepareGraph<Graph extends StateGraph>(graph: Graph): Graph {
  const States = Object.fromEntries(Object.entries(graph.States).map(([name, state]) => [name, prepareState(state)]));
  return { ...graph, States };
}

function prepareState(original: State): State {
  const state = withoutWholeResultPath(original);
  if ("Catch" in state) state.Catch = state.Catch?.map(withoutWholeResultPath);
  switch (state.Type) {
    case "Task":
      return { ...state, TimeoutSeconds: Math.min(Number(state.TimeoutSeconds ?? Infinity), LONGEST_TIMER_SECONDS) };
    case "Choice":
      return { ...state, Choices: state.Choices.map(prepareRule) };
    case "Parallel":
      return { ...state, Branches: state.Branches.map(prepareGraph) };
    case "Map":
      return {
        ...state,
        ...(state.ItemProcessor && { ItemProcessor: prepareGraph(state.ItemProcessor) }),
        ...(state.Iterator && { Iterator: prepareGraph(state.Iterator) }),
      };
    default:
      return state;
  }
}

function withoutWholeResultPath<Part extends object>(part: Part): Part {
  const copy: Part & { ResultPath?: unknown } = { ...part };
  if (copy.ResultPath === "$") delete copy.ResultPath;
  return copy;
}

function prepareRule(rule: ChoiceRule): ChoiceRule {
  const test = TYPE_TESTS.find((name) => rule[name] === false);
  if (test) return { Not: { Variable: rule.Variable, [test]: true }, ...(rule.Next && { Next: rule.Next }) };
  return {
    ...rule,
    ...(rule.And && { And: rule.And.map(prepareRule) }),
    ...(rule.Or && { Or: rule.Or.map(prepareRule) }),
    ...(rule.Not && { Not: prepareRule(rule.Not) }),
  };
}
