/** What a path leads to: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html */
import type { Segment } from "../../expression/jsonPathNodes";
import {
  type Data,
  entriesOf,
  isList,
  itemOf,
  join,
  listOf,
  memberOf,
  someNamesOf,
  NEVER,
  NUMBER,
  STRING,
  UNKNOWN,
} from "./data";

/** What is known of the value at a path. */
export interface Found {
  data: Data;
  /** As of a member; `unknown` when it depends on what is not known; `missing` when it is certainly not there. */
  presence: "certain" | "some" | "optional" | "unknown" | "missing";
  /** With `missing` and `some`: the step that finds nothing, and which names there are in its place. */
  gap?: { step: string; names: string[]; reason?: string };
}

const NOTHING_KNOWN: Found = { data: UNKNOWN, presence: "unknown" };

/** Follows a path's steps. */
export function lookUp(root: Data, segments: readonly Segment[]): Found {
  let found: Found = { data: root, presence: "certain" };
  for (const [at, segment] of segments.entries()) {
    if (found.data.kind === "unknown" || found.data.kind === "never") return { ...NOTHING_KNOWN, ...softened(found) };
    if (segment.kind === "many") return many(found, segment, segments.slice(at + 1));
    const next = step(found.data, segment);
    if (next.presence === "missing") return next;
    found = { ...next, ...weaker(found, next) };
  }
  return found;
}

/** Of two steps the one that is less certain to find something. */
function weaker(first: Found, second: Found): Pick<Found, "presence" | "gap"> {
  const order: Found["presence"][] = ["some", "unknown", "optional", "certain"];
  const [{ presence, gap }] = order.indexOf(first.presence) <= order.indexOf(second.presence) ? [first] : [second];
  return gap === undefined ? { presence } : { presence, gap };
}

function softened({ presence, gap }: Found): Partial<Found> {
  return presence === "some" ? { presence, ...(gap !== undefined && { gap }) } : {};
}

function step(data: Data, segment: Exclude<Segment, { kind: "many" }>): Found {
  switch (segment.kind) {
    case "member":
      return memberStep(data, segment.name);
    case "index":
      return indexStep(data, segment.index);
    case "function":
      return { data: segment.name === "keys" ? listOf(STRING) : functionData(segment.name), presence: "certain" };
  }
}

function functionData(name: string): Data {
  return name === "first" || name === "last" ? UNKNOWN : NUMBER;
}

function memberStep(data: Data, name: string): Found {
  if (data.kind !== "object") {
    return {
      data: NEVER,
      presence: "missing",
      gap: { step: name, names: [], reason: `it is read from ${described(data)}` },
    };
  }
  const member = memberOf(data, name);
  const gap = {
    step: name,
    get names() {
      return someNamesOf(data);
    },
  };
  if (member !== undefined) return { ...member, ...(member.presence === "some" && { gap }) };
  return data.rest === undefined ? { data: NEVER, presence: "missing", gap } : { data: data.rest, presence: "unknown" };
}

function indexStep(data: Data, index: number): Found {
  const step = `[${index}]`;
  if (data.kind === "list") return { data: data.item, presence: "unknown" };
  if (data.kind === "tuple") {
    const item = data.items.at(index);
    if (item !== undefined) return { data: item, presence: "certain" };
    const reason = `the list has ${data.items.length} item${data.items.length === 1 ? "" : "s"}`;
    return { data: NEVER, presence: "missing", gap: { step, names: [], reason } };
  }
  return { data: NEVER, presence: "missing", gap: { step, names: [], reason: `it is read from ${described(data)}` } };
}

/** From here on the path gives a list; what the following steps do not find is left out of it. */
function many(base: Found, segment: Extract<Segment, { kind: "many" }>, rest: readonly Segment[]): Found {
  const item = itemsFor(base.data, segment);
  const last = rest.at(-1);
  if (last?.kind === "function") return { ...weaker(base, base), data: functionData(last.name) };
  const inner = lookUp(item, rest);
  return { ...weaker(base, base), data: listOf(inner.presence === "missing" ? NEVER : inner.data) };
}

function itemsFor(data: Data, segment: Extract<Segment, { kind: "many" }>): Data {
  if (segment.select === "descendants") return UNKNOWN;
  if (isList(data)) return itemOf(data);
  if (data.kind !== "object" || data.rest !== undefined) return UNKNOWN;
  const names = segment.select === "names" ? segment.names : entriesOf(data).map(([name]) => name);
  return names.reduce<Data>((items, name) => join(items, memberOf(data, name)?.data ?? NEVER), NEVER);
}

/** For messages: "a list". */
export function described(data: Data): string {
  switch (data.kind) {
    case "object":
      return "an object";
    case "list":
    case "tuple":
      return "a list";
    case "string":
    case "number":
    case "boolean":
      if (data.values?.length === 1) return JSON.stringify(data.values[0]);
      return { string: "text", number: "a number", boolean: "true or false" }[data.kind];
    case "null":
      return "null";
    default:
      return "a value that is not known";
  }
}
