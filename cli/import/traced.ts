/** Expressions together with what they give: what is printed has been worked out before, and compared with what was meant. */
import { close, chain, define, ended, fragmentOf, goTo } from "../../asl/fragment";
import type { Json } from "../../asl/definition";
import { distributedMap } from "../../asl/distributedMap";
import { jsonata, jsonataChoice, jsonataPass, jsonataTask } from "../../asl/jsonataStates";
import { context, format, intrinsic, path, uniqueSuffix, uuid } from "../../asl/reference";
import { choice, fail, map, parallel, pass, succeed, task, wait } from "../../asl/states";
import { type Code, literalCode } from "./sourceCode";

/** An expression and its value. */
export interface Traced<Value = unknown> {
  readonly code: Code;
  readonly value: Value;
}

/** What generated programs may call, by the file that has it. */
const MODULES = {
  "asl/fragment": { chain, close, define, ended, fragmentOf, goTo },
  "asl/states": { choice, fail, map, parallel, pass, succeed, task, wait },
  "asl/distributedMap": { distributedMap },
  "asl/jsonataStates": { jsonata, jsonataChoice, jsonataPass, jsonataTask },
  "asl/reference": { context, format, intrinsic, path, uniqueSuffix, uuid },
} as const;

type Functions = { [File in keyof typeof MODULES]: (typeof MODULES)[File] }[keyof typeof MODULES];
type Names<Part> = Part extends unknown ? keyof Part & string : never;

/** The name of a builder. */
export type BuilderName = Names<Functions>;

const FUNCTIONS = new Map<string, (...args: never[]) => unknown>(
  Object.values(MODULES).flatMap((functions) => Object.entries(functions)),
);

/** Files and what of them an expression calls. */
export function importsOf(codes: Iterable<Code>): Map<string, string[]> {
  const called = new Set<string>();
  const waiting = [...codes];
  for (let code = waiting.pop(); code !== undefined; code = waiting.pop()) {
    if (code.kind === "call") {
      called.add(code.callee);
      waiting.push(...code.args);
    } else if (code.kind === "spread") waiting.push(code.of);
    else if (code.kind === "array") waiting.push(...code.items);
    else if (code.kind === "object") waiting.push(...code.entries.map(([, value]) => value));
  }
  const imports = Object.entries(MODULES).map(([file, functions]): [string, string[]] => [
    file,
    Object.keys(functions).filter((name) => called.has(name)),
  ]);
  return new Map(imports.filter(([, names]) => names.length > 0));
}

/** The call of a builder; throws what the builder throws. */
export function called<Value = unknown>(name: BuilderName, ...args: (Traced | undefined)[]): Traced<Value> {
  const given = args.filter((arg) => arg !== undefined);
  const build = FUNCTIONS.get(name)! as (...values: unknown[]) => Value;
  const code: Code = { kind: "call", callee: name, args: given.map((arg) => arg.code) };
  return { code, value: build(...given.map((arg) => arg.value)) };
}

/** A value that is written as it is. */
export function plain<Value extends Json>(value: Value): Traced<Value> {
  return { code: literalCode(value), value };
}

/** An object of the members that are there; none when there are none. */
export function options(members: Record<string, Traced | undefined>): Traced<object> | undefined {
  const made = object(members);
  return made.code.kind === "object" && made.code.entries.length === 0 ? undefined : made;
}

/** An object of the members that are there. */
export function object(members: Record<string, Traced | undefined> | [string, Traced | undefined][]): Traced<object> {
  const pairs = Array.isArray(members) ? members : Object.entries(members);
  const entries = pairs.flatMap(([key, member]): [string, Traced][] => (member === undefined ? [] : [[key, member]]));
  return {
    code: { kind: "object", entries: entries.map(([key, { code }]) => [key, code]) },
    value: Object.fromEntries(
      entries.flatMap(([key, { code, value }]) =>
        code.kind === "spread" ? Object.entries(value as object) : [[key, value] as [string, unknown]],
      ),
    ),
  };
}

/** All members of an object, in an object: `...close(train)`. */
export function spread({ code, value }: Traced<object>): Traced<object> {
  return { code: { kind: "spread", of: code }, value };
}

/** A list. */
export function list<Value>(items: Traced<Value>[]): Traced<Value[]> {
  return { code: { kind: "array", items: items.map(({ code }) => code) }, value: items.map(({ value }) => value) };
}

/** A constant that holds what an expression gives. */
export function constant<Value>(name: string, { value }: Traced<Value>): Traced<Value> {
  return { code: { kind: "name", text: name }, value };
}

/** The names of all builders. */
export const BUILDERS = [...FUNCTIONS.keys()];
