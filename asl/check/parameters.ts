/** A request held against the API's shape in the catalogue. */
import type { Shape } from "../catalogue/shape";
import type { Json } from "../definition";
import { didYouMean } from "./didYouMean";
import { error, type Problem } from "./problem";

/**
 * Checks a request (or a part of it). What is known only when the state runs (`Name.$`, JSONata, `${Placeholder}`) counts as given and
 * right.
 */
export function checkShape(value: Json, shape: Shape, path: string): Problem[] {
  if (typeof value === "string" && /^\{%[^]*%\}$|\$\{[^}]+\}/.test(value)) return [];
  switch (shape.type) {
    case "structure":
      return isObject(value) ? checkStructure(value, shape, path) : [wrongType(value, "an object", path)];
    case "list":
      return Array.isArray(value)
        ? [
            ...checkSize(value.length, shape, "items", path),
            ...value.flatMap((item, index) =>
              shape.item === undefined ? [] : checkShape(item, shape.item, `${path}[${index}]`),
            ),
          ]
        : [wrongType(value, "a list", path)];
    case "map":
      return isObject(value) ? checkMap(value, shape, path) : [wrongType(value, "an object", path)];
    case "string":
      return typeof value === "string" ? checkText(value, shape, path) : [wrongType(value, "a string", path)];
    case "integer":
    case "float":
      return typeof value === "number" ? checkNumber(value, shape, path) : [wrongType(value, "a number", path)];
    case "boolean":
      return typeof value === "boolean" ? [] : [wrongType(value, "true or false", path)];
    case "timestamp":
    case "any":
      return [];
  }
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function wrongType(value: Json, expected: string, path: string): Problem {
  return error("wrong-type", path, `was ${JSON.stringify(value)}; the API takes ${expected}`, `Give ${expected}.`);
}

function checkStructure(
  value: { [key: string]: Json },
  { members = {}, required = [] }: Shape,
  path: string,
): Problem[] {
  const given = Object.keys(value).map((key) => ({ key, member: key.replace(/\.\$$/, "") }));
  const missing = required
    .filter((name) => !given.some(({ member }) => member === name))
    .map((name) => error("missing-parameter", `${path}.${name}`, "the API requires this parameter", "Give it."));
  const wrong = given.flatMap(({ key, member }) => {
    const shape = members[member];
    if (shape === undefined) {
      return [
        error(
          "unknown-parameter",
          `${path}.${member}`,
          "the API has no such parameter",
          didYouMean(member, Object.keys(members)),
        ),
      ];
    }
    return key === member ? checkShape(value[key] ?? null, shape, `${path}.${member}`) : [];
  });
  return [...missing, ...wrong];
}

function checkMap(value: { [key: string]: Json }, shape: Shape, path: string): Problem[] {
  const entries = Object.entries(value);
  return [
    ...checkSize(entries.length, shape, "entries", path),
    ...entries.flatMap(([key, item]) =>
      shape.value === undefined || key.endsWith(".$") ? [] : checkShape(item, shape.value, `${path}.${key}`),
    ),
  ];
}

function checkText(value: string, shape: Shape, path: string): Problem[] {
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    return [error("not-allowed", path, `was "${value}"`, didYouMean(value, shape.enum))];
  }
  if (shape.pattern !== undefined && !matches(value, shape.pattern)) {
    return [error("pattern", path, `"${value}" does not match ${shape.pattern}`, "Change it so that it matches.")];
  }
  return checkSize(value.length, shape, "characters", path);
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

function checkNumber(value: number, shape: Shape, path: string): Problem[] {
  if (shape.type === "integer" && !Number.isInteger(value)) return [wrongType(value, "a whole number", path)];
  if (value < (shape.min ?? -Infinity) || value > (shape.max ?? Infinity)) {
    return [error("out-of-range", path, `was ${value}`, `Give a number ${range(shape)}.`)];
  }
  return [];
}

function checkSize(size: number, shape: Shape, unit: string, path: string): Problem[] {
  if (size >= (shape.min ?? 0) && size <= (shape.max ?? Infinity)) return [];
  return [error("out-of-range", path, `has ${size} ${unit}`, `Give ${unit} ${range(shape)}.`)];
}

function range({ min, max }: Shape): string {
  if (min === undefined) return `up to ${max}`;
  return max === undefined ? `from ${min}` : `from ${min} to ${max}`;
}
