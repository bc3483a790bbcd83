/** The items of a Map, and what each iteration is given. */
import type { Json, JsonObject, MapState } from "../../../asl/definition";
import { PATH_FAILURE } from "../dataFlow/jsonPath";
import type { Expression } from "../expression/view";
import { queryFailure, runtimeFailure } from "../failures";
import { isObject, typeName } from "../json";
import { prepareField, type Preparation, prepareValue } from "../preparation";
import { viewOf, type Visit } from "../visit";

/** An item. */
export interface MapItem {
  value: Json;
  /** Of an item that was a member of an object. */
  key?: string;
}

/** Gives the items from the state's input. */
export type ItemsReader = (visit: Visit, input: Json) => Promise<MapItem[]>;

/** Prepares ItemsPath or Items; the items are the input itself when there is neither. */
export function prepareItems(preparation: Preparation, state: MapState, takesObjects: boolean): ItemsReader {
  if (preparation.language === "JSONata") return prepareJsonataItems(preparation, state.Items, takesObjects);
  const { ItemsPath = "$" } = state;
  const read = prepareField(preparation, "ItemsPath", ItemsPath);
  return async (visit, input) => {
    const value = read(viewOf(visit, input));
    if (Array.isArray(value) || (takesObjects && isObject(value))) return itemsOf(value);
    throw runtimeFailure(`Reference path "${ItemsPath}" must point to array.`);
  };
}

function prepareJsonataItems(preparation: Preparation, items: Json | undefined, takesObjects: boolean): ItemsReader {
  const evaluate = items === undefined ? undefined : prepareValue(preparation, "Items", items);
  return async (visit, input) => {
    const value = evaluate ? await evaluate(viewOf(visit, input)) : input;
    if (Array.isArray(value) || (takesObjects && isObject(value))) return itemsOf(value);
    const shown = JSON.stringify(value);
    if (typeof items !== "string") throw queryFailure(`Map state input must be an array but was: ${shown}`);
    const source = items.slice(2, -2).trim();
    throw queryFailure(
      `The JSONata expression '${source}' specified for the field 'Items' returned an unexpected result type. ` +
        `Expected 'array', but was '${typeName(value)}' for value: ${shown}`,
    );
  };
}

/** The items of a list, or the members of an object. */
export function itemsOf(value: Json[] | JsonObject): MapItem[] {
  if (Array.isArray(value)) return value.map((item) => ({ value: item }));
  return Object.entries(value).map(([key, member]) => ({ key, value: member }));
}

/** Gives an iteration's input. */
export type ItemInput = (visit: Visit, input: Json, item: MapItem, index: number) => Promise<Json>;

/** Prepares ItemSelector, or Parameters as it was called before; the item itself when there is none. */
export function prepareItemInput(preparation: Preparation, state: MapState): ItemInput {
  const field = state.ItemSelector === undefined ? "Parameters" : "ItemSelector";
  const selector = preparation.language === "JSONata" ? state.ItemSelector : (state.ItemSelector ?? state.Parameters);
  if (selector === undefined) return async (_visit, _input, { value }) => value;
  const select: Expression = prepareValue(preparation, field, selector, PATH_FAILURE);
  return async (visit, input, item, index) =>
    select(viewOf({ ...visit, context: { ...visit.context, ...itemContext(item, index) } }, input));
}

/** What the context object holds of an item. */
export function itemContext({ key, value }: MapItem, index: number): JsonObject {
  return { Map: { Item: { Index: index, Value: value, ...(key !== undefined && { Key: key }) } } };
}
