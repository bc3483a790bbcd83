/** Payload templates and JSONata values of a definition, as a program writes them. */
import type { Json, JsonObject } from "../../asl/definition";
import { type IntrinsicNode, parsePayloadExpression } from "../../asl/expression/intrinsic";
import type { Reference } from "../../asl/reference";
import { called, list, object, plain, type Traced } from "./traced";

/** Why no builder takes a value. */
export class Inexpressible extends Error {}

/** A payload template: members whose keys end in `.$` become references. */
export function templateCode(template: JsonObject): Traced<object> {
  return object(
    Object.entries(template).map(([key, value]): [string, Traced] => {
      if (!key.endsWith(".$")) return [key, partCode(value)];
      if (typeof value !== "string") throw new Inexpressible(`"${key}" holds no expression`);
      return [key.slice(0, -2), referenceCode(value)];
    }),
  );
}

function partCode(value: Json): Traced {
  if (Array.isArray(value)) return list(value.map(partCode));
  return value !== null && typeof value === "object" ? templateCode(value) : plain(value);
}

/** A path, a context path or an intrinsic function. */
export function referenceCode(expression: string): Traced<Reference> {
  const traced = nodeCode(readExpression(expression));
  if (traced.value.expression !== expression)
    throw new Inexpressible(`the builders write ${expression} in another way`);
  return traced;
}

function readExpression(expression: string): IntrinsicNode {
  try {
    return parsePayloadExpression(expression);
  } catch {
    throw new Inexpressible(`${expression} is no path and no intrinsic function`);
  }
}

function nodeCode(node: IntrinsicNode): Traced<Reference> {
  if (node.kind === "path") {
    return node.text.startsWith("$$.")
      ? called("context", plain(node.text.slice(3)))
      : called("path", plain(node.text));
  }
  if (node.kind === "literal") throw new Inexpressible("a literal is no expression");
  const args = node.args.map((arg, index) => {
    if (arg.kind !== "literal") return nodeCode(arg);
    // The template of States.Format keeps its braces, as the builder does.
    const isFormat = node.name === "States.Format" && index === 0;
    if (typeof arg.value === "boolean")
      throw new Inexpressible("the builders take no boolean in an intrinsic function");
    return plain(isFormat ? arg.raw.replace(/\\([\\'])/g, "$1") : arg.value);
  });
  if (node.name === "States.UUID" && args.length === 0) return called("uuid");
  const general = called<Reference>("intrinsic", plain(node.name), ...args);
  if (general.value.expression === called<Reference>("uniqueSuffix").value.expression) return called("uniqueSuffix");
  return node.name === "States.Format" ? called("format", ...args) : general;
}

const EXPRESSION = /^\{%\s*([^]*?)\s*%\}$/;

/** A value in JSONata: texts `{% … %}` become expressions. */
export function jsonataCode(value: Json): Traced {
  if (typeof value === "string" && EXPRESSION.test(value)) return expressionCode(value);
  if (Array.isArray(value)) return list(value.map(jsonataCode));
  if (value === null || typeof value !== "object") return plain(value);
  return object(Object.entries(value).map(([key, member]): [string, Traced] => [key, jsonataCode(member)]));
}

/** A text that is one expression. */
export function expressionCode(value: Json | undefined): Traced {
  const text = EXPRESSION.exec(typeof value === "string" ? value : "")?.[1];
  if (text === undefined || `{% ${text} %}` !== value)
    throw new Inexpressible("an expression has other spaces around it");
  return called("jsonata", plain(text));
}
