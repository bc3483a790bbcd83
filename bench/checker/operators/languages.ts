/** JSONPath where JSONata is spoken, and the other way round. */
import type { Json, JsonObject } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { asObject, expressions, rules, states, type StateSite, tasks, textOf } from "../sites";
import { rename, rewrite, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "query languages",
  breaks,
  mutate,
});

const speaking =
  (jsonata: boolean, ...types: string[]) =>
  (definition: JsonObject): StateSite[] =>
    states(definition).filter((site) => site.jsonata === jsonata && types.includes(textOf(site.state.Type)));

/** Gives JSONata states a field of JSONPath. */
const pathField = (field: string, value: Json, ...types: string[]) =>
  each(speaking(true, ...types), ({ state, path }) => set(state, path, field, value));

/** Gives JSONPath states a field of JSONata. */
const expressionField = (field: string, value: Json, ...types: string[]) =>
  each(speaking(false, ...types), ({ state, path }) => set(state, path, field, value));

/** Operators on query languages. */
export const languageOperators: Operator[] = [
  operator(
    "parameters-in-jsonata",
    "A JSONata task has Parameters",
    each(speaking(true, "Task"), ({ state, path }) => {
      rename(state, "Arguments", "Parameters");
      return path;
    }),
  ),
  operator(
    "input-path-in-jsonata",
    "A JSONata state has an InputPath",
    pathField("InputPath", "$.Order", "Task", "Pass", "Map"),
  ),
  operator(
    "output-path-in-jsonata",
    "A JSONata state has an OutputPath",
    pathField("OutputPath", "$.Order", "Task", "Pass", "Choice"),
  ),
  operator(
    "result-path-in-jsonata",
    "A JSONata state has a ResultPath",
    pathField("ResultPath", "$.Result", "Task", "Parallel", "Map"),
  ),
  operator(
    "selector-in-jsonata",
    "A JSONata state has a ResultSelector",
    pathField("ResultSelector", { "Name.$": "$.Name" }, "Task", "Map"),
  ),
  operator("items-path-in-jsonata", "A JSONata Map has an ItemsPath", pathField("ItemsPath", "$.Items", "Map")),
  operator(
    "seconds-path-in-jsonata",
    "A JSONata Wait has a SecondsPath",
    each(speaking(true, "Wait"), ({ state, path }) => {
      Reflect.deleteProperty(state, "Seconds");
      return set(state, path, "SecondsPath", "$.Seconds");
    }),
  ),
  operator(
    "variable-in-jsonata",
    "A JSONata Choice compares by Variable",
    each(
      (definition) => rules(definition).filter(({ site }) => site.jsonata),
      ({ object, path }) => {
        Reflect.deleteProperty(object, "Condition");
        Object.assign(object, { Variable: "$.status", StringEquals: "Completed" });
        return path;
      },
    ),
  ),
  operator(
    "path-in-jsonata",
    "A JSONPath in a JSONata expression",
    each(expressions, (site) => rewrite(site, "{% $.input.Name %}")),
  ),
  operator(
    "intrinsic-in-jsonata",
    "An intrinsic function in a JSONata expression",
    each(expressions, (site) => rewrite(site, "{% States.UUID() %}")),
  ),
  operator(
    "dollar-key-in-jsonata",
    "A key that ends in .$ in JSONata Arguments",
    each(
      (definition) => tasks(definition).filter(({ jsonata }) => jsonata),
      ({ request, requestPath }) => {
        const [key] = Object.keys(request).filter((name) => typeof request[name] === "string");
        if (key === undefined) return undefined;
        Reflect.deleteProperty(request, key);
        request[`${key}.$`] = "$.Name";
        return requestPath;
      },
    ),
  ),
  operator(
    "jsonpath-state-in-jsonata",
    "A JSONPath state in a JSONata machine",
    each(
      (definition) => (definition.QueryLanguage === "JSONata" ? states(definition) : []),
      ({ state, path }) => set(state, path, "QueryLanguage", "JSONPath") && path,
    ),
  ),
  operator(
    "arguments-in-jsonpath",
    "A JSONPath task has Arguments",
    each(speaking(false, "Task"), ({ state, path }) => {
      if (state.Parameters === undefined) return undefined;
      rename(state, "Parameters", "Arguments");
      return path;
    }),
  ),
  operator(
    "output-in-jsonpath",
    "A JSONPath state has an Output",
    expressionField("Output", { a: 1 }, "Task", "Pass", "Choice"),
  ),
  operator("items-in-jsonpath", "A JSONPath Map has Items", expressionField("Items", [1, 2], "Map")),
  operator(
    "condition-in-jsonpath",
    "A JSONPath Choice has a Condition",
    each(
      (definition) => rules(definition).filter(({ site, top }) => !site.jsonata && top),
      ({ object, path }) => {
        for (const key of Object.keys(object)) if (key !== "Next") Reflect.deleteProperty(object, key);
        object.Condition = "{% $states.input.Ready %}";
        return path;
      },
    ),
  ),
  operator(
    "expression-in-jsonpath",
    "A JSONata expression for a name in a JSONPath task",
    each(
      (definition) => tasks(definition).filter(({ jsonata, api }) => !jsonata && api.startsWith("sagemaker:")),
      ({ request, requestPath }) => {
        const key = Object.keys(request).find((name) => /Name(\.\$)?$/.test(name));
        if (key === undefined) return undefined;
        Reflect.deleteProperty(request, key);
        return set(request, requestPath, key.replace(/\.\$$/, ""), "{% $states.input.Name %}");
      },
    ),
  ),
  operator(
    "language-misspelt",
    "The machine's query language is misspelt",
    each(
      (definition) => [definition],
      (definition) => set(definition, "", "QueryLanguage", "Jsonata").slice(1),
    ),
  ),
  operator(
    "language-forgotten",
    "A machine whose states are in JSONata does not say so",
    each(
      (definition) => [definition],
      (definition) => {
        if (definition.QueryLanguage === undefined || asObject(definition.States) === undefined) return undefined;
        Reflect.deleteProperty(definition, "QueryLanguage");
        return "";
      },
    ),
  ),
];
