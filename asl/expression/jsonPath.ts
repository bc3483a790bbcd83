/**
 * JSONPath as Step Functions reads it: input, context object and variables.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html,
 * https://states-language.net/spec.html#path
 */
import { readFilter } from "./jsonPathFilter";
import { type JsonPath, PATH_FUNCTIONS, type Segment } from "./jsonPathNodes";
import { Scanner } from "./scanner";

export type { JsonPath, ManySegment, PathFunction, Segment } from "./jsonPathNodes";

/**
 * Reads a whole path.
 *
 * @throws ExpressionError with the position of the first mistake
 * @example parseJsonPath("$.Jobs[0]") // { root: "input", segments: [{ kind: "member", name: "Jobs" }, { kind: "index", index: 0 }] }
 */
export function parseJsonPath(text: string): JsonPath {
  const scanner = new Scanner(text);
  const path = readPath(scanner);
  scanner.skipSpace();
  if (!scanner.atEnd) scanner.fail(`${scanner.found()} cannot follow here`);
  return path;
}

/** Whether a path leads to one place only, as `ResultPath` must: members and indexes, nothing else. */
export function isReferencePath({ segments }: JsonPath): boolean {
  return segments.every(({ kind }) => kind === "member" || kind === "index");
}

/** Reads a path that begins here, and stops where it ends: for paths inside other expressions. */
export function readPath(scanner: Scanner): JsonPath {
  scanner.expect("$");
  if (scanner.accept("$")) return { root: "context", segments: readSegments(scanner) };
  const variable = scanner.match(/[\p{ID_Start}_][\p{ID_Continue}]*/uy);
  const root = variable === undefined ? "input" : { variable };
  return { root, segments: readSegments(scanner) };
}

/** Reads steps until something comes that is none: for `@` in filters. */
export function readSegments(scanner: Scanner): Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    if (scanner.accept("..")) {
      segments.push({ kind: "many", select: "descendants" });
      segments.push(scanner.next === "[" ? readBracket(scanner) : readName(scanner));
    } else if (scanner.accept(".")) {
      // `$.[0]` is what AWS's own examples write for `$[0]`.
      segments.push(scanner.next === "[" ? readBracket(scanner) : readName(scanner));
    } else if (scanner.next === "[") {
      segments.push(readBracket(scanner));
    } else return segments;
    if (segments.at(-1)?.kind === "function") return segments;
  }
}

/** A name without quotes; a backslash takes the next character as it is. */
function readName(scanner: Scanner): Segment {
  const name = scanner.match(/(?:\\[^]|[^\\.[\](),\s'"=<>!&|])+/y);
  if (name === undefined) scanner.fail(`a name expected, but there is ${scanner.found()}`);
  if (name === "*") return { kind: "many", select: "all" };
  if (scanner.accept("(")) {
    const known = PATH_FUNCTIONS.find((candidate) => candidate === name);
    if (known === undefined) scanner.fail(`there is no function "${name}" in paths`);
    scanner.skipSpace();
    scanner.expect(")");
    return { kind: "function", name: known };
  }
  return { kind: "member", name: name.replace(/\\([^])/g, "$1") };
}

function readBracket(scanner: Scanner): Segment {
  scanner.expect("[");
  scanner.skipSpace();
  const segment = readSelector(scanner);
  scanner.skipSpace();
  scanner.expect("]");
  return segment;
}

function readSelector(scanner: Scanner): Segment {
  if (scanner.accept("*")) return { kind: "many", select: "all" };
  if (scanner.accept("?")) {
    scanner.skipSpace();
    scanner.expect("(");
    const filter = readFilter(scanner, readSegments);
    scanner.skipSpace();
    scanner.expect(")");
    return { kind: "many", select: "filter", filter };
  }
  if (scanner.next === "'" || scanner.next === '"') {
    const [name = "", ...others] = readList(scanner, () => {
      if (scanner.next !== "'" && scanner.next !== '"')
        scanner.fail(`a quoted name expected, but there is ${scanner.found()}`);
      return scanner.quoted();
    });
    return others.length === 0 ? { kind: "member", name } : { kind: "many", select: "names", names: [name, ...others] };
  }
  return readNumbers(scanner);
}

function readNumbers(scanner: Scanner): Segment {
  const first = readInteger(scanner);
  scanner.skipSpace();
  if (scanner.accept(":")) {
    const end = readInteger(scanner);
    const step = scanner.accept(":") ? readInteger(scanner) : undefined;
    return {
      kind: "many",
      select: "slice",
      ...(first !== undefined && { start: first }),
      ...(end !== undefined && { end }),
      ...(step !== undefined && { step }),
    };
  }
  if (first === undefined) {
    return scanner.fail(`an index, a quoted name, "*" or a filter expected, but there is ${scanner.found()}`);
  }
  if (!scanner.accept(",")) return { kind: "index", index: first };
  scanner.skipSpace();
  const others = readList(scanner, () => readInteger(scanner) ?? scanner.fail("an index expected"));
  return { kind: "many", select: "indexes", indexes: [first, ...others] };
}

function readInteger(scanner: Scanner): number | undefined {
  scanner.skipSpace();
  const digits = scanner.match(/-?\d+/y);
  return digits === undefined ? undefined : Number(digits);
}

function readList<Item>(scanner: Scanner, readItem: () => Item): Item[] {
  const items: Item[] = [];
  do {
    scanner.skipSpace();
    items.push(readItem());
    scanner.skipSpace();
  } while (scanner.accept(","));
  return items;
}
