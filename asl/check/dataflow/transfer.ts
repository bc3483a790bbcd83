/** What a state makes of what comes into it. */
import { contextObject } from "./contextObject";
import { type Data, UNKNOWN } from "./data";
import { anywhere, type Env, type StateNode, type Transfer } from "./graph";
import { jsonataState } from "./jsonataState";
import { jsonPathState } from "./jsonPathState";
import { asText, isPlaceholder } from "./malformed";
import type { Expressions, Report, Scope } from "./scope";
import { checkSize } from "./sizes";

/** What all states of a definition share. */
export interface Machine {
  expressions: Expressions;
  /** Context objects by the item of the Map around, for states with and without a task token. */
  contexts: Map<Data | undefined, { executionInput: Data; plain: Data; withToken: Data }>;
}

/** What a state makes of what comes into it; findings go to `report`. */
export function transfer(node: StateNode, env: Env, machine: Machine, report: Report): Transfer {
  const scope = scopeOf(node, env, machine, report);
  const { inputs, outcomes } = follows(node, env, scope);
  const given = [...inputs, ...outcomes].map(({ env: { input } }) => input);
  checkSize("gives", given, env.input, report, node.path);
  return { inputs, outcomes };
}

function follows(node: StateNode, env: Env, scope: Scope): Transfer {
  if (node.language === undefined) return anywhere(node);
  return node.language === "JSONata" ? jsonataState(node, env, scope) : jsonPathState(node, env, scope);
}

function scopeOf(node: StateNode, { input, variables }: Env, machine: Machine, report: Report): Scope {
  const { isInMap, executionInput = UNKNOWN } = node.graph;
  const mapItem = node.graph.mapItem ?? (isInMap ? UNKNOWN : undefined);
  const resource = asText(node.state.Resource) ?? "";
  const hasTaskToken = resource.endsWith(".waitForTaskToken") || isPlaceholder(resource);
  let contexts = machine.contexts.get(mapItem);
  if (contexts?.executionInput !== executionInput) {
    const place = { executionInput, mapItem };
    const plain = contextObject({ ...place, hasTaskToken: false });
    contexts = { executionInput, plain, withToken: contextObject({ ...place, hasTaskToken: true }) };
    machine.contexts.set(mapItem, contexts);
  }
  const context = hasTaskToken ? contexts.withToken : contexts.plain;
  return { roots: [input], context, variables, states: {}, expressions: machine.expressions, report };
}
