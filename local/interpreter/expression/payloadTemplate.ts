/** Payload templates of JSONPath states: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html */
import type { Json, JsonObject } from "../../../asl/definition";
import { type IntrinsicNode, parsePayloadExpression } from "../../../asl/expression/intrinsic";
import { EvaluationFailure } from "../failures";
import { callIntrinsic, checkIntrinsic } from "../intrinsics/functions";
import { isObject, putMember } from "../json";
import { PathNotFound, readPath } from "./jsonPath";
import type { View } from "./view";

/** Prepares part of a template; what has no expression in it is given as it is. */
type Part = { constant: Json } | { render: (view: View) => Json };

/**
 * Prepares a template: the values of keys that end in `.$` are paths or intrinsic functions, at any depth below objects and lists.
 *
 * @param error what the state fails with when a path leads nowhere
 * @throws ExpressionError for an expression that cannot be read
 */
export function preparePayload(template: Json, error: string): (view: View) => Json {
  const part = preparePart(template, error);
  return "constant" in part ? () => part.constant : part.render;
}

/**
 * Prepares a path or a call of an intrinsic function.
 *
 * @param field the field's name, for messages
 * @param error what the state fails with when a path leads nowhere
 * @throws ExpressionError
 */
export function preparePayloadExpression(text: string, field: string, error: string): (view: View) => Json {
  const node = parsePayloadExpression(text);
  checkIntrinsic(node);
  return (view) => evaluate(node, field, error, view);
}

function preparePart(template: Json, error: string): Part {
  if (Array.isArray(template)) {
    const parts = template.map((item) => preparePart(item, error));
    if (parts.every((part) => "constant" in part)) return { constant: template };
    return { render: (view) => parts.map((part) => renderPart(part, view)) };
  }
  if (!isObject(template)) return { constant: template };
  const members = Object.entries(template).map(([key, value]): [string, Part] => {
    if (!key.endsWith(".$")) return [key, preparePart(value, error)];
    if (typeof value !== "string") return [key.slice(0, -2), { constant: value }];
    return [key.slice(0, -2), { render: preparePayloadExpression(value, key, error) }];
  });
  if (members.every(([, part]) => "constant" in part)) return { constant: template };
  return {
    render(view) {
      const rendered: JsonObject = {};
      for (const [key, part] of members) putMember(rendered, key, renderPart(part, view));
      return rendered;
    },
  };
}

function renderPart(part: Part, view: View): Json {
  return "constant" in part ? part.constant : part.render(view);
}

function evaluate(node: IntrinsicNode, field: string, error: string, view: View): Json {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "call":
      return callIntrinsic(
        node,
        node.args.map((argument) => evaluate(argument, field, error, view)),
      );
    case "path":
      try {
        return readPath(node.path, view);
      } catch (failure) {
        if (!(failure instanceof PathNotFound)) throw failure;
        throw new EvaluationFailure(
          error,
          `The JSONPath '${node.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(view.data)}'`,
        );
      }
  }
}
