/**
 * Evaluates JSONPath as Step Functions does, whose rules are those of the Jayway implementation: a path that can lead to one
 * place only must lead somewhere, any other gives the list of what it finds.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */
import type { Json } from "../../../asl/definition";
import type { JsonPath, ManySegment, Segment } from "../../../asl/expression/jsonPath";
import { isObject, ownMember } from "../json";
import { holds } from "./jsonPathFilter";
import { applyPathFunction } from "./pathFunctions";
import type { View } from "./view";

/** A path that leads nowhere. */
export class PathNotFound extends Error {
  override readonly name = "PathNotFound";
}

/**
 * The value that a path leads to.
 *
 * @throws PathNotFound when it leads nowhere
 */
export function readPath(path: JsonPath, view: Pick<View, "data" | "context" | "variables">): Json {
  return readSegments(path.segments, rootOf(path, view));
}

/**
 * The value that steps from a value lead to.
 *
 * @throws PathNotFound when they lead nowhere
 */
export function readSegments(segments: readonly Segment[], root: Json): Json {
  const last = segments.at(-1);
  const steps = last?.kind === "function" ? segments.slice(0, -1) : segments;
  const found = steps.some(({ kind }) => kind === "many") ? find(steps, root) : follow(steps, root);
  return last?.kind === "function" ? applyPathFunction(last.name, found) : found;
}

function rootOf({ root }: JsonPath, { data, context, variables }: Pick<View, "data" | "context" | "variables">): Json {
  if (root === "input") return data;
  if (root === "context") return context;
  const value = variables.read(root.variable);
  if (value === undefined) throw new PathNotFound(`The variable '$${root.variable}' has no value`);
  return value;
}

/** The first so many steps, each of which leads to one place. */
function follow(steps: readonly Segment[], root: Json, count = steps.length): Json {
  let value = root;
  for (const [index, step] of steps.slice(0, count).entries()) {
    const next = stepInto(step, value);
    if (next === undefined) throw new PathNotFound(missing(steps, index, value));
    value = next;
  }
  return value;
}

function stepInto(step: Segment, value: Json): Json | undefined {
  if (step.kind === "member") return isObject(value) ? ownMember(value, step.name) : undefined;
  if (step.kind === "index") return Array.isArray(value) ? value.at(step.index) : undefined;
  return undefined;
}

/** Jayway's words. */
function missing(steps: readonly Segment[], index: number, value: Json): string {
  const place = steps
    .slice(0, index + 1)
    .map(textOf)
    .join("");
  if (steps[index]?.kind === "member" && !isObject(value)) {
    const name = steps[index].name;
    const type = value === null ? "null" : typeof value;
    return `Expected to find an object with property ['${name}'] in path $${steps.slice(0, index).map(textOf).join("")} but found '${type}'`;
  }
  return index === steps.length - 1 ? `No results for path: $${place}` : `Missing property in path $${place}`;
}

function textOf(step: Segment): string {
  if (step.kind === "member") return `['${step.name}']`;
  return step.kind === "index" ? `[${step.index}]` : "";
}

/**
 * Steps some of which lead to many places. Up to the first of those, each has to lead somewhere; after it, what leads nowhere
 * is left out.
 */
function find(steps: readonly Segment[], root: Json): Json[] {
  const first = steps.findIndex(({ kind }) => kind === "many");
  let found = [follow(steps, root, first)];
  for (let index = first; index < steps.length; index++) {
    const step = steps[index]!;
    if (step.kind !== "many") {
      found = found.flatMap((value) => {
        const next = stepInto(step, value);
        return next === undefined ? [] : [next];
      });
    } else if (step.select === "descendants") {
      found = found.flatMap((value) => [...descendants(value)]);
    } else {
      if (index === first) checkContainer(step, found[0]!);
      found = found.flatMap((value) => selectMany(step, value, root));
    }
  }
  return found;
}

function checkContainer(step: ManySegment, value: Json): void {
  const isList = step.select === "slice" || step.select === "indexes";
  const takes = isList ? Array.isArray(value) : step.select === "names" ? isObject(value) : true;
  if (!takes)
    throw new PathNotFound(`Expected to find ${isList ? "an array" : "an object"} but found '${typeof value}'`);
}

function selectMany(step: ManySegment, value: Json, root: Json): Json[] {
  switch (step.select) {
    case "all":
      return childrenOf(value);
    case "slice":
      return Array.isArray(value) ? slice(value, step) : [];
    case "indexes":
      return Array.isArray(value) ? step.indexes.flatMap((index) => value.at(index) ?? absent(value, index)) : [];
    case "names":
      return isObject(value) ? step.names.flatMap((name) => defined(ownMember(value, name))) : [];
    case "filter":
      // An object is asked itself, a list item by item.
      return (Array.isArray(value) ? value : isObject(value) ? [value] : []).filter((item) =>
        holds(step.filter, { item, root, read: readOrNothing }),
      );
    case "descendants":
      return [...descendants(value)];
  }
}

/** What `at` gives for null and for nothing is told apart. */
function absent(list: Json[], index: number): Json[] {
  const position = index < 0 ? list.length + index : index;
  return position >= 0 && position < list.length ? [null] : [];
}

function defined(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}

function readOrNothing(segments: readonly Segment[], root: Json): Json | undefined {
  try {
    return readSegments(segments, root);
  } catch (error) {
    if (error instanceof PathNotFound) return undefined;
    throw error;
  }
}

function childrenOf(value: Json): Json[] {
  return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
}

/** The value and all below it, each before what is in it; without recursion, however deep. */
function* descendants(value: Json): Generator<Json> {
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    const children = childrenOf(next);
    for (let index = children.length - 1; index >= 0; index--) open.push(children[index]!);
  }
}

function slice(list: Json[], { start, end, step = 1 }: { start?: number; end?: number; step?: number }): Json[] {
  const part = list.slice(start, end);
  return step > 1 ? part.filter((_item, index) => index % step === 0) : part;
}
