/** Names of jobs and models, and how many or how long things may be. */
import type { Json, JsonObject } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { asObject, objects, tasks, type TaskSite, tasksOf } from "../sites";
import { set } from "./edits";
import { channel } from "../subjects/requests";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "names and limits",
  breaks,
  mutate,
});

/** The parameter with the name of what is made, by API. */
const NAMES: Record<string, string> = {
  "sagemaker:createTrainingJob": "TrainingJobName",
  "sagemaker:createTransformJob": "TransformJobName",
  "sagemaker:createProcessingJob": "ProcessingJobName",
  "sagemaker:createHyperParameterTuningJob": "HyperParameterTuningJobName",
  "sagemaker:createLabelingJob": "LabelingJobName",
  "sagemaker:createModel": "ModelName",
  "sagemaker:createEndpointConfig": "EndpointConfigName",
  "sagemaker:createEndpoint": "EndpointName",
};

const named = (definition: JsonObject) =>
  tasks(definition).flatMap((task) => {
    const parameter = NAMES[task.api];
    return parameter === undefined ? [] : [{ ...task, parameter }];
  });

type Named = TaskSite & { parameter: string };

/** Gives what is made a fixed name. */
const literalName = (name: string, wanted: (site: Named) => boolean = () => true) =>
  each(named, (site) => {
    if (!wanted(site)) return undefined;
    Reflect.deleteProperty(site.request, `${site.parameter}.$`);
    return set(site.request, site.requestPath, site.parameter, name);
  });

/** Gives what is made a name by an expression: an intrinsic, or in JSONata what is the same. */
const madeName = (intrinsic: string, jsonata: string, wanted: (site: Named) => boolean = () => true) =>
  each(named, (site) => {
    if (!wanted(site)) return undefined;
    Reflect.deleteProperty(site.request, site.parameter);
    Reflect.deleteProperty(site.request, `${site.parameter}.$`);
    if (site.jsonata) site.request[site.parameter] = `{% ${jsonata} %}`;
    else site.request[`${site.parameter}.$`] = intrinsic;
    return `${site.requestPath}.${site.parameter}`;
  });

const isTuning = ({ api }: Named) => api === "sagemaker:createHyperParameterTuningJob";

const training = tasksOf("sagemaker:createTrainingJob");

/** Gives a training job a value that is too much. */
const trainingValue = (parameter: string, given: Json) =>
  each(training, ({ request, requestPath }) => set(request, requestPath, parameter, given));

const many = (count: number, name: string, make: (index: number) => string): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_item, index) => [`${name}${index}`, make(index)]));

/** Operators on names and limits. */
export const limitOperators: Operator[] = [
  operator("name-underscore", "A name with an underscore", literalName("churn_model")),
  operator("name-dot", "A name with a dot", literalName("churn.model")),
  operator("name-hyphen-first", "A name that begins with a hyphen", literalName("-churn")),
  operator("name-64", "A name of 64 characters", literalName("a".repeat(64))),
  operator("name-empty", "An empty name", literalName("")),
  operator("tuning-name-33", "A tuning job's name of 33 characters", literalName("a".repeat(33), isTuning)),
  operator(
    "made-name-underscore",
    "An expression that makes a name with an underscore",
    madeName("States.Format('churn_{}', States.UUID())", "'churn_' & $uuid()"),
  ),
  operator(
    "made-name-too-long",
    "An expression that makes a name of more than 63 characters",
    madeName(
      `States.Format('churn-customers-by-segment-and-day-{}', States.UUID())`,
      `'churn-customers-by-segment-and-day-' & $uuid()`,
    ),
  ),
  operator(
    "made-name-tuning",
    "An expression that makes a tuning job's name of more than 32 characters",
    madeName("States.UUID()", "$uuid()", isTuning),
  ),
  operator(
    "name-without-dollar",
    "A path in place of a name, since the key lacks its .$",
    literalName("$.Name", ({ jsonata }) => !jsonata),
  ),
  operator(
    "channels-21",
    "21 channels",
    trainingValue(
      "InputDataConfig",
      Array.from({ length: 21 }, (_item, index) => channel(`channel-${index}`)),
    ),
  ),
  operator(
    "channel-twice",
    "Two channels of one name",
    trainingValue("InputDataConfig", [channel("train"), channel("train")]),
  ),
  operator("channel-name", "A channel's name with a space", trainingValue("InputDataConfig", [channel("train data")])),
  operator(
    "inputs-11",
    "11 inputs of a processing job",
    each(tasksOf("sagemaker:createProcessingJob"), ({ request, requestPath }) => {
      const [input] = objects(request.ProcessingInputs);
      return set(
        request,
        requestPath,
        "ProcessingInputs",
        Array.from({ length: 11 }, (_item, index) => ({ ...structuredClone(input), InputName: `input-${index}` })),
      );
    }),
  ),
  operator(
    "hyperparameters-101",
    "101 hyperparameters",
    trainingValue("HyperParameters", many(101, "parameter_", String)),
  ),
  operator(
    "hyperparameter-2501",
    "A hyperparameter of 2,501 characters",
    trainingValue("HyperParameters", { text: "x".repeat(2501) }),
  ),
  operator(
    "environment-513",
    "An environment variable of 513 characters",
    trainingValue("Environment", { TEXT: "x".repeat(513) }),
  ),
  operator(
    "environment-name",
    "An environment variable with a hyphen in its name",
    trainingValue("Environment", { "LOG-LEVEL": "info" }),
  ),
  operator(
    "environment-257",
    "An environment variable of a processing job of 257 characters",
    each(tasksOf("sagemaker:createProcessingJob"), ({ request, requestPath }) =>
      set(request, requestPath, "Environment", { TEXT: "x".repeat(257) }),
    ),
  ),
  operator(
    "tags-51",
    "51 tags",
    trainingValue(
      "Tags",
      Array.from({ length: 51 }, (_item, index) => ({ Key: `tag-${index}`, Value: "x" })),
    ),
  ),
  operator(
    "tag-twice",
    "Two tags of one key",
    trainingValue("Tags", [
      { Key: "team", Value: "a" },
      { Key: "team", Value: "b" },
    ]),
  ),
  operator(
    "variants-none",
    "An endpoint without a variant",
    each(tasksOf("sagemaker:createEndpointConfig"), ({ request, requestPath }) =>
      set(request, requestPath, "ProductionVariants", []),
    ),
  ),
  operator(
    "label-too-long",
    "A Map's label of 41 characters",
    each(
      (definition) => mapsWithLabel(definition),
      ({ state, path }) => set(state, path, "Label", "x".repeat(41)),
    ),
  ),
  operator(
    "label-characters",
    "A Map's label with a slash and a star",
    each(
      (definition) => mapsWithLabel(definition),
      ({ state, path }) => set(state, path, "Label", "rows/*"),
    ),
  ),
];

function mapsWithLabel(definition: JsonObject): { state: JsonObject; path: string }[] {
  return Object.entries(asObject(definition.States) ?? {}).flatMap(([name, value]) => {
    const state = asObject(value);
    return state?.Label === undefined ? [] : [{ state, path: `States.${name}` }];
  });
}
