/** The builder of a Distributed Map: each item, or batch of items, is an execution of its own. */
import type { JsonObject, MapState } from "./definition";
import { close, type Fragment, fragmentOf } from "./fragment";
import { Reference } from "./reference";
import { type ErrorHandling, errorFields, type ResultHandling, resultFields, targetsOf } from "./states";
import { renderTemplate } from "./template";

/** A call that gives items or takes results: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export interface MapStorage {
  /** `s3:getObject`, `s3:listObjectsV2` for readers; `s3:putObject` for writers. */
  api: "s3:getObject" | "s3:listObjectsV2" | "s3:putObject";
  /** `Bucket`, and `Key` or `Prefix`; leaves may be references. */
  parameters: object;
  /** How items are read (`InputType`, `CSVHeaderLocation`, `MaxItems` …), or how results are written. */
  config?: JsonObject;
}

/** A Distributed Map's settings: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export interface DistributedMapOptions extends ErrorHandling, ResultHandling {
  comment?: string;
  /** How each item's execution runs; `STANDARD` by default, `EXPRESS` for work of up to five minutes. */
  executionType?: "STANDARD" | "EXPRESS";
  /** JSONPath of the array in the state's input; the whole input by default. Not together with `itemReader`. */
  itemsPath?: string;
  itemReader?: MapStorage;
  /** What each execution gets; leaves may be references, `context("Map.Item.Value")` the item. */
  itemSelector?: object;
  /** Items that go into one execution, with what they share. */
  itemBatcher?: { maxItems?: number | Reference; maxInputBytes?: number | Reference; batchInput?: object };
  resultWriter?: MapStorage;
  /** Executions at a time; 10,000 by default. */
  maxConcurrency?: number | Reference;
  /** Items that may fail before the state does; none by default. */
  toleratedFailures?: { count: number | Reference } | { percentage: number | Reference };
  /** Begins the names of the executions; up to 40 characters. */
  label?: string;
}

/**
 * The same fragment for every item, each in an execution of its own. The state machine's role needs to start executions of
 * itself, which `permissionsFor` derives.
 *
 * @example
 * distributedMap("Score files", score, {
 *   itemReader: { api: "s3:listObjectsV2", parameters: { Bucket: "raw", Prefix: "2025/" } },
 *   toleratedFailures: { percentage: 5 },
 * })
 */
export function distributedMap(name: string, processor: Fragment, options: DistributedMapOptions = {}): Fragment {
  const { executionType = "STANDARD", itemReader, itemSelector, itemBatcher, resultWriter, itemsPath, label } = options;
  const { comment, maxConcurrency, toleratedFailures } = options;
  const state: MapState = {
    Type: "Map",
    ...(comment === undefined ? {} : { Comment: comment }),
    ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: executionType }, ...close(processor) },
    ...(itemsPath === undefined ? {} : { ItemsPath: itemsPath }),
    ...(itemReader === undefined ? {} : { ItemReader: storageField(itemReader, "ReaderConfig", "ItemReader") }),
    ...(itemSelector === undefined ? {} : { ItemSelector: renderTemplate(itemSelector, "ItemSelector") }),
    ...(itemBatcher === undefined ? {} : { ItemBatcher: batcherField(itemBatcher) }),
    ...(resultWriter === undefined ? {} : { ResultWriter: storageField(resultWriter, "WriterConfig", "ResultWriter") }),
    ...numberField("MaxConcurrency", maxConcurrency),
    ...(toleratedFailures === undefined ? {} : toleranceField(toleratedFailures)),
    ...(label === undefined ? {} : { Label: label }),
    ...resultFields(options),
    ...errorFields(options),
  };
  return fragmentOf(name, state, true, targetsOf(options));
}

function storageField({ api, parameters, config }: MapStorage, configName: string, at: string): JsonObject {
  return {
    Resource: `arn:aws:states:::${api}`,
    Parameters: renderTemplate(parameters, `${at}.Parameters`),
    ...(config === undefined ? {} : { [configName]: config }),
  };
}

function batcherField({ maxItems, maxInputBytes, batchInput }: NonNullable<DistributedMapOptions["itemBatcher"]>) {
  return {
    ...numberField("MaxItemsPerBatch", maxItems),
    ...numberField("MaxInputBytesPerBatch", maxInputBytes),
    ...(batchInput === undefined ? {} : { BatchInput: renderTemplate(batchInput, "ItemBatcher.BatchInput") }),
  };
}

function toleranceField(tolerated: NonNullable<DistributedMapOptions["toleratedFailures"]>) {
  return "count" in tolerated
    ? numberField("ToleratedFailureCount", tolerated.count)
    : numberField("ToleratedFailurePercentage", tolerated.percentage);
}

/** A number under its field's name, a reference under `<name>Path`. */
function numberField(name: string, value: number | Reference | undefined): Record<string, number | string> {
  if (value === undefined) return {};
  return value instanceof Reference ? { [`${name}Path`]: value.expression } : { [name]: value };
}
