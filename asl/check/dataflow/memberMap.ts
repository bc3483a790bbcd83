/**
 * Immutable maps from names, as hash tries. Adding a name shares all but a few nodes with the map before, and merging
 * skips what two maps share: a definition of ten thousand states that each add a member stays linear.
 */

/** A map from names to values. Made by `emptyMap` and `setMember` alone. */
export type MemberMap<Value> = Leaf<Value> | Branch<Value>;

interface Leaf<Value> {
  entries: readonly (readonly [name: string, value: Value])[];
}

interface Branch<Value> {
  children: readonly (MemberMap<Value> | undefined)[];
  size: number;
}

const BITS = 4;
const WIDTH = 1 << BITS;
/** Entries of a leaf before it becomes a branch. */
const LEAF_SIZE = 8;
/** Below this the hash is used up, and leaves take any number of entries. */
const MAX_LEVEL = 7;

/** The map without entries. */
export const emptyMap: MemberMap<never> = { entries: [] };

/** The map of these entries, whose names differ. */
export function mapOf<Value>(entries: readonly (readonly [name: string, value: Value])[]): MemberMap<Value> {
  if (entries.length <= LEAF_SIZE) return { entries };
  return entries.reduce<MemberMap<Value>>((map, [name, value]) => setMember(map, name, value), emptyMap);
}

/** The value of a name; undefined when there is none. */
export function getMember<Value>(map: MemberMap<Value>, name: string): Value | undefined {
  return lookUp(map, name, 0);
}

/** The map with one value more, or another value. */
export function setMember<Value>(map: MemberMap<Value>, name: string, value: Value): MemberMap<Value> {
  return put(map, name, value, hashOf(name), 0);
}

/** Number of names. */
export function sizeOf(map: MemberMap<unknown>): number {
  return "children" in map ? map.size : map.entries.length;
}

/** Every name with its value, in no particular order. */
export function* membersOf<Value>(map: MemberMap<Value>): Generator<readonly [name: string, value: Value]> {
  if ("entries" in map) yield* map.entries;
  else for (const child of map.children) if (child !== undefined) yield* membersOf(child);
}

/**
 * One map of two: `combine` decides on each name that one of them lacks or for which they hold different values.
 * Gives `left` itself when that comes to the same.
 */
export function mergeMembers<Value>(
  left: MemberMap<Value>,
  right: MemberMap<Value>,
  combine: Combine<Value>,
): MemberMap<Value> {
  return merge(left, right, combine, true, 0);
}

/** As `mergeMembers`, with the names of `left` alone: what only `right` has is not even looked at. */
export function mergeInto<Value>(
  left: MemberMap<Value>,
  right: MemberMap<Value>,
  combine: Combine<Value>,
): MemberMap<Value> {
  return merge(left, right, combine, false, 0);
}

type Combine<Value> = (left: Value | undefined, right: Value | undefined, name: string) => Value;

function merge<Value>(
  left: MemberMap<Value>,
  right: MemberMap<Value>,
  combine: Combine<Value>,
  addsNames: boolean,
  level: number,
): MemberMap<Value> {
  if (left === right) return left;
  if ("children" in left && "children" in right) {
    // Most of what comes together is the same already: nothing is copied before something differs.
    let children: (MemberMap<Value> | undefined)[] | undefined;
    for (let slot = 0; slot < WIDTH; slot++) {
      const ours = left.children[slot];
      const theirs = right.children[slot];
      if (ours === theirs) continue;
      const merged = merge(ours ?? emptyMap, theirs ?? emptyMap, combine, addsNames, level + 1);
      if (merged === (ours ?? emptyMap)) continue;
      children ??= [...left.children];
      children[slot] = merged;
    }
    return children === undefined ? left : branchOf(children);
  }
  let merged = left;
  for (const [name, value] of membersOf(left)) {
    const other = lookUp(right, name, level);
    const joined = other === value ? value : combine(value, other, name);
    if (joined !== value) merged = put(merged, name, joined, hashOf(name), level);
  }
  if (!addsNames) return merged;
  for (const [name, value] of membersOf(right)) {
    if (lookUp(left, name, level) !== undefined) continue;
    merged = put(merged, name, combine(undefined, value, name), hashOf(name), level);
  }
  return merged;
}

function branchOf<Value>(children: readonly (MemberMap<Value> | undefined)[]): Branch<Value> {
  return { children, size: children.reduce((sum, child) => sum + (child === undefined ? 0 : sizeOf(child)), 0) };
}

function lookUp<Value>(map: MemberMap<Value>, name: string, level: number): Value | undefined {
  let node: MemberMap<Value> | undefined = map;
  if ("children" in node) {
    const hash = hashOf(name);
    for (let at = level; node !== undefined && "children" in node; at++) node = node.children[slotOf(hash, at)];
  }
  if (node === undefined) return undefined;
  for (const entry of node.entries) if (entry[0] === name) return entry[1];
  return undefined;
}

function put<Value>(map: MemberMap<Value>, name: string, value: Value, hash: number, level: number): MemberMap<Value> {
  if ("children" in map) {
    const slot = slotOf(hash, level);
    return branchOf(map.children.with(slot, put(map.children[slot] ?? emptyMap, name, value, hash, level + 1)));
  }
  const at = map.entries.findIndex(([known]) => known === name);
  if (at !== -1) return { entries: map.entries.with(at, [name, value]) };
  const entries = [...map.entries, [name, value] as const];
  if (entries.length <= LEAF_SIZE || level >= MAX_LEVEL) return { entries };
  const branch: MemberMap<Value> = { children: Array.from({ length: WIDTH }, () => undefined), size: 0 };
  return entries.reduce<MemberMap<Value>>(
    (grown, [known, held]) => put(grown, known, held, hashOf(known), level),
    branch,
  );
}

function slotOf(hash: number, level: number): number {
  return (hash >>> (BITS * level)) & (WIDTH - 1);
}

/** FNV-1a. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
