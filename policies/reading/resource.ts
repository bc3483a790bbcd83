/** A resource as rules see it: plain values, with a marker for each that is not known yet. */
import { type Finding, unchecked, violation } from "../finding";

/** Stands for a value that is known only when the resource is made. */
export const UNKNOWN: unique symbol = Symbol("not known yet");

/** Properties by name; values are plain, or `UNKNOWN`, at any depth. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource about to be made, or one of a stack. */
export interface Resource {
  /** `aws:s3/bucket:Bucket`. */
  type: string;
  /** Its name in the program. */
  name: string;
  urn: string;
  properties: Properties;
  /** URNs of the resources from whose outputs each property was made, as far as the engine knows them. */
  madeFrom: Readonly<Record<string, readonly string[]>>;
}

/** A value and where it is. */
export interface Located {
  path: string;
  value: unknown;
}

/**
 * The values at a path; `[]` goes through every item of a list. Behind an unknown value there is `UNKNOWN` alone.
 *
 * @example valuesAt(properties, "rules[].applyServerSideEncryptionByDefault.sseAlgorithm")
 * @returns none where nothing is given
 */
export function valuesAt(properties: Properties, path: string): Located[] {
  let found: Located[] = [{ path: "", value: properties }];
  for (const step of path.split(".")) {
    const isList = step.endsWith("[]");
    const name = isList ? step.slice(0, -2) : step;
    found = found.flatMap((at) => members(at, name)).flatMap((at) => (isList ? items(at) : [at]));
  }
  return found;
}

function members({ path, value }: Located, name: string): Located[] {
  if (value === UNKNOWN) return [{ path, value }];
  if (!isRecord(value) || value[name] === undefined || value[name] === null) return [];
  return [{ path: path === "" ? name : `${path}.${name}`, value: value[name] }];
}

function items({ path, value }: Located): Located[] {
  if (!Array.isArray(value)) return [{ path, value }];
  return value.map((item: unknown, index) => ({ path: `${path}[${index}]`, value: item }));
}

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Judges the values at a path, each by itself: one that is unknown is reported as not checked and hides no other.
 *
 * @param test says what is wrong with a value; undefined when nothing is. Gets undefined once when nothing is given.
 */
export function* judge(
  { properties }: Pick<Resource, "properties">,
  path: string,
  test: (value: unknown, path: string) => string | undefined,
): Generator<Finding> {
  const found = valuesAt(properties, path);
  if (found.length === 0) found.push({ path: path.replaceAll("[]", ""), value: undefined });
  for (const { path: at, value } of found) {
    if (value === UNKNOWN) {
      yield unchecked(at);
      continue;
    }
    const message = test(value, at);
    if (message !== undefined) yield violation(at, message);
  }
}

/** Every member of a name, at any depth, with its path; an unknown value on the way is given as `UNKNOWN`. */
export function* membersNamed(value: unknown, name: string, path = ""): Generator<Located> {
  if (value === UNKNOWN) yield { path, value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    if (key === name) yield { path: at, value: inner };
    else yield* membersNamed(inner, name, at);
  }
}

/** A value as a message shows it. */
export function said(value: unknown): string {
  if (value === undefined) return "not given";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The stack in a URN: `urn:pulumi:<stack>::<project>::<type>::<name>`. */
export function stackOf(urn: string): string {
  return urn.split("::")[0]?.split(":")[2] ?? "";
}

/** The project in a URN. */
export function projectOf(urn: string): string {
  return urn.split("::")[1] ?? "";
}
