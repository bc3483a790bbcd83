/**
 * What is known, before it runs, of a value that goes through a state machine. Values of this type are never changed.
 */
import { isPlaceholder } from "./malformed";
import {
  emptyMap,
  getMember,
  mapOf,
  type MemberMap,
  membersOf,
  mergeInto,
  mergeMembers,
  setMember,
  sizeOf,
} from "./memberMap";

/** What is known of a value. */
export type Data =
  /** Nothing can get here: items of an empty list. */
  | { kind: "never" }
  | { kind: "unknown" }
  | { kind: "null" }
  | ScalarData
  | ObjectData
  /** Any number of items. */
  | { kind: "list"; item: Data; depth: number }
  /** As many items as there are. */
  | { kind: "tuple"; items: readonly Data[]; depth: number };

/** Text, number or truth value; one of `values` when these are known. */
export interface ScalarData {
  kind: "string" | "number" | "boolean";
  values?: readonly (string | number | boolean)[];
}

/** An object. */
export interface ObjectData {
  kind: "object";
  members: MemberMap<Member>;
  /** What members beside the known ones hold; undefined when there can be none. */
  rest: Data | undefined;
  depth: number;
  /** Least length of the members as JSON. */
  bytes: number;
}

/** What is known of an object's member. */
export interface Member {
  data: Data;
  /**
   * `certain`: it is there. `some`: some ways through the definition have written it, others have certainly not.
   * `optional`: it may be there or not, and that is as it should be.
   */
  presence: "certain" | "some" | "optional";
}

/** Objects and lists inside each other that are kept apart; what is deeper counts as unknown. */
const MAX_DEPTH = 16;
/** Values of a scalar that are kept apart. */
const MAX_VALUES = 12;

export const UNKNOWN: Data = { kind: "unknown" };
export const NEVER: Data = { kind: "never" };
export const NULL: Data = { kind: "null" };
export const STRING: ScalarData = { kind: "string" };
export const NUMBER: ScalarData = { kind: "number" };
export const BOOLEAN: ScalarData = { kind: "boolean" };
/** The object without members. */
export const EMPTY: ObjectData = { kind: "object", members: emptyMap, rest: undefined, depth: 1, bytes: 0 };

/** A list of any length. */
export function listOf(item: Data): Data {
  const depth = depthOf(item) + 1;
  return depth > MAX_DEPTH ? UNKNOWN : { kind: "list", item, depth };
}

/** A list of so many items. */
export function tupleOf(items: readonly Data[]): Data {
  const depth = items.reduce((deepest, item) => Math.max(deepest, depthOf(item)), 0) + 1;
  return depth > MAX_DEPTH ? UNKNOWN : { kind: "tuple", items, depth };
}

/** An object with these members, all certain unless said otherwise. */
export function objectOf(members: Record<string, Data | Member>, rest?: Data): ObjectData {
  const entries = Object.entries(members).map(([name, member]): [string, Member] => [
    name,
    "presence" in member ? member : { data: member, presence: "certain" },
  ]);
  return objectFrom(entries, rest);
}

/** An object of members whose names differ. */
export function objectFrom(entries: readonly (readonly [name: string, member: Member])[], rest?: Data): ObjectData {
  let depth = 1;
  let bytes = 0;
  const kept = entries.map((entry): readonly [string, Member] => {
    const [name, { data, presence }] = entry;
    const isTooDeep = depthOf(data) >= MAX_DEPTH;
    const member = isTooDeep ? { data: UNKNOWN, presence } : entry[1];
    depth = Math.max(depth, depthOf(member.data) + 1);
    bytes += memberBytes(name, member);
    return isTooDeep ? [name, member] : entry;
  });
  return { kind: "object", members: mapOf(kept), rest, depth, bytes };
}

