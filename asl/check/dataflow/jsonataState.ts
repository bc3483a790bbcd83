/**
 * States that are written with JSONata, from what comes in to what goes out.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { conditions } from "./conditions";
import { type Data, tupleOf, UNKNOWN } from "./data";
import { errorObject } from "./errors";
import { anywhere, type Env, type InnerInput, type Outcome, type StateNode, type Transfer } from "./graph";
import { fieldData } from "./jsonataFields";
import { asList, asText, isPlaceholder, isRecord } from "./malformed";
import { jsonataMap } from "./mapState";
import { checkRequestTypes } from "./requestTypes";
import type { Scope } from "./scope";
import { checkSize } from "./sizes";
import { resultOf } from "./serviceData";
import { jsonataField } from "./typedFields";
import { assign, checkAssign } from "./variables";

/** What a JSONata state makes of what comes into it. */
export function jsonataState(node: StateNode, env: Env, scope: Scope): Transfer {
  const { state, path: at } = node;
  switch (state.Type) {
    case "Task":
      return { inputs: [], outcomes: [...leave(node, env, scope, task(node, scope)), ...caught(node, env, scope)] };
    case "Parallel": {
      const input = state.Arguments === undefined ? env.input : fieldData(state.Arguments, scope, `${at}.Arguments`);
      const { executionInput, mapItem } = node.graph;
      const inputs: InnerInput[] = [...node.inner.values()].map((graph) => ({
        graph,
        env: { input, variables: env.variables },
        place: { executionInput, mapItem },
      }));
      const outputs = asList(state.Branches).map((_branch, index) => {
        const graph = node.inner.get(index);
        return graph === undefined ? UNKNOWN : graph.output;
      });
      const result = outputs.every((output) => output !== undefined) ? tupleOf(outputs) : undefined;
      return { inputs, outcomes: [...leave(node, env, scope, result), ...caught(node, env, scope)] };
    }
    case "Map": {
      const { inputs, result } = jsonataMap(node, env, scope);
      return { inputs, outcomes: [...leave(node, env, scope, result), ...caught(node, env, scope)] };
    }
    case "Choice":
      return { inputs: [], outcomes: choices(node, env, scope) };
    case "Wait":
      jsonataField(state.Seconds, "number", scope, `${at}.Seconds`);
      jsonataField(state.Timestamp, "string", scope, `${at}.Timestamp`);
      return { inputs: [], outcomes: [goOn(state, node, env, scope, env.input, at)] };
    case "Fail":
      jsonataField(state.Error, "string", scope, `${at}.Error`);
      jsonataField(state.Cause, "string", scope, `${at}.Cause`);
      return { inputs: [], outcomes: [] };
    case "Pass":
    case "Succeed":
      return { inputs: [], outcomes: [goOn(state, node, env, scope, env.input, at)] };
    default:
      return anywhere(node);
  }
}

function task({ state, path: at }: StateNode, scope: Scope): Data {
  const request = state.Arguments === undefined ? UNKNOWN : fieldData(state.Arguments, scope, `${at}.Arguments`);
  const resource = asText(state.Resource) ?? "";
  checkRequestTypes(resource, state.Arguments, request, scope.report, `${at}.Arguments`);
  checkSize("sends", [request], scope.roots[0], scope.report, at);
  jsonataField(state.TimeoutSeconds, "number", scope, `${at}.TimeoutSeconds`);
  jsonataField(state.HeartbeatSeconds, "number", scope, `${at}.HeartbeatSeconds`);
  if (state.Credentials !== undefined) fieldData(state.Credentials, scope, `${at}.Credentials`);
  return isPlaceholder(resource) ? UNKNOWN : resultOf(resource);
}

/** @param result undefined when no way leads to the end of what is inside: then nothing comes after */
function leave(node: StateNode, env: Env, scope: Scope, result: Data | undefined): Outcome[] {
  const known = result ?? UNKNOWN;
  const after = goOn(node.state, node, env, { ...scope, states: { result: known } }, known, node.path);
  return result === undefined ? [] : [after];
}

/**
 * `Output` and `Assign` of a state, a rule or a Catch.
 *
 * @param otherwise what goes on without `Output`
 */
function goOn(
  { Output, Assign, Next }: Record<string, unknown>,
  node: StateNode,
  env: Env,
  scope: Scope,
  otherwise: Data,
  at: string,
): Outcome {
  const input = Output === undefined ? otherwise : fieldData(Output, scope, `${at}.Output`);
  if (Assign === undefined) return { target: asText(Next), env: { input, variables: env.variables } };
  checkAssign(Assign, node, scope.report, `${at}.Assign`);
  const variables = assign(env.variables, fieldData(Assign, scope, `${at}.Assign`));
  return { target: asText(Next), env: { input, variables } };
}

/** What a `Catch` goes on with: the error alone, unless `Output` says otherwise. */
function caught(node: StateNode, env: Env, scope: Scope): Outcome[] {
  const inner: Scope = { ...scope, states: { errorOutput: errorObject } };
  return asList(node.state.Catch).flatMap((entry, index) =>
    isRecord(entry) ? [goOn(entry, node, env, inner, errorObject, `${node.path}.Catch[${index}]`)] : [],
  );
}

function choices(node: StateNode, env: Env, scope: Scope): Outcome[] {
  const { state, path: at } = node;
  const rules = asList(state.Choices).filter(isRecord);
  conditions(rules, scope, `${at}.Choices`);
  const outcomes = rules.map((rule, index) => goOn(rule, node, env, scope, env.input, `${at}.Choices[${index}]`));
  if (state.Default === undefined) return outcomes;
  // A state's own Output and Assign are for the way that no rule takes.
  return [...outcomes, goOn({ ...state, Next: state.Default }, node, env, scope, env.input, at)];
}
