/** What a state makes of what comes into it. */
import { error } from "../problem";
import { contextObject } from "./contextObject";
import { type Data, leastBytes, UNKNOWN } from "./data";
import { anywhere, type Env, type StateNode, type Transfer } from "./graph";
import { jsonataState } from "./jsonataState";
import { jsonPathState } from "./jsonPathState";
import { asText, isPlaceholder } from "./malformed";
import type { Expressions, Report, Scope } from "./scope";

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
  const sizes = [...inputs, ...outcomes].map(({ env: { input } }) => leastBytes(input));
  const largest = Math.max(0, ...sizes);
  // What came in too large is told of the state that it came from.
  if (largest > MAX_STATE_BYTES && leastBytes(env.input) <= MAX_STATE_BYTES) {
    const message = `the state gives at least ${largest} bytes; ${MAX_STATE_BYTES} are the most`;
    report(error("state-too-large", node.path, message, "Put the data into S3 and pass on where it is."));
  }
  return { inputs, outcomes };
}

function follows(node: StateNode, env: Env, scope: Scope): Transfer {
  if (node.language === undefined) return anywhere(node);
  return node.language === "JSONata" ? jsonataState(node, env, scope) : jsonPathState(node, env, scope);
}

/** Largest input or output of a state, in bytes: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_STATE_BYTES = 262_144;

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