/** The object with one member more, or another one in its place. */
export function withMember(object: ObjectData, name: string, given: Member): ObjectData {
  const member: Member = depthOf(given.data) >= MAX_DEPTH ? { data: UNKNOWN, presence: given.presence } : given;
  const before = getMember(object.members, name);
  return {
    kind: "object",
    members: setMember(object.members, name, member),
    rest: object.rest,
    depth: Math.max(object.depth, depthOf(member.data) + 1),
    bytes: object.bytes + memberBytes(name, member) - (before === undefined ? 0 : memberBytes(name, before)),
  };
}

/** The member of that name; undefined when it is not among the known ones. */
export function memberOf(object: ObjectData, name: string): Member | undefined {
  return getMember(object.members, name);
}

/** Most names that a message or a suggestion looks through. */
const MAX_NAMES = 200;

/** Names of known members: all of them, or the first when there are hundreds. */
export function someNamesOf(object: ObjectData): string[] {
  const names: string[] = [];
  for (const [name] of membersOf(object.members)) if (names.push(name) === MAX_NAMES) break;
  return names;
}

/** Known members with their names. */
export function entriesOf(object: ObjectData): (readonly [string, Member])[] {
  return [...membersOf(object.members)];
}

/** What is known of a JSON value that is written in the definition: everything, down to a depth of 16. */
export function dataOf(value: unknown, depth = 1): Data {
  switch (typeof value) {
    case "string":
      return isPlaceholder(value) ? UNKNOWN : { kind: "string", values: [value] };
    case "number":
      return { kind: "number", values: [value] };
    case "boolean":
      return { kind: "boolean", values: [value] };
    case "object":
      if (value === null) return NULL;
      if (depth >= MAX_DEPTH) return UNKNOWN;
      if (Array.isArray(value)) return tupleOf(value.map((item) => dataOf(item, depth + 1)));
      return objectFrom(
        Object.entries(value).map(([name, item]) => [name, { data: dataOf(item, depth + 1), presence: "certain" }]),
      );
    default:
      return UNKNOWN;
  }
}

/** What is known of a value that is one or the other. Gives `left` itself when `right` adds nothing to it. */
export function join(left: Data, right: Data): Data {
  return combine(left, right, join);
}

/**
 * As `join`, but what differs becomes unknown at once: repeated, it soon comes to an end, as loops need it.
 */
export function widen(left: Data, right: Data): Data {
  if (left === right || left.kind === "unknown") return left;
  if (left.kind === "object" && right.kind === "object") return widenObjects(left, right);
  return join(left, right) === left ? left : UNKNOWN;
}

function combine(left: Data, right: Data, each: (left: Data, right: Data) => Data): Data {
  if (left === right || right.kind === "never" || left.kind === "unknown") return left;
  if (left.kind === "never") return right;
  if (left.kind === "object" && right.kind === "object") return mergeObjects(left, right, each);
  if (isList(left) && isList(right)) return joinLists(left, right, each);
  if (isScalar(left) && left.kind === right.kind) return joinScalars(left, right);
  return left.kind === "null" && right.kind === "null" ? left : UNKNOWN;
}

function joinScalars(left: ScalarData, right: ScalarData): Data {
  if (left.values === undefined) return left;
  if (right.values === undefined) return right;
  const added = right.values.filter((value) => !left.values?.includes(value));
  if (added.length === 0) return left;
  const values = [...left.values, ...added];
  return values.length > MAX_VALUES ? { kind: left.kind } : { kind: left.kind, values };
}

type ListData = Extract<Data, { kind: "list" | "tuple" }>;

function joinLists(left: ListData, right: ListData, each: (left: Data, right: Data) => Data): Data {
  if (left.kind === "tuple" && right.kind === "tuple" && left.items.length === right.items.length) {
    const items = left.items.map((item, index) => each(item, right.items[index] ?? NEVER));
    return items.every((item, index) => item === left.items[index]) ? left : tupleOf(items);
  }
  const item = each(itemOf(left), itemOf(right));
  return left.kind === "list" && item === left.item ? left : listOf(item);
}

