/** The ways in which AWS restricts a property of a resource, as functions from a value to what is wrong with it. */
import { checkDefinition } from "../../asl/check/checkDefinition";
import { policyFaults, type PolicyKind } from "./policyGrammar";

/** Something that AWS would refuse. */
export interface InputFault {
  /** Below the property: `Key` of a tag, `Statement[0]` of a document; empty for the property itself. */
  path: string;
  reason: string;
}

/** What is wrong with a value. It is there, and every part of it is known. */
export type InputRule = (value: unknown, inputs: Record<string, unknown>) => InputFault[];

/** What AWS asks of a type. */
export interface InputRules {
  /** Properties that must be there; `a|b` where one of them will do. */
  required?: readonly string[];
  /** Property -> rule. */
  properties?: Readonly<Record<string, InputRule>>;
}

const fault = (reason: string): InputFault[] => [{ path: "", reason }];

/** Text of a form; `what` says it in words. */
export const text =
  (form: RegExp, what: string): InputRule =>
  (value) =>
    typeof value === "string" && form.test(value) ? [] : fault(`must be ${what}, not ${JSON.stringify(value)}`);

/** An ARN of a service; `*` for any. */
export const arn = (service = "[a-z0-9-]+"): InputRule =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[^:]*:(\\d{12}|aws)?:.+$`), "an ARN");

/** A whole number within limits. */
export const integer =
  (least: number, most: number): InputRule =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? []
      : fault(`must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`);

/** One of a few values. */
export const oneOf =
  (...allowed: readonly (string | number)[]): InputRule =>
  (value) =>
    allowed.includes(value as string)
      ? []
      : fault(`must be one of ${allowed.join(", ")}, and is ${JSON.stringify(value)}`);

/** A rule for a property of an object. A property that is not there is not judged, unless it is required. */
export const member =
  (name: string, rule: InputRule): InputRule =>
  (value, inputs) => {
    const inner = (value as Record<string, unknown> | null)?.[name];
    if (inner === undefined) return [{ path: name, reason: "is missing" }];
    return rule(inner, inputs).map(({ path, reason }) => ({ path: path ? `${name}.${path}` : name, reason }));
  };

/** A rule for a property of an object that may be left out. */
export const optional =
  (name: string, rule: InputRule): InputRule =>
  (value, inputs) =>
    (value as Record<string, unknown> | null)?.[name] === undefined ? [] : member(name, rule)(value, inputs);

/** A rule for every element of a list that must not be empty. */
export const each =
  (rule: InputRule): InputRule =>
  (value, inputs) => {
    if (!Array.isArray(value) || value.length === 0) return fault("must be a list with at least one element");
    return value.flatMap((element, index) =>
      rule(element, inputs).map(({ path, reason }) => ({ path: path ? `[${index}].${path}` : `[${index}]`, reason })),
    );
  };

/** A policy document: its grammar and its size. */
export const policy =
  (kind: PolicyKind, limit: number): InputRule =>
  (value) =>
    typeof value === "string" ? policyFaults(value, kind, limit) : fault("must be a document as JSON text");

/** A state machine's definition: what {@link checkDefinition} calls an error. */
export const definition: InputRule = (value, { type }) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(value));
  } catch (error) {
    return fault(`is not JSON: ${(error as Error).message}`);
  }
  return checkDefinition(parsed, { type: type === "EXPRESS" ? "EXPRESS" : "STANDARD" })
    .filter(({ severity }) => severity === "error")
    .map(({ path, message, remedy }) => ({ path, reason: `${message} ${remedy}` }));
};

/**
 * An event pattern: an object, whose leaves are lists of values or of tests.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const eventPattern: InputRule = (value) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(value));
  } catch (error) {
    return fault(`is not JSON: ${(error as Error).message}`);
  }
  const leaves = (node: unknown, path: string): InputFault[] => {
    if (Array.isArray(node)) return node.length > 0 ? [] : [{ path, reason: "must hold at least one value" }];
    if (typeof node !== "object" || node === null) {
      return [{ path, reason: `must be a list or an object, not ${JSON.stringify(node)}` }];
    }
    const entries = Object.entries(node);
    if (entries.length === 0) return [{ path, reason: "must not be empty" }];
    return entries.flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
  };
  const size = Buffer.byteLength(String(value));
  return [...leaves(parsed, ""), ...(size > 4096 ? fault(`has ${size} bytes, and AWS allows 4096`) : [])];
};

/** Tags: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tags: InputRule = (value) => {
  const entries = Object.entries(value as Record<string, unknown>);
  const faults = entries.flatMap(([key, one]): InputFault[] => {
    const isKey = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u.test(key) && !/^aws:/i.test(key);
    const isValue = typeof one === "string" && /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u.test(one);
    if (!isKey) return [{ path: key, reason: "is no key of a tag: 1 to 128 letters, digits and _.:/=+-@" }];
    return isValue ? [] : [{ path: key, reason: "must be at most 256 letters, digits, spaces and _.:/=+-@" }];
  });
  return entries.length > 50 ? [...fault(`has ${entries.length} tags, and AWS allows 50`), ...faults] : faults;
};

/** Environment variables of a function: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const variables: InputRule = (value) => {
  const entries = Object.entries(value as Record<string, unknown>);
  const names = entries
    .filter(([name]) => !/^[A-Za-z]\w+$/.test(name))
    .map(([name]) => ({ path: name, reason: "is no name: a letter, then letters, digits and _" }));
  const size = Buffer.byteLength(JSON.stringify(value));
  return size > 4096 ? [...names, ...fault(`has ${size} bytes, and AWS allows 4096`)] : names;
};
