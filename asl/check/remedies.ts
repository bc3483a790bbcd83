/** What to do about values that are missing or that do not match. */
import type { Shape } from "../catalogue/shape";
import type { Rule } from "./structure/rule";

const TYPES: Readonly<Record<Shape["type"] | Rule["type"], string | undefined>> = {
  structure: "an object",
  object: "an object",
  map: "an object",
  list: "a list",
  string: "a string",
  text: "a text",
  integer: "a whole number",
  float: "a number",
  number: "a number",
  boolean: "true or false",
  timestamp: "a time",
  any: undefined,
};

/** `Give "RoleArn", a string.` */
export function giveField(name: string, type: Shape["type"] | Rule["type"] = "any"): string {
  const words = TYPES[type];
  return words === undefined ? `Give "${name}".` : `Give "${name}", ${words}.`;
}

/** A name as SageMaker has them: `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}` or `[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?`. */
const NAME = /^\^?\[a-zA-Z0-9\]\((-\*|\[\\?-a-zA-Z0-9\]\*)\[a-zA-Z0-9\]\)(\{0,\d+\}|\*|\?)\$?$/;

/** What a pattern of the catalogue asks for: in words, where it is of a kind that many parameters have. */
export function matchPattern(pattern: string): string {
  if (/^\^?\(?(https\|s3|s3\|https|s3):?\)?:\/\//.test(pattern)) return "Give an S3 URI: s3://<bucket>/<key>";
  const [, service] = /^\^?arn:[^:]*:([a-z0-9-]+):/.exec(pattern) ?? [];
  if (service !== undefined) return `Give an ARN of ${service}: arn:<partition>:${service}:…`;
  if (NAME.test(pattern)) return "Use letters and digits, with hyphens between them, in the length that it allows.";
  return /^\^?arn:/.test(pattern) ? "Give an ARN: arn:<partition>:<service>:…" : "Change it so that it matches.";
}
