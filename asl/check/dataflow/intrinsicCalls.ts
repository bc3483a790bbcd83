/** Calls of intrinsic functions: what they give, and which cannot succeed. */
import { type IntrinsicCall, type IntrinsicNode, placeholdersIn } from "../../expression/intrinsic";
import { INTRINSIC_FUNCTIONS, type IntrinsicType } from "../../expression/intrinsicFunctions";
import { didYouMean } from "../didYouMean";
import { error } from "../problem";
import { BOOLEAN, type Data, dataOf, isList, itemOf, listOf, NUMBER, objectOf, STRING, tupleOf, UNKNOWN } from "./data";
import { described } from "./lookup";
import { readPath } from "./pathReads";
import type { Scope } from "./scope";

/**
 * What an expression under a key that ends in `.$` gives.
 *
 * @param at the key, without `.$`
 */
export function expressionData(node: IntrinsicNode, scope: Scope, at: string): Data {
  switch (node.kind) {
    case "path":
      return readPath(node.path, node.text, scope, at);
    case "literal":
      return dataOf(node.value);
    case "call":
      return callData(node, scope, at);
  }
}

function callData(call: IntrinsicCall, scope: Scope, at: string): Data {
  const args = call.args.map((arg) => expressionData(arg, scope, at));
  const known = INTRINSIC_FUNCTIONS.get(call.name);
  if (known === undefined) {
    const remedy = didYouMean(call.name, [...INTRINSIC_FUNCTIONS.keys()]);
    scope.report(error("unknown-intrinsic", at, `there is no intrinsic function "${call.name}"`, remedy));
    return UNKNOWN;
  }
  const [least, most] = known.arguments;
  if (args.length < least || args.length > most) {
    const message = `${call.name} was given ${args.length} argument${args.length === 1 ? "" : "s"}`;
    scope.report(error("intrinsic-arguments", at, message, `Give it ${countOf(least, most)}.`));
    return typeData(known.result);
  }
  known.takes.forEach((type, index) => {
    const given = args[index];
    if (given === undefined || mayBe(given, type)) return;
    const message = `argument ${index + 1} of ${call.name} is ${described(given)}`;
    scope.report(error("intrinsic-argument-type", at, message, `Give it ${TYPE_NAMES[type]}.`));
  });
  if (call.name === "States.Format") checkFormat(call, scope, at);
  if (call.name === "States.Hash") checkAlgorithm(args[1], scope, at);
  return resultOf(call.name, args) ?? typeData(known.result);
}

function countOf(least: number, most: number): string {
  if (most === Infinity) return `at least ${least}`;
  return least === most ? String(least) : `${least} to ${most}`;
}

const TYPE_NAMES: Record<IntrinsicType, string> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  list: "a list",
  object: "an object",
  any: "anything",
};

/** Whether the value can be of that type, as far as it is known. */
export function mayBe(data: Data, type: IntrinsicType): boolean {
  if (type === "any" || data.kind === "unknown" || data.kind === "never") return true;
  return type === "list" ? isList(data) : data.kind === type;
}

function typeData(type: IntrinsicType): Data {
  return {
    string: STRING,
    number: NUMBER,
    boolean: BOOLEAN,
    list: listOf(UNKNOWN),
    object: objectOf({}, UNKNOWN),
    any: UNKNOWN,
  }[type];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html#asl-intrsc-func-generic */
function checkFormat({ args: [template, ...values] }: IntrinsicCall, scope: Scope, at: string): void {
  if (template?.kind !== "literal" || typeof template.value !== "string") return;
  const places = placeholdersIn(template.raw);
  if (places === values.length) return;
  const message = `the template '${template.raw}' has ${places} {} and was given ${values.length} values`;
  scope.report(error("format-arguments", at, message, "Give as many values as there are {}."));
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html#asl-intrsc-func-hash-calc */
const ALGORITHMS = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

function checkAlgorithm(algorithm: Data | undefined, scope: Scope, at: string): void {
  if (algorithm?.kind !== "string" || algorithm.values?.some((name) => ALGORITHMS.includes(String(name))) !== false)
    return;
  const [given = ""] = algorithm.values.map(String);
  const message = `States.Hash has no algorithm "${given}"`;
  scope.report(error("intrinsic-argument-type", at, message, didYouMean(given, ALGORITHMS)));
}

/** More than the type, where the arguments tell. */
function resultOf(name: string, args: readonly Data[]): Data | undefined {
  const [first = UNKNOWN, second = UNKNOWN] = args;
  switch (name) {
    case "States.Array":
      return tupleOf(args);
    case "States.ArrayGetItem": {
      if (first.kind !== "tuple" || second.kind !== "number") return isList(first) ? itemOf(first) : UNKNOWN;
      const [index, ...others] = second.values ?? [];
      return others.length === 0 && typeof index === "number" ? (first.items[index] ?? UNKNOWN) : itemOf(first);
    }
    case "States.ArrayUnique":
      return isList(first) ? listOf(itemOf(first)) : undefined;
    case "States.ArrayPartition":
      return listOf(isList(first) ? listOf(itemOf(first)) : UNKNOWN);
    case "States.ArrayRange":
      return listOf(NUMBER);
    case "States.StringSplit":
      return listOf(STRING);
    default:
      return undefined;
  }
}
