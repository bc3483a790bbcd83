/** Evaluates JSONata: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
import type jsonata from "jsonata";
import { createRequire } from "node:module";
import type { Json, JsonObject } from "../../../asl/definition";
import { ExpressionError } from "../../../asl/expression/expressionError";
import { childrenOf, isJsonata, type JsonataNode, parseJsonata } from "../../../asl/expression/jsonata";
import { queryFailure } from "../failures";
import { isObject, putMember } from "../json";
import { JSONATA_FUNCTIONS } from "./jsonataFunctions";
import type { Expression, View } from "./view";

const require = createRequire(__filename);
let compile: typeof jsonata | undefined;

/** Keeps an endless recursion from ending the process. */
const GUARDS = { stack: 1_000, timeout: 10_000 };

/**
 * Prepares a value in which every text of the form `{% … %}`, at any depth, is an expression.
 *
 * @param field the field's name, for messages
 * @throws ExpressionError for an expression that cannot be read, or that uses `$eval`
 */
export function prepareJsonata(value: Json, field: string): Expression {
  if (typeof value === "string") return isJsonata(value) ? prepareExpression(value, field) : () => value;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => prepareJsonata(item, `${field}[${index}]`));
    return async (view) => {
      const rendered: Json[] = [];
      for (const item of items) rendered.push(await item(view));
      return rendered;
    };
  }
  if (!isObject(value)) return () => value;
  const members = Object.entries(value).map(([name, member]) => ({
    name,
    member: prepareJsonata(member, `${field}/${name}`),
  }));
  return async (view) => {
    const rendered: JsonObject = {};
    for (const { name, member } of members) putMember(rendered, name, await member(view));
    return rendered;
  };
}

function prepareExpression(text: string, field: string): Expression {
  if (usesEval(parseJsonata(text))) throw new ExpressionError("$eval is not offered; use $parse", 0);
  compile ??= require("jsonata") as typeof jsonata;
  const source = text.slice(2, -2).trim();
  const expression = compile(source, GUARDS);
  const about = `The JSONata expression '${source}' specified for the field '${field}'`;
  return async (view) => {
    let result: unknown;
    try {
      result = await expression.evaluate(undefined, bindingsOf(view));
    } catch (error) {
      const { code = "", message } = error as Partial<jsonata.JsonataError>;
      throw queryFailure(`${about} threw an error during evaluation. ${code ? `${code}: ` : ""}${message ?? ""}`);
    }
    if (result === undefined) throw queryFailure(`${about} returned nothing (undefined).`);
    if (typeof result === "function" || isLambda(result)) {
      throw queryFailure(`${about} returned an unsupported result type.`);
    }
    return JSON.parse(JSON.stringify(result)) as Json;
  };
}

function bindingsOf({ states, context, variables }: View): Record<string, unknown> {
  return { ...JSONATA_FUNCTIONS, ...variables.all(), states: { ...states, context } };
}

/** What `function($x){…}` gives. */
function isLambda(value: unknown): boolean {
  return isObject(value) && ("_jsonata_lambda" in value || "_jsonata_function" in value);
}

function usesEval(root: JsonataNode): boolean {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "variable" && node.value === "eval") return true;
    open.push(...childrenOf(node));
  }
  return false;
}
