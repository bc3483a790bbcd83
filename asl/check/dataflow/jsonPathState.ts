/**
 * States that are written with JSONPath, from what comes in to what goes out.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
import { choiceRules } from "./choiceRules";
import { EMPTY, type Data, dataOf, tupleOf, UNKNOWN } from "./data";
import { errorObject } from "./errors";
import { anywhere, type Env, type InnerInput, type Outcome, type StateNode, type Transfer } from "./graph";
import { asList, asText, isPlaceholder, isRecord } from "./malformed";
import { jsonPathMap } from "./mapState";
import { readPathText } from "./pathReads";
import { payloadData, textOrPath } from "./payload";
import { placeResult } from "./placing";
import { checkRequestTypes } from "./requestTypes";
import type { Scope } from "./scope";
import { checkSize } from "./sizes";
import { resultOf } from "./serviceData";
import { numberField, textField } from "./typedFields";
import { assign, checkAssign } from "./variables";

/** What a JSONPath state makes of what comes into it. */
export function jsonPathState(node: StateNode, env: Env, scope: Scope): Transfer {
  const { state, path: at } = node;
  const effective = pathField(state.InputPath, scope, `${at}.InputPath`);
  const inner: Scope = { ...scope, roots: [effective] };
  switch (state.Type) {
    case "Task": {
      const result = task(node, inner);
      return { inputs: [], outcomes: [...leave(node, env, scope, result), ...caught(node, env, scope)] };
    }
    case "Parallel": {
      const input = template(state, inner, at);
      const { executionInput, mapItem } = node.graph;
      const inputs: InnerInput[] = [...node.inner.values()].map((graph) => ({
        graph,
        env: { input, variables: env.variables },
        place: { executionInput, mapItem },
      }));
      const outputs = asList(state.Branches).map((_branch, index) => outputOf(node, index));
      const result = outputs.every((output) => output !== undefined) ? tupleOf(outputs) : undefined;
      return { inputs, outcomes: [...leave(node, env, scope, result), ...caught(node, env, scope)] };
    }
    case "Map": {
      const { inputs, result } = jsonPathMap(node, env, inner);
      return { inputs, outcomes: [...leave(node, env, scope, result), ...caught(node, env, scope)] };
    }
    case "Pass": {
      const shaped = template(state, inner, at);
      const result = "Result" in state ? dataOf(state.Result) : shaped;
      return { inputs: [], outcomes: leave(node, env, scope, result, [effective, env.input]) };
    }
    case "Choice":
      return { inputs: [], outcomes: choices(node, env, inner) };
    case "Wait":
      numberField(state.SecondsPath, inner, `${at}.SecondsPath`);
      textField(state.TimestampPath, inner, `${at}.TimestampPath`);
      return { inputs: [], outcomes: [goOn(node, env, inner, effective, state.Next, state.Assign, at)] };
    case "Succeed":
      return { inputs: [], outcomes: [goOn(node, env, inner, effective, undefined, undefined, at)] };
    case "Fail":
      textOrPath(state.ErrorPath, inner, `${at}.ErrorPath`);
      textOrPath(state.CausePath, inner, `${at}.CausePath`);
      return { inputs: [], outcomes: [] };
    default:
      return anywhere(node);
  }
}

/** What a branch gives; unknown when it is malformed, undefined when it has no end that can be reached. */
function outputOf(node: StateNode, index: number): Data | undefined {
  const graph = node.inner.get(index);
  return graph === undefined ? UNKNOWN : graph.output;
}

/** `InputPath` or `OutputPath`: the whole when absent, nothing (`{}`) for null. */
function pathField(value: unknown, scope: Scope, at: string): Data {
  if (value === null) return EMPTY;
  return typeof value === "string" ? readPathText(value, scope, at) : scope.roots[0];
}

function template({ Parameters }: Record<string, unknown>, scope: Scope, at: string): Data {
  return Parameters === undefined ? scope.roots[0] : payloadData(Parameters, scope, `${at}.Parameters`);
}

function task({ state, path: at }: StateNode, scope: Scope): Data {
  const request = template(state, scope, at);
  const resource = asText(state.Resource) ?? "";
  checkRequestTypes(resource, state.Parameters, request, scope.report, `${at}.Parameters`);
  checkSize("sends", [request], scope.roots[0], scope.report, at);
  numberField(state.TimeoutSecondsPath, scope, `${at}.TimeoutSecondsPath`);
  numberField(state.HeartbeatSecondsPath, scope, `${at}.HeartbeatSecondsPath`);
  if (isRecord(state.Credentials)) payloadData(state.Credentials, scope, `${at}.Credentials`);
  return isPlaceholder(resource) ? UNKNOWN : resultOf(resource);
}

/**
 * What comes after a result.
 *
 * @param result undefined when no way leads to the end of what is inside: then nothing comes after
 * @param others what `$` in `Assign` may stand for beside the result
 */
function leave(node: StateNode, env: Env, scope: Scope, result: Data | undefined, others: Data[] = []): Outcome[] {
  const { state, path: at } = node;
  const selected =
    state.ResultSelector === undefined
      ? (result ?? UNKNOWN)
      : payloadData(state.ResultSelector, { ...scope, roots: [result ?? UNKNOWN] }, `${at}.ResultSelector`);
  const placed = placeResult(env.input, state.ResultPath, selected, scope, at);
  const after = goOn(node, env, { ...scope, roots: [placed] }, placed, state.Next, state.Assign, at, [
    selected,
    result ?? UNKNOWN,
    ...others,
  ]);
  return result === undefined ? [] : [after];
}

/** `OutputPath` and `Assign`. */
function goOn(
  node: StateNode,
  env: Env,
  scope: Scope,
  data: Data,
  next: unknown,
  assignment: unknown,
  at: string,
  assignRoots: Data[] = [data, env.input],
): Outcome {
  const output = pathField(node.state.OutputPath, { ...scope, roots: [data] }, `${node.path}.OutputPath`);
  const variables = assigned(node, env, scope, assignment, `${at}.Assign`, assignRoots);
  return { target: asText(next), env: { input: output, variables } };
}

function assigned(node: StateNode, env: Env, scope: Scope, field: unknown, at: string, roots: Data[]): Data {
  if (field === undefined) return env.variables;
  checkAssign(field, node, scope.report, at);
  const [first = UNKNOWN, ...others] = roots;
  return assign(env.variables, payloadData(field, { ...scope, roots: [first, ...others] }, at));
}

/** What a `Catch` goes on with: the state's input, without any of its result. */
function caught(node: StateNode, env: Env, scope: Scope): Outcome[] {
  return asList(node.state.Catch).flatMap((entry, index): Outcome[] => {
    if (!isRecord(entry)) return [];
    const at = `${node.path}.Catch[${index}]`;
    const input = placeResult(env.input, entry.ResultPath, errorObject, scope, at);
    const variables = assigned(node, env, scope, entry.Assign, `${at}.Assign`, [errorObject, env.input]);
    return [{ target: asText(entry.Next), env: { input, variables } }];
  });
}

function choices(node: StateNode, env: Env, scope: Scope): Outcome[] {
  const { state, path: at } = node;
  const { matched, otherwise } = choiceRules(asList(state.Choices), scope, `${at}.Choices`);
  const outcomes = matched.map(({ rule, input, index }) =>
    goOn(node, env, scope, input, rule.Next, rule.Assign, `${at}.Choices[${index}]`),
  );
  if (state.Default === undefined) return outcomes;
  return [...outcomes, goOn(node, env, scope, otherwise, state.Default, state.Assign, at)];
}
