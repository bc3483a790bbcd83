/**
 * Map states: their items, what an iteration gets, and what comes out.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
import { error } from "../problem";
import { withMapItem } from "./contextObject";
import { type Data, isList, itemOf, listOf, objectOf, STRING, UNKNOWN } from "./data";
import type { Env, InnerInput, StateNode } from "./graph";
import { fieldData } from "./jsonataFields";
import { described } from "./lookup";
import { asText, isPlaceholder, isRecord } from "./malformed";
import { readPathText } from "./pathReads";
import { payloadData } from "./payload";
import type { Scope } from "./scope";
import { jsonataField, numeralField } from "./typedFields";
import { isDistributed } from "./variables";

/** What goes into a Map's processor, and what comes out; the result is undefined when no way leads to an end in there. */
export interface MapFlow {
  inputs: InnerInput[];
  result: Data | undefined;
}

/** Numbers that may come from a path (`…Path`) or, in JSONata, from an expression. */
const NUMBERS = ["MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage"];
const BATCH_NUMBERS = ["MaxItemsPerBatch", "MaxInputBytesPerBatch"];

/** A Map that is written with JSONPath. */
export function jsonPathMap(node: StateNode, env: Env, scope: Scope): MapFlow {
  const { state, path: at } = node;
  const [whole] = scope.roots;
  const items = typeof state.ItemsPath === "string" ? readPathText(state.ItemsPath, scope, `${at}.ItemsPath`) : whole;
  for (const name of NUMBERS) numeralField(state[`${name}Path`], scope, `${at}.${name}Path`);
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = state;
  if (isRecord(reader)) {
    payloadData(reader.Parameters, scope, `${at}.ItemReader.Parameters`);
    if (isRecord(reader.ReaderConfig)) {
      numeralField(reader.ReaderConfig.MaxItemsPath, scope, `${at}.ItemReader.ReaderConfig.MaxItemsPath`);
    }
  } else checkItems(items, node, scope, typeof state.ItemsPath === "string" ? "ItemsPath" : "InputPath");
  if (isRecord(writer)) payloadData(writer.Parameters, scope, `${at}.ResultWriter.Parameters`);
  const item = itemData(items, reader);
  const field = state.ItemSelector === undefined ? "Parameters" : "ItemSelector";
  const selected =
    state[field] === undefined
      ? item
      : payloadData(state[field], { ...scope, context: withMapItem(scope.context, item) }, `${at}.${field}`);
  let input = selected;
  if (isRecord(batcher)) {
    for (const name of BATCH_NUMBERS) numeralField(batcher[`${name}Path`], scope, `${at}.ItemBatcher.${name}Path`);
    const { BatchInput } = batcher;
    input = batchOf(
      selected,
      BatchInput === undefined ? undefined : payloadData(BatchInput, scope, `${at}.ItemBatcher.BatchInput`),
    );
  }
  return flowThrough(node, env, item, input);
}

/** A Map that is written with JSONata. */
export function jsonataMap(node: StateNode, env: Env, scope: Scope): MapFlow {
  const { state, path: at } = node;
  const items = state.Items === undefined ? scope.roots[0] : fieldData(state.Items, scope, `${at}.Items`);
  for (const name of NUMBERS) jsonataField(state[name], "number", scope, `${at}.${name}`);
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = state;
  if (isRecord(reader)) fieldData(reader, scope, `${at}.ItemReader`);
  // An object's members are its items, too.
  else if (items.kind !== "object") checkItems(items, node, scope, "Items");
  if (isRecord(writer)) fieldData(writer, scope, `${at}.ResultWriter`);
  const item = itemData(items, reader);
  const selected =
    state.ItemSelector === undefined
      ? item
      : fieldData(state.ItemSelector, { ...scope, context: withMapItem(scope.context, item) }, `${at}.ItemSelector`);
  let input = selected;
  if (isRecord(batcher)) {
    for (const name of BATCH_NUMBERS) jsonataField(batcher[name], "number", scope, `${at}.ItemBatcher.${name}`);
    const { BatchInput } = batcher;
    input = batchOf(
      selected,
      BatchInput === undefined ? undefined : fieldData(BatchInput, scope, `${at}.ItemBatcher.BatchInput`),
    );
  }
  return flowThrough(node, env, item, input);
}

function itemData(items: Data, reader: unknown): Data {
  return reader === undefined && isList(items) ? itemOf(items) : UNKNOWN;
}

function checkItems(items: Data, { state, path }: StateNode, scope: Scope, field: string): void {
  if (isList(items) || items.kind === "unknown" || items.kind === "never") return;
  // Distributed Maps take an object's members as items.
  if (items.kind === "object" && isDistributed(state)) return;
  const message = `a Map takes a list, and gets ${described(items)}`;
  scope.report(error("not-a-list", `${path}.${field}`, message, "Lead to a list."));
}

/** What an execution of a Distributed Map gets with `ItemBatcher`. */
function batchOf(item: Data, batchInput: Data | undefined): Data {
  return objectOf({ Items: listOf(item), ...(batchInput !== undefined && { BatchInput: batchInput }) });
}

function flowThrough(node: StateNode, env: Env, item: Data, input: Data): MapFlow {
  const { state } = node;
  const distributed = isDistributed(state);
  const graph = node.inner.get(0);
  if (graph === undefined) return { inputs: [], result: UNKNOWN };
  const variables = distributed ? objectOf({}) : env.variables;
  const place = distributed
    ? { executionInput: UNKNOWN, mapItem: UNKNOWN }
    : { executionInput: node.graph.executionInput, mapItem: item };
  return { inputs: [{ graph, env: { input, variables }, place }], result: resultOf(state, graph.output) };
}

function resultOf(state: Record<string, unknown>, output: Data | undefined): Data | undefined {
  const { ResultWriter: writer } = state;
  if (isRecord(writer)) {
    const target = writer.Parameters ?? writer.Arguments;
    // Without a bucket the results come back, in a form that the writer's settings decide.
    return isRecord(target) && !isPlaceholder(asText(writer.Resource) ?? "") ? WRITTEN : UNKNOWN;
  }
  // Iterations that failed and were tolerated give something of their own.
  if (Object.keys(state).some((field) => field.startsWith("ToleratedFailure"))) return listOf(UNKNOWN);
  return output === undefined ? undefined : listOf(output);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
const WRITTEN = objectOf({ MapRunArn: STRING, ResultWriterDetails: objectOf({ Bucket: STRING, Key: STRING }) });
