/** Where the values of a definition stand in its text. */

/** A value in a text. Scalars have neither members nor items. */
export interface SyntaxNode {
  /** Offset of the value; of a member, that of its key. */
  start: number;
  members?: Map<string, SyntaxNode>;
  items?: SyntaxNode[];
  /** Length of the longest key of `members`. */
  longestKey: number;
}

/** A key that an object holds more than once. All but the last are lost when the text is read. */
export interface DuplicateKey {
  /** `States.Train model`. */
  path: string;
  key: string;
  /** Offset of the one before. */
  first: number;
  start: number;
}

/** A text's values, and the keys that are there twice. */
export interface SyntaxTree {
  root: SyntaxNode;
  duplicates: DuplicateKey[];
  /** Objects and lists around the innermost value. */
  depth: number;
}

/** A node without members or items. */
export function newNode(start: number): SyntaxNode {
  return { start, longestKey: 0 };
}

/** Adds a member and gives the one of the same key that it replaces. */
export function addMember(node: SyntaxNode, key: string, member: SyntaxNode): SyntaxNode | undefined {
  node.members ??= new Map();
  const before = node.members.get(key);
  node.members.set(key, member);
  node.longestKey = Math.max(node.longestKey, key.length);
  return before;
}

/** `States.Fan out` and `Branches`, `Branches` and `0`, joined as the checker writes them. */
export function joinPath(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[${step}]`;
  return path === "" ? step : `${path}.${step}`;
}

/**
 * The innermost node on a path of the checker: the value itself, or what should hold it. A member that is given by a
 * reference (`TrainingJobName.$`) is found by its bare name too.
 *
 * State names may hold dots and brackets, so a step of the path may end at any of them: shorter readings are tried first.
 *
 * @param path `States.Fan out.Branches[0].States.Train model.Parameters.TrainingJobName`
 */
export function nodeAt(root: SyntaxNode, path: string): SyntaxNode {
  let best: Reading = { node: root, at: 0 };
  const waiting = [best];
  for (let reading = waiting.pop(); reading !== undefined; reading = waiting.pop()) {
    if (reading.at > best.at) best = reading;
    if (best.at >= path.length) break;
    waiting.push(...nextReadings(reading, path).reverse());
  }
  return best.node;
}

/** A path read up to `at`. */
interface Reading {
  node: SyntaxNode;
  at: number;
}

function nextReadings({ node, at }: Reading, path: string): Reading[] {
  if (node.items !== undefined) {
    const index = /^\[(\d{1,9})\]/.exec(path.slice(at, at + 11));
    const item = index === null ? undefined : node.items[Number(index[1])];
    return index === null || item === undefined ? [] : [{ node: item, at: at + index[0].length }];
  }
  const { members } = node;
  if (members === undefined) return [];
  const start = path[at] === "." && at > 0 ? at + 1 : at;
  const readings: Reading[] = [];
  for (let end = start + 1; end <= Math.min(path.length, start + node.longestKey); end++) {
    if (end < path.length && path[end] !== "." && path[end] !== "[") continue;
    const key = path.slice(start, end);
    const member = members.get(key) ?? members.get(`${key}.$`);
    if (member !== undefined) readings.push({ node: member, at: end });
  }
  return readings;
}
