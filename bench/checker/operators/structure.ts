/** Fields that are missing, misspelt, of a wrong type, out of range, or of another kind of state. */
import type { Json, JsonObject } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { asObject, objects, states, type StateSite, statesOf, textOf } from "../sites";
import { misspell, remove, rename, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "structure",
  breaks,
  mutate,
});

/** The definition itself as a place. */
const whole = (definition: JsonObject): JsonObject[] => [definition];

/** Gives a field of states of a type a value that it cannot have. */
const wrong = (types: string[], field: string, value: Json, onlyWhere: (site: StateSite) => boolean = () => true) =>
  each(statesOf(...types), (site) => (onlyWhere(site) ? set(site.state, site.path, field, value) : undefined));

const inline = ({ state }: StateSite) => asObject(asObject(state.ItemProcessor)?.ProcessorConfig)?.Mode === "INLINE";
const distributed = ({ state }: StateSite) =>
  asObject(asObject(state.ItemProcessor)?.ProcessorConfig)?.Mode === "DISTRIBUTED";
const withTransition = ["Task", "Pass", "Wait", "Parallel", "Map"];

/** Operators on the shape of states. */
export const structureOperators: Operator[] = [
  operator(
    "type-missing",
    "A state has no Type",
    each(states, ({ state, path }) => remove(state, path, "Type")),
  ),
  operator(
    "type-misspelt",
    "A state's Type is misspelt",
    each(states, ({ state, path }) => set(state, path, "Type", misspell(textOf(state.Type)))),
  ),
  operator(
    "type-wrong-case",
    "A state's Type is written in lower case",
    each(states, ({ state, path }) => set(state, path, "Type", textOf(state.Type).toLowerCase())),
  ),
  operator(
    "start-missing",
    "There is no StartAt",
    each(whole, (definition) => remove(definition, "", "StartAt")?.slice(1)),
  ),
  operator(
    "states-missing",
    "There are no States",
    each(whole, (definition) => remove(definition, "", "States")?.slice(1)),
  ),
  operator(
    "states-a-list",
    "States is a list",
    each(whole, (definition) => {
      definition.States = Object.values(asObject(definition.States) ?? {});
      return "States";
    }),
  ),
  operator(
    "state-not-an-object",
    "A state is a text",
    each(states, ({ graph, name, path }) => {
      asObject(graph.States)![name] = "Pass";
      return path;
    }),
  ),
  operator(
    "top-field-misspelt",
    "The definition has a field that there is not",
    each(whole, (definition) => set(definition, "", "TimeOutSeconds", 60).slice(1)),
  ),
  operator(
    "top-timeout-text",
    "The execution's time-out is a text",
    each(whole, (definition) => set(definition, "", "TimeoutSeconds", "60").slice(1)),
  ),
  operator(
    "resource-missing",
    "A Task has no Resource",
    each(statesOf("Task"), ({ state, path }) => remove(state, path, "Resource") && path),
  ),
  operator(
    "resource-misspelt",
    "A Task has a Resouce",
    each(statesOf("Task"), ({ state, path }) => {
      rename(state, "Resource", "Resouce");
      return path;
    }),
  ),
  operator("resource-not-text", "A Task's Resource is a number", wrong(["Task"], "Resource", 5)),
  operator(
    "field-unknown",
    "A state has a field that no state has",
    each(states, ({ state, path }) => set(state, path, "OnError", "Failed")),
  ),
  operator(
    "field-misspelt",
    "A field that the language knows is misspelt",
    each(states, ({ state, path }) => {
      const field = ["Parameters", "Arguments", "Branches", "ItemProcessor", "Choices", "Result", "Output"].find(
        (name) => state[name] !== undefined,
      );
      if (field === undefined) return undefined;
      rename(state, field, misspell(field));
      return path;
    }),
  ),
  operator("field-of-choice", "A Task has Choices", wrong(["Task"], "Choices", [])),
  operator("field-of-task", "A Pass has a Resource", wrong(["Pass"], "Resource", "arn:aws:states:::lambda:invoke")),
  operator("field-of-wait", "A Task has Seconds", wrong(["Task"], "Seconds", 5)),
  operator("succeed-goes-on", "A Succeed has a Next", wrong(["Succeed"], "Next", "Done")),
  operator("fail-ends", "A Fail has an End", wrong(["Fail"], "End", true)),
  operator("choice-ends", "A Choice has an End", wrong(["Choice"], "End", true)),
  operator(
    "next-not-text",
    "A Next is a number",
    wrong(withTransition, "Next", 7, ({ state }) => state.End !== true),
  ),
  operator(
    "end-a-text",
    "An End is a text",
    wrong(withTransition, "End", "true", ({ state }) => state.End === true),
  ),
  operator(
    "query-language-unknown",
    "A state's query language does not exist",
    wrong(["Task", "Pass"], "QueryLanguage", "JMESPath"),
  ),
  operator(
    "retry-not-a-list",
    "A Retry is an object",
    wrong(["Task", "Parallel"], "Retry", { ErrorEquals: ["States.ALL"] }),
  ),
  operator(
    "catch-not-a-list",
    "A Catch is an object",
    wrong(["Task", "Map"], "Catch", { ErrorEquals: ["States.ALL"] }),
  ),
  operator("timeout-zero", "A Task's time-out is 0", wrong(["Task"], "TimeoutSeconds", 0)),
  operator("timeout-not-whole", "A Task's time-out is no whole number", wrong(["Task"], "TimeoutSeconds", 1.5)),
  operator(
    "timeout-twice",
    "A Task has a time-out and a path to one",
    each(statesOf("Task"), ({ state, path, jsonata }) => {
      if (typeof state.TimeoutSeconds !== "number" || jsonata) return undefined;
      state.TimeoutSecondsPath = "$.Timeout";
      return path;
    }),
  ),
  operator(
    "heartbeat-too-long",
    "A Task's heartbeat is not below its time-out",
    each(statesOf("Task"), ({ state, path }) => {
      if (typeof state.TimeoutSeconds !== "number") return undefined;
      state.HeartbeatSeconds = state.TimeoutSeconds;
      return path;
    }),
  ),
  operator(
    "wait-for-nothing",
    "A Wait says neither how long nor until when",
    each(statesOf("Wait"), ({ state, path }) => {
      for (const field of ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"])
        Reflect.deleteProperty(state, field);
      return path;
    }),
  ),
  operator(
    "wait-twice",
    "A Wait says how long and until when",
    each(statesOf("Wait"), ({ state, path }) => {
      if (state.Timestamp !== undefined || state.TimestampPath !== undefined) return undefined;
      state.Timestamp = "2026-12-24T18:00:00Z";
      return path;
    }),
  ),
  operator(
    "wait-negative",
    "A Wait takes less than no time",
    wrong(["Wait"], "Seconds", -1, ({ state }) => typeof state.Seconds === "number"),
  ),
  operator(
    "wait-timestamp",
    "A Wait is until something that is no time",
    wrong(["Wait"], "Timestamp", "Christmas", ({ state }) => state.Timestamp !== undefined),
  ),
  operator(
    "fail-error-twice",
    "A Fail has an Error and a path to one",
    each(statesOf("Fail"), ({ state, path }) => {
      if (state.ErrorPath === undefined) return undefined;
      state.Error = "Failed";
      return path;
    }),
  ),
  operator(
    "branches-missing",
    "A Parallel has no Branches",
    each(statesOf("Parallel"), ({ state, path }) => remove(state, path, "Branches") && path),
  ),
  operator(
    "branches-an-object",
    "A Parallel's Branches is one branch, not a list",
    each(statesOf("Parallel"), ({ state, path }) => set(state, path, "Branches", objects(state.Branches)[0]!)),
  ),
  operator(
    "branch-without-start",
    "A branch has no StartAt",
    each(statesOf("Parallel"), ({ state, path }) =>
      remove(objects(state.Branches)[0]!, `${path}.Branches[0]`, "StartAt"),
    ),
  ),
  operator(
    "processor-missing",
    "A Map has nothing to do for its items",
    each(statesOf("Map"), ({ state, path }) => {
      Reflect.deleteProperty(state, "ItemProcessor");
      Reflect.deleteProperty(state, "Iterator");
      return path;
    }),
  ),
  operator(
    "processor-without-states",
    "A Map's processor has no States",
    each(statesOf("Map"), ({ state, path }) => {
      const field = state.Iterator === undefined ? "ItemProcessor" : "Iterator";
      return remove(asObject(state[field])!, `${path}.${field}`, "States");
    }),
  ),
  operator("concurrency-negative", "A Map runs fewer than no items at a time", wrong(["Map"], "MaxConcurrency", -1)),
  operator(
    "mode-misspelt",
    "A Map's mode does not exist",
    each(statesOf("Map"), ({ state, path }) => {
      const config = asObject(asObject(state.ItemProcessor)?.ProcessorConfig);
      return config === undefined
        ? undefined
        : set(config, `${path}.ItemProcessor.ProcessorConfig`, "Mode", "PARALLEL");
    }),
  ),
  operator(
    "execution-type-missing",
    "A Distributed Map does not say of which type its executions are",
    each(statesOf("Map"), (site) => {
      if (!distributed(site)) return undefined;
      const config = asObject(asObject(site.state.ItemProcessor)!.ProcessorConfig)!;
      return remove(config, `${site.path}.ItemProcessor.ProcessorConfig`, "ExecutionType");
    }),
  ),
  operator(
    "reader-inline",
    "An inline Map has an ItemReader",
    wrong(
      ["Map"],
      "ItemReader",
      { Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { Bucket: "churn-data" } },
      inline,
    ),
  ),
  operator(
    "batcher-inline",
    "An inline Map has an ItemBatcher",
    wrong(["Map"], "ItemBatcher", { MaxItemsPerBatch: 5 }, inline),
  ),
  operator(
    "reader-resource",
    "A Distributed Map reads by an API that cannot be read from",
    each(statesOf("Map"), ({ state, path }) => {
      const reader = asObject(state.ItemReader);
      return reader && set(reader, `${path}.ItemReader`, "Resource", "arn:aws:states:::s3:getObjects");
    }),
  ),
  operator(
    "reader-type",
    "A Distributed Map reads a kind of file that there is not",
    each(statesOf("Map"), ({ state, path }) => {
      const config = asObject(asObject(state.ItemReader)?.ReaderConfig);
      return config && set(config, `${path}.ItemReader.ReaderConfig`, "InputType", "XML");
    }),
  ),
  operator(
    "percentage-too-large",
    "A Map tolerates the failure of more than 100 percent",
    wrong(["Map"], "ToleratedFailurePercentage", 101, distributed),
  ),
];
