/** One state held against the language: its fields, its templates, its rules. */
import type { QueryLanguage, State } from "../../definition";
import { didYouMean } from "../didYouMean";
import { error, type Problem, warning } from "../problem";
import { giveField } from "../remedies";
import { type Fields, hasPlaceholder, isObject, shown } from "../value";
import { checkObject } from "./checkObject";
import { checkChoiceRule } from "./choiceRules";
import { checkMap } from "./map";
import { checkPayloads } from "./payload";
import { stateRules } from "./states";
import { checkVariableNames } from "./variables";

/**
 * The query language of a state. States inside a Parallel or Map have that of the machine, not of the state around them.
 *
 * @returns undefined when a placeholder stands for it
 */
export function queryLanguageOf(state: Fields, machine: QueryLanguage | undefined): QueryLanguage | undefined {
  if (hasPlaceholder(state.QueryLanguage)) return undefined;
  return state.QueryLanguage === "JSONata" || state.QueryLanguage === "JSONPath" ? state.QueryLanguage : machine;
}

/** Checks the fields of a state and what they hold, but for transitions, error handling and a task's request. */
export function checkState(state: Fields, machine: QueryLanguage | undefined, at: string, problems: Problem[]): void {
  const { Type } = state;
  if (typeof Type !== "string" || !Object.hasOwn(stateRules, Type)) {
    if (!hasPlaceholder(Type)) problems.push(wrongStateType(Type, at));
    return;
  }
  const language = queryLanguageOf(state, machine);
  if (machine === "JSONata" && state.QueryLanguage === "JSONPath") {
    const remedy = "Remove it, and write the state in JSONata.";
    const message = "a JSONata state machine holds no JSONPath state";
    problems.push(error("jsonpath-in-jsonata", `${at}.QueryLanguage`, message, remedy));
  }
  checkObject(state, stateRules[Type as State["Type"]], language, at, problems);
  checkPayloads(state, language, at, problems);
  checkVariableNames(state.Assign, `${at}.Assign`, problems);
  if (Type === "Map") checkMap(state, at, problems);
  if (Type === "Task") checkTimes(state, at, problems);
  if (Type === "Choice" && Array.isArray(state.Choices)) {
    state.Choices.forEach((rule: unknown, index) => {
      if (!isObject(rule)) return;
      checkChoiceRule(rule, language, `${at}.Choices[${index}]`, problems);
      checkVariableNames(rule.Assign, `${at}.Choices[${index}].Assign`, problems);
    });
    if (state.Choices.length > 0 && state.Default === undefined) problems.push(withoutDefault(at));
  }
  if (Array.isArray(state.Catch)) {
    state.Catch.forEach((catcher: unknown, index) => {
      if (isObject(catcher)) checkVariableNames(catcher.Assign, `${at}.Catch[${index}].Assign`, problems);
    });
  }
}

function wrongStateType(type: unknown, at: string): Problem {
  if (type === undefined)
    return error("missing-field", `${at}.Type`, 'a state needs "Type"', giveField("Type", "text"));
  const known = Object.keys(stateRules);
  const remedy = typeof type === "string" ? didYouMean(type, known) : `Use one of: ${known.toSorted().join(", ")}.`;
  return error("not-allowed", `${at}.Type`, `was ${shown(type)}`, remedy);
}

/** https://states-language.net/spec.html#task-state */
function checkTimes({ TimeoutSeconds, HeartbeatSeconds }: Fields, at: string, problems: Problem[]): void {
  if (typeof TimeoutSeconds !== "number" || typeof HeartbeatSeconds !== "number") return;
  if (HeartbeatSeconds < TimeoutSeconds) return;
  const message = `a heartbeat every ${HeartbeatSeconds} s comes no sooner than the time-out after ${TimeoutSeconds} s`;
  problems.push(error("heartbeat-not-shorter", `${at}.HeartbeatSeconds`, message, `Give less than ${TimeoutSeconds}.`));
}

function withoutDefault(at: string): Problem {
  const message = "what no rule matches ends in States.NoChoiceMatched";
  return warning("choice-without-default", at, message, 'Give "Default".');
}
