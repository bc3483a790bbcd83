/** ItemBatcher: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
import type { Json, JsonObject } from "../../../asl/definition";
import { PATH_FAILURE } from "../dataFlow/jsonPath";
import { runtimeFailure } from "../failures";
import { DATA_LIMIT_BYTES, sizeOf } from "../limits";
import { prepareNumber } from "../numberField";
import { type Preparation, prepareValue } from "../preparation";
import { viewOf, type Visit } from "../visit";

/** The input of one child execution. */
export interface Batch {
  input: Json;
  /** How many items are in it. */
  items: number;
}

/** Prepares the making of batches; without a batcher, each item is one by itself. */
export function prepareItemBatcher(
  preparation: Preparation,
  batcher: JsonObject | undefined,
): (visit: Visit, input: Json, items: Json[]) => Promise<Batch[]> {
  if (!batcher) return async (_visit, _input, items) => items.map((item) => ({ input: item, items: 1 }));
  const mostItems = prepareNumber(preparation, batcher, "MaxItemsPerBatch", { least: 1 });
  const mostBytes = prepareNumber(preparation, batcher, "MaxInputBytesPerBatch", { least: 1, most: DATA_LIMIT_BYTES });
  const template = batcher["BatchInput"];
  const batchInput =
    template === undefined ? undefined : prepareValue(preparation, "BatchInput", template, PATH_FAILURE);
  return async (visit, input, items) => {
    const view = viewOf(visit, input);
    const more: JsonObject = batchInput ? { BatchInput: await batchInput(view) } : {};
    const [most, bytes] = [(await mostItems(view)) ?? Infinity, (await mostBytes(view)) ?? DATA_LIMIT_BYTES];
    return divide(items, most, bytes - sizeOf({ ...more, Items: [] })).map((part) => ({
      input: { ...more, Items: part },
      items: part.length,
    }));
  };
}

/** @param bytes for items and the commas between them */
function divide(items: Json[], most: number, bytes: number): Json[][] {
  const parts: Json[][] = [];
  let [part, used]: [Json[], number] = [[], 0];
  for (const item of items) {
    const size = sizeOf(item) + 1;
    if (size - 1 > bytes) throw runtimeFailure("An item is larger than the maximum number of bytes of a batch.");
    if (part.length > 0 && (part.length >= most || used + size - 1 > bytes)) {
      parts.push(part);
      [part, used] = [[], 0];
    }
    part.push(item);
    used += size;
  }
  return part.length > 0 ? [...parts, part] : parts;
}