function mergeObjects(left: ObjectData, right: ObjectData, each: (left: Data, right: Data) => Data): ObjectData {
  let { bytes } = left;
  let depth = Math.max(left.depth, right.depth);
  const rest =
    left.rest === undefined || right.rest === undefined ? (left.rest ?? right.rest) : each(left.rest, right.rest);
  const members = mergeMembers(left.members, right.members, (ours, theirs, name) => {
    const merged = mergeMember(ours, theirs, ours === undefined ? left : right, each);
    bytes += memberBytes(name, merged) - (ours === undefined ? 0 : memberBytes(name, ours));
    depth = Math.max(depth, depthOf(merged.data) + 1);
    return merged;
  });
  return members === left.members && rest === left.rest ? left : { kind: "object", members, rest, depth, bytes };
}

/** As `mergeObjects`; names that `left` has not become part of its rest. */
function widenObjects(left: ObjectData, right: ObjectData): ObjectData {
  let { bytes } = left;
  let lacking = 0;
  const members = mergeInto(left.members, right.members, (ours, theirs, name) => {
    if (theirs === undefined) lacking++;
    const merged = mergeMember(ours, theirs, right, widen);
    bytes += memberBytes(name, merged) - memberBytes(name, ours!);
    return merged;
  });
  const hasNewNames = sizeOf(right.members) > sizeOf(left.members) - lacking;
  const rest = hasNewNames || right.rest !== undefined ? UNKNOWN : left.rest;
  if (members === left.members && (rest === left.rest || left.rest === UNKNOWN)) return left;
  return { kind: "object", members, rest: left.rest === UNKNOWN ? UNKNOWN : rest, depth: left.depth, bytes };
}

/** @param other the object that lacks the member, when one does */
function mergeMember(
  ours: Member | undefined,
  theirs: Member | undefined,
  other: ObjectData,
  each: (left: Data, right: Data) => Data,
): Member {
  if (ours === undefined || theirs === undefined) {
    const { data, presence } = (ours ?? theirs)!;
    const lowered = other.rest === undefined || presence === "some" ? "some" : "optional";
    const member: Member = { data: other.rest === undefined ? data : each(data, other.rest), presence: lowered };
    return ours !== undefined && member.data === ours.data && member.presence === ours.presence ? ours : member;
  }
  const data = each(ours.data, theirs.data);
  const presences = [ours.presence, theirs.presence];
  const presence = (["some", "optional", "certain"] as const).find((level) => presences.includes(level))!;
  return data === ours.data && presence === ours.presence ? ours : { data, presence };
}

/** Whether it is a list, of known length or not. */
export function isList(data: Data): data is ListData {
  return data.kind === "list" || data.kind === "tuple";
}

/** Whether it is text, a number or a truth value. */
export function isScalar(data: Data): data is ScalarData {
  return data.kind === "string" || data.kind === "number" || data.kind === "boolean";
}

/** What is known of every item of a list. */
export function itemOf(list: ListData): Data {
  return list.kind === "list" ? list.item : list.items.reduce(join, NEVER);
}

/** Least length of the value as JSON, in bytes of UTF-8. */
export function leastBytes(data: Data): number {
  switch (data.kind) {
    case "string":
      return data.values === undefined ? 2 : 2 + shortest(data.values, (text) => Buffer.byteLength(text));
    case "number":
    case "boolean":
      return data.values === undefined ? 1 : shortest(data.values, (text) => text.length);
    case "object":
      return 2 + Math.max(0, data.bytes - 1);
    case "tuple":
      return (
        2 +
        Math.max(
          0,
          data.items.reduce((sum, item) => sum + leastBytes(item) + 1, -1),
        )
      );
    case "list":
      return 2;
    default:
      return 1;
  }
}

function shortest(values: NonNullable<ScalarData["values"]>, lengthOf: (text: string) => number): number {
  let least = Infinity;
  for (const value of values) least = Math.min(least, lengthOf(String(value)));
  return least;
}

/** Length with quotes, colon and comma. */
function memberBytes(name: string, { data, presence }: Member): number {
  return presence === "certain" ? Buffer.byteLength(name) + 4 + leastBytes(data) : 0;
}

function depthOf(data: Data): number {
  return "depth" in data ? data.depth : 0;
}
