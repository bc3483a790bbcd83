/** A request held against the API's shape in the catalogue. */
import type { Shape } from "../../catalogue/shape";
import { didYouMean, nearest } from "../didYouMean";
import { error, type Problem, warning } from "../problem";
import { giveField, matchPattern } from "../remedies";
import { type Fields, hasPlaceholder, isExpression, isObject, shown } from "../value";

/**
 * Checks a request (or a part of it). What is known only when the state runs (`Name.$`, JSONata, `${Placeholder}`) counts as given and
 * right.
 */
export function checkShape(value: unknown, shape: Shape, path: string, problems: Problem[]): void {
  if (hasPlaceholder(value) || isExpression(value)) return;
  switch (shape.type) {
    case "structure":
      if (isObject(value)) checkStructure(value, shape, path, problems);
      else problems.push(wrongType(value, "an object", path));
      return;
    case "list":
      checkList(value, shape, path, problems);
      return;
    case "map":
      if (isObject(value)) checkMap(value, shape, path, problems);
      else problems.push(wrongType(value, "an object", path));
      return;
    case "string":
      if (typeof value === "string") checkText(value, shape, path, problems);
      else problems.push(notText(value, path));
      return;
    case "integer":
    case "float":
      if (typeof value === "number") checkNumber(value, shape, path, problems);
      else problems.push(wrongType(value, "a number", path));
      return;
    case "boolean":
      if (typeof value !== "boolean") problems.push(wrongType(value, "true or false", path));
      return;
    case "timestamp":
    case "any":
      return;
  }
}

/** Members that carry JSON as text. Step Functions writes JSON that it is given for some of them as text itself. */
const JSON_TEXT = /\.(Body|Detail|Input|Message|MessageBody|Output|Payload|SecretString|Value)$/;

function notText(value: unknown, path: string): Problem {
  if (!isObject(value) || !JSON_TEXT.test(path)) return wrongType(value, "a string", path);
  const remedy = "Write it with States.JsonToString or $string.";
  return warning("object-for-text", path, "was an object; the API takes text", remedy);
}

function wrongType(value: unknown, expected: string, path: string): Problem {
  const quoted = expected === "a string" && (typeof value === "number" || typeof value === "boolean");
  const remedy = quoted ? `Write it in quotes: "${value}".` : `Give ${expected}.`;
  return error("wrong-type", path, `was ${shown(value)}; the API takes ${expected}`, remedy);
}

function checkStructure(value: Fields, shape: Shape, path: string, problems: Problem[]): void {
  const { members = {}, required = [] } = shape;
  const given = new Set<string>();
  for (const key in value) {
    if (value[key] === undefined) continue;
    const name = key.endsWith(".$") ? key.slice(0, -2) : key;
    given.add(name);
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) problems.push(unknownParameter(name, members, path));
    else if (name === key) checkShape(value[key], member, `${path}.${name}`, problems);
  }
  for (const name of required) {
    if (given.has(name)) continue;
    const remedy = giveField(name, members[name]?.type);
    problems.push(error("missing-parameter", `${path}.${name}`, "the API requires this parameter", remedy));
  }
}

function unknownParameter(name: string, members: Record<string, Shape>, path: string): Problem {
  return error(
    "unknown-parameter",
    `${path}.${name}`,
    "the API has no such parameter",
    didYouMean(name, Object.keys(members)),
  );
}

function checkList(value: unknown, shape: Shape, path: string, problems: Problem[]): void {
  if (!Array.isArray(value)) {
    problems.push(wrongType(value, "a list", path));
    return;
  }
  checkSize(value.length, shape, "items", path, problems);
  const { item } = shape;
  if (item !== undefined) value.forEach((entry, index) => checkShape(entry, item, `${path}[${index}]`, problems));
}

function checkMap(value: Fields, shape: Shape, path: string, problems: Problem[]): void {
  let size = 0;
  for (const key in value) {
    size++;
    if (key.endsWith(".$") || hasPlaceholder(key)) continue;
    if (shape.key !== undefined) checkText(key, shape.key, `${path}.${key}`, problems);
    if (shape.value !== undefined) checkShape(value[key], shape.value, `${path}.${key}`, problems);
  }
  checkSize(size, shape, "entries", path, problems);
}

/** An instance type as AWS writes them: newer ones than this project knows look the same. */
const INSTANCE_TYPE = /^(ml\.)?[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/;

function checkText(value: string, shape: Shape, path: string, problems: Problem[]): void {
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    problems.push(notAllowed(value, shape.enum, path));
  } else if (shape.pattern !== undefined && !matches(value, shape.pattern)) {
    const message = `${shown(value)} does not match ${shape.pattern}`;
    problems.push(error("pattern", path, message, matchPattern(shape.pattern)));
  } else {
    checkSize(value.length, shape, "characters", path, problems);
  }
}

function notAllowed(value: string, allowed: readonly string[], path: string): Problem {
  const message = `was ${shown(value)}`;
  if (allowed.some((known) => INSTANCE_TYPE.test(known)) && INSTANCE_TYPE.test(value)) {
    const near = nearest(value, allowed);
    const hint = near === undefined ? "" : ` "${near}" is known.`;
    return warning("unknown-instance-type", path, message, `AWS may have added it; look whether it has.${hint}`);
  }
  return error("not-allowed", path, message, didYouMean(value, allowed));
}

/** Patterns are written for Java; one that JavaScript cannot read is not held against the value. */
function matches(value: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression === null || expression.test(value);
}

const compiled = new Map<string, RegExp | null>();

function compile(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return null;
  }
}

function checkNumber(value: number, shape: Shape, path: string, problems: Problem[]): void {
  if (shape.type === "integer" && !Number.isInteger(value)) {
    problems.push(wrongType(value, "a whole number", path));
  } else if (value < (shape.min ?? -Infinity) || value > (shape.max ?? Infinity)) {
    problems.push(error("out-of-range", path, `was ${value}`, `Give a number ${range(shape)}.`));
  }
}

function checkSize(size: number, shape: Shape, unit: string, path: string, problems: Problem[]): void {
  if (size >= (shape.min ?? 0) && size <= (shape.max ?? Infinity)) return;
  problems.push(error("out-of-range", path, `has ${size} ${unit}`, `Give ${unit} ${range(shape)}.`));
}

function range({ min, max }: Shape): string {
  if (min === undefined) return `up to ${max}`;
  return max === undefined ? `from ${min}` : `from ${min} to ${max}`;
}
