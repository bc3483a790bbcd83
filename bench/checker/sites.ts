/** Places in a definition that can be broken. Written apart from asl/walk.ts, so that a fault there shows in the results. */
import type { Json, JsonObject } from "../../asl/definition";

/** A state and where it is. */
export interface StateSite {
  name: string;
  state: JsonObject;
  path: string;
  /** The states among which its Next is looked up. */
  graph: JsonObject;
  jsonata: boolean;
  /** Paths of the Map states around it. */
  maps: readonly string[];
}

/** A Task that calls a service integration. */
export interface TaskSite extends StateSite {
  /** `sagemaker:createTrainingJob`, without the pattern. */
  api: string;
  request: JsonObject;
  requestPath: string;
}

/** An object somewhere below a state. */
export interface ObjectSite {
  object: JsonObject;
  path: string;
  site: StateSite;
}

/** One member of an object somewhere below a state. */
export interface LeafSite extends ObjectSite {
  key: string;
  value: string;
}

/** The value when it is an object, not a list or null. */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
}

/** The value when it is a text, else an empty one. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The objects of a list; none when it is no list. */
export function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== undefined) : [];
}

/** Every state, outer ones first. */
export function states(definition: JsonObject): StateSite[] {
  const machine = definition.QueryLanguage === "JSONata";
  const visit = (graph: JsonObject, prefix: string, maps: readonly string[]): StateSite[] =>
    Object.entries(asObject(graph.States) ?? {}).flatMap(([name, value]) => {
      const state = asObject(value);
      if (state === undefined) return [];
      const path = `${prefix}States.${name}`;
      const jsonata = machine || state.QueryLanguage === "JSONata";
      const processor = asObject(state.ItemProcessor);
      const iterator = asObject(state.Iterator);
      return [
        { name, state, path, graph, jsonata, maps },
        ...objects(state.Branches).flatMap((branch, index) => visit(branch, `${path}.Branches[${index}].`, maps)),
        ...(processor === undefined ? [] : visit(processor, `${path}.ItemProcessor.`, [...maps, path])),
        ...(iterator === undefined ? [] : visit(iterator, `${path}.Iterator.`, [...maps, path])),
      ];
    });
  return visit(definition, "", []);
}

/** Every state of these types. */
export function statesOf(...types: string[]): (definition: JsonObject) => StateSite[] {
  return (definition) => states(definition).filter(({ state }) => types.includes(textOf(state.Type)));
}

/** Every Task with a service integration, and what it sends. */
export function tasks(definition: JsonObject): TaskSite[] {
  return statesOf("Task")(definition).flatMap((site) => {
    const api = /^arn:aws:states:::(.+?)(\.sync|\.sync:2|\.waitForTaskToken)?$/.exec(textOf(site.state.Resource))?.[1];
    const field = site.jsonata ? "Arguments" : "Parameters";
    const request = asObject(site.state[field]);
    return api === undefined || request === undefined
      ? []
      : [{ ...site, api, request, requestPath: `${site.path}.${field}` }];
  });
}

/** Tasks of these APIs. */
export function tasksOf(...apis: string[]): (definition: JsonObject) => TaskSite[] {
  return (definition) => tasks(definition).filter(({ api }) => apis.includes(api));
}

/** Every entry of every Retry or Catch. */
export function handlers(field: "Retry" | "Catch"): (definition: JsonObject) => ObjectSite[] {
  return (definition) =>
    states(definition).flatMap((site) =>
      objects(site.state[field]).map((object, index) => ({ object, path: `${site.path}.${field}[${index}]`, site })),
    );
}

/** A rule of a Choice state; `top` when it is no part of an And, Or or Not. */
export interface RuleSite extends ObjectSite {
  top: boolean;
}

/** Every rule of every Choice state, those inside And, Or and Not too. */
export function rules(definition: JsonObject): RuleSite[] {
  const visit = (object: JsonObject, path: string, site: StateSite, top: boolean): RuleSite[] => [
    { object, path, site, top },
    ...["And", "Or"].flatMap((key) =>
      objects(object[key]).flatMap((inner, index) => visit(inner, `${path}.${key}[${index}]`, site, false)),
    ),
    ...(asObject(object.Not) === undefined ? [] : visit(asObject(object.Not)!, `${path}.Not`, site, false)),
  ];
  return statesOf("Choice")(definition).flatMap((site) =>
    objects(site.state.Choices).flatMap((rule, index) => visit(rule, `${site.path}.Choices[${index}]`, site, true)),
  );
}

/** Every object at or below a value. */
export function objectsBelow(value: Json | undefined, path: string, site: StateSite): ObjectSite[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsBelow(item, `${path}[${index}]`, site));
  const object = asObject(value);
  if (object === undefined) return [];
  return [
    { object, path, site },
    ...Object.entries(object).flatMap(([key, inner]) => objectsBelow(inner, `${path}.${key}`, site)),
  ];
}

/** Every member that holds text, in the given fields of every state. */
export function leaves(...fields: string[]): (definition: JsonObject) => LeafSite[] {
  return (definition) =>
    states(definition).flatMap((site) =>
      fields.flatMap((field) =>
        objectsBelow(site.state[field], `${site.path}.${field}`, site).flatMap((found) =>
          Object.entries(found.object).flatMap(([key, value]) =>
            typeof value === "string"
              ? [{ ...found, key, value, path: `${found.path}.${key.replace(/\.\$$/, "")}` }]
              : [],
          ),
        ),
      ),
    );
}

/** Fields in which a JSONPath state writes payload templates. */
const TEMPLATES = [
  "Parameters",
  "ResultSelector",
  "ItemSelector",
  "Assign",
  "ItemBatcher",
  "ItemReader",
  "ResultWriter",
];

/** Every member of a payload template that is a path or an intrinsic: its key ends in `.$`. */
export function references(definition: JsonObject): LeafSite[] {
  return leaves(...TEMPLATES)(definition).filter(({ key, site }) => key.endsWith(".$") && !site.jsonata);
}

/** Every member of a JSONata state that is an expression. */
export function expressions(definition: JsonObject): LeafSite[] {
  return leaves(
    "Arguments",
    "Output",
    "Assign",
    "ItemSelector",
  )(definition).filter(({ value, site }) => site.jsonata && value.startsWith("{%"));
}
