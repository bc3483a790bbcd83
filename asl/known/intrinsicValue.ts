/** What is known of a JSONPath payload expression: a path, or a call of an intrinsic function. */
import { type IntrinsicCall, type IntrinsicNode, parsePayloadExpression } from "../expression/intrinsic";
import { concatenated, type Constants, DYNAMIC, type Known } from "./known";

/**
 * The values that the expression under a key ending in `.$` may have. What cannot be read is not known either.
 *
 * @example intrinsicValues("States.Format('churn-{}', States.UUID())", constants) // [{ kind: "pattern", pattern: "churn-*" }]
 */
export function intrinsicValues(expression: string, constants: Constants): Known[] {
  // Most expressions are paths into the input: no need to read them.
  if (/^\s*\$[.[$]/.test(expression)) return [DYNAMIC];
  try {
    return valuesOf(parsePayloadExpression(expression), constants);
  } catch {
    return [DYNAMIC];
  }
}

function valuesOf(node: IntrinsicNode, constants: Constants): Known[] {
  if (node.kind === "literal") return [{ kind: "literal", value: node.value }];
  if (node.kind === "call") return callValues(node, constants);
  const { root, segments } = node.path;
  if (typeof root === "string" || segments.length > 0) return [DYNAMIC];
  const value = constants.get(root.variable);
  return [value === undefined ? DYNAMIC : { kind: "literal", value }];
}

function callValues({ name, args }: IntrinsicCall, constants: Constants): Known[] {
  if (name === "States.Format") return formatted(args, constants);
  if (name === "States.Array") return listed(args.map((each) => valuesOf(each, constants)));
  return [DYNAMIC];
}

function formatted([template, ...args]: IntrinsicNode[], constants: Constants): Known[] {
  if (template?.kind !== "literal") return [DYNAMIC];
  const fixed = template.raw.replace(/\\[^]|\{\}/g, (match) => (match === "{}" ? HOLE : match.slice(1))).split(HOLE);
  return concatenated(
    fixed.flatMap((text, index): Known[][] => {
      const literal: Known[] = [{ kind: "literal", value: text }];
      if (index === 0) return [literal];
      const arg = args[index - 1];
      return [arg === undefined ? [DYNAMIC] : valuesOf(arg, constants), literal];
    }),
  );
}

/** A character that no definition has in its text. */
const HOLE = "\u0000";

/** A list, when every item is known; else nothing is said of it. */
export function listed(items: readonly Known[][]): Known[] {
  const values = items.map(([only, ...others]) =>
    only?.kind === "literal" && others.length === 0 ? only.value : undefined,
  );
  return values.every((value) => value !== undefined) ? [{ kind: "literal", value: values }] : [DYNAMIC];
}
