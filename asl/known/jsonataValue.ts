/** What is known of a JSONata expression. */
import type { Json } from "../definition";
import { type JsonataNode, parseJsonata } from "../expression/jsonata";
import { listed } from "./intrinsicValue";
import { concatenated, type Constants, DYNAMIC, type Known, textOf } from "./known";

/**
 * The values that an expression may have: text joined by `&` or `$join`, alternatives of `? :`, constants. What cannot be
 * read is not known either.
 *
 * @param text with its `{%` and `%}`
 * @param path members of what the expression gives, `[]` behind a list's: `["Tags[]", "Key"]`
 * @returns none when the expression gives an object without that member
 * @example jsonataValues("{% 'churn-' & $uuid() %}", [], constants) // [{ kind: "pattern", pattern: "churn-*" }]
 */
export function jsonataValues(text: string, path: readonly string[], constants: Constants): Known[] {
  const tree = treeOf(text);
  return tree === undefined ? [DYNAMIC] : valuesOf(tree, path, constants);
}

function treeOf(text: string): JsonataNode | undefined {
  try {
    return parseJsonata(text);
  } catch {
    return undefined;
  }
}

function valuesOf(node: JsonataNode, path: readonly string[], constants: Constants): Known[] {
  if (node.predicate !== undefined || node.stages !== undefined || node.group !== undefined) return [DYNAMIC];
  switch (node.type) {
    case "condition":
      return [node.then, ...(node.else === undefined ? [] : [node.else])].flatMap((each) =>
        valuesOf(each, path, constants),
      );
    case "block":
      return blockValues(node.expressions, path, constants);
    case "variable": {
      const value = constants.get(node.value);
      return value === undefined ? [DYNAMIC] : membersOf(value, path);
    }
    case "unary":
      return structureValues(node, path, constants);
    default:
      return path.length > 0 ? [DYNAMIC] : plainValues(node, constants);
  }
}

function plainValues(node: JsonataNode, constants: Constants): Known[] {
  switch (node.type) {
    case "string":
    case "number":
    case "value":
      return [{ kind: "literal", value: node.value }];
    case "binary":
      if (node.value !== "&") return [DYNAMIC];
      return concatenated([node.lhs, node.rhs].map((side) => valuesOf(side, [], constants)));
    case "function":
      return callValues(node.procedure, node.arguments, constants);
    default:
      return [DYNAMIC];
  }
}

/** `($name := 'a'; $name & '-b')`: what is bound is known behind it. */
function blockValues(expressions: readonly JsonataNode[], path: readonly string[], constants: Constants): Known[] {
  const inner = new Map(constants);
  for (const each of expressions.slice(0, -1)) {
    if (each.type !== "bind" || each.lhs.type !== "variable") continue;
    const [known, ...others] = valuesOf(each.rhs, [], inner);
    if (known?.kind === "literal" && others.length === 0) inner.set(each.lhs.value, known.value);
    else inner.delete(each.lhs.value);
  }
  const last = expressions.at(-1);
  return last === undefined ? [DYNAMIC] : valuesOf(last, path, inner);
}

function structureValues(
  node: JsonataNode & { type: "unary" },
  [step, ...rest]: readonly string[],
  constants: Constants,
): Known[] {
  if (node.value === "[" && step === undefined) {
    return listed(node.expressions.map((each) => valuesOf(each, [], constants)));
  }
  if (node.value !== "{" || step === undefined) return [DYNAMIC];
  const isList = step.endsWith("[]");
  const name = isList ? step.slice(0, -2) : step;
  const pair = node.lhs.find(([key]) => key.type === "string" && key.value === name);
  if (pair === undefined) return node.lhs.every(([key]) => key.type === "string") ? [] : [DYNAMIC];
  const [, value] = pair;
  if (!isList) return valuesOf(value, rest, constants);
  if (value.type !== "unary" || value.value !== "[") return [DYNAMIC];
  return value.expressions.flatMap((each) => valuesOf(each, rest, constants));
}

/** `$join(list, separator)`, and functions that change letters only. */
function callValues(procedure: JsonataNode, [first, second]: JsonataNode[], constants: Constants): Known[] {
  const name = procedure.type === "variable" ? procedure.value : "";
  if (first === undefined) return [DYNAMIC];
  if (name === "join" && first.type === "unary" && first.value === "[") {
    const separator =
      second === undefined ? [{ kind: "literal" as const, value: "" }] : valuesOf(second, [], constants);
    return concatenated(
      first.expressions.flatMap((each, index) => {
        const values = valuesOf(each, [], constants);
        return index === 0 ? [values] : [separator, values];
      }),
    );
  }
  const change = TEXT_FUNCTIONS[name];
  if (change === undefined) return [DYNAMIC];
  return valuesOf(first, [], constants).map((known): Known => {
    const text = textOf(known);
    if (text === undefined) return DYNAMIC;
    return known.kind === "literal"
      ? { kind: "literal", value: change(text) }
      : { kind: "pattern", pattern: change(text) };
  });
}

const TEXT_FUNCTIONS: Readonly<Record<string, ((text: string) => string) | undefined>> = {
  string: (text) => text,
  lowercase: (text) => text.toLowerCase(),
  uppercase: (text) => text.toUpperCase(),
};

/** Members of a constant. */
function membersOf(value: Json, [step, ...rest]: readonly string[]): Known[] {
  if (step === undefined) return [{ kind: "literal", value }];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  if (!step.endsWith("[]")) {
    const inner = value[step];
    return inner === undefined ? [] : membersOf(inner, rest);
  }
  const list = value[step.slice(0, -2)];
  return Array.isArray(list) ? list.flatMap((item) => membersOf(item, rest)) : [];
}
