/** Values that expressions fill into a request, held against the types that the API takes. */
import { integrationOf } from "../../catalogue/catalogue";
import type { Shape } from "../../catalogue/shape";
import { isJsonata } from "../../expression/jsonata";
import { parseIntegration } from "../../resource";
import { error } from "../problem";
import { type Data, isList, itemOf, memberOf } from "./data";
import { described } from "./lookup";
import { isRecord } from "./malformed";
import type { Report } from "./scope";

/**
 * Reports expressions of a request whose value is certainly of another type than the API takes. What is written out is left
 * to the check of parameters.
 *
 * @param template `Parameters` or `Arguments` as they are written
 * @param request what they give
 * @param at the field
 */
export function checkRequestTypes(
  resource: string,
  template: unknown,
  request: Data,
  report: Report,
  at: string,
): void {
  const parsed = parseIntegration(resource);
  const shape = parsed === undefined ? undefined : integrationOf(parsed.api)?.shapes.input;
  if (shape !== undefined) checkTemplate(template, request, shape, report, at);
}

function checkTemplate(template: unknown, data: Data, shape: Shape, report: Report, at: string): void {
  if (typeof template === "string") {
    if (isJsonata(template)) checkType(data, shape, report, at);
    return;
  }
  if (Array.isArray(template)) {
    if (shape.type !== "list" || shape.item === undefined || data.kind !== "tuple") return;
    const { item } = shape;
    template.forEach((part, index) => {
      const filled = data.items[index];
      if (filled !== undefined) checkTemplate(part, filled, item, report, `${at}[${index}]`);
    });
    return;
  }
  if (!isRecord(template) || data.kind !== "object") return;
  for (const [key, value] of Object.entries(template)) {
    const name = key.endsWith(".$") ? key.slice(0, -2) : key;
    if (key === name && !mayHoldExpression(value)) continue;
    const member = shape.type === "map" ? shape.value : shape.members?.[name];
    const filled = memberOf(data, name)?.data;
    if (member === undefined || filled === undefined) continue;
    if (key === name) checkTemplate(value, filled, member, report, `${at}.${name}`);
    else checkType(filled, member, report, `${at}.${name}`);
  }
}

function mayHoldExpression(value: unknown): boolean {
  return typeof value === "string" ? isJsonata(value) : typeof value === "object";
}

/** A value that comes whole out of an expression. */
function checkType(data: Data, shape: Shape, report: Report, at: string): void {
  const expected = EXPECTED[shape.type];
  if (expected === undefined || data.kind === "unknown" || data.kind === "never" || data.kind === "null") return;
  if (!expected.kinds.includes(data.kind)) {
    const message = `the expression gives ${described(data)}; the API takes ${expected.name}`;
    report(error("wrong-type", at, message, remedyFor(data, shape)));
    return;
  }
  if (data.kind === "object") checkMembers(data, shape, report, at);
  else if (isList(data) && shape.item !== undefined) checkType(itemOf(data), shape.item, report, `${at}[]`);
}

function checkMembers(data: Extract<Data, { kind: "object" }>, shape: Shape, report: Report, at: string): void {
  if (shape.type === "map" && shape.value !== undefined && data.rest !== undefined) {
    checkType(data.rest, shape.value, report, at);
  }
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const given = memberOf(data, name);
    if (given?.presence === "certain") checkType(given.data, member, report, `${at}.${name}`);
  }
}

const EXPECTED: Partial<Record<Shape["type"], { kinds: Data["kind"][]; name: string }>> = {
  structure: { kinds: ["object"], name: "an object" },
  map: { kinds: ["object"], name: "an object" },
  list: { kinds: ["list", "tuple"], name: "a list" },
  string: { kinds: ["string"], name: "text" },
  integer: { kinds: ["number"], name: "a number" },
  float: { kinds: ["number"], name: "a number" },
  boolean: { kinds: ["boolean"], name: "true or false" },
};

function remedyFor(data: Data, { type }: Shape): string {
  if (type !== "string" || data.kind === "object" || isList(data))
    return `Give ${EXPECTED[type]?.name ?? "another value"}.`;
  return "Make it text: States.Format('{}', …), or $string(…) in JSONata.";
}
