/** Paths of names in JSONata expressions: what they find, and which lead nowhere. */
import type { JsonataNode, JsonataStage } from "../../expression/jsonata";
import { error, type Problem, warning } from "../problem";
import { type Data, isList, itemOf, memberOf, someNamesOf, NEVER, UNKNOWN } from "./data";
import { remedyFor } from "./pathReads";

/** What an expression gives, as far as it is known; `absent` when it is certainly nothing. */
export interface Result {
  data: Data;
  presence: "certain" | "maybe" | "absent";
  /** With `absent`, and with `maybe` when some ways have certainly not written it. */
  gap?: { step: string; names: string[]; on: string };
}

export const SOMETHING: Result = { data: UNKNOWN, presence: "maybe" };

/** What a member of a value is. JSONata goes through lists, and finds nothing rather than fail. */
export function memberResult(base: Result, name: string, on: string): Result {
  const { data } = base;
  if (data.kind === "unknown" || base.presence === "absent") return base.presence === "absent" ? base : SOMETHING;
  if (isList(data)) {
    const inner = memberResult({ data: itemOf(data), presence: "certain" }, name, on);
    return inner.presence === "absent" ? inner : SOMETHING;
  }
  if (data.kind === "never") return SOMETHING;
  if (data.kind !== "object") return { data: NEVER, presence: "absent", gap: { step: name, names: [], on } };
  const member = memberOf(data, name);
  const gap = {
    step: name,
    get names() {
      return someNamesOf(data);
    },
    on,
  };
  if (member === undefined) {
    return data.rest === undefined ? { data: NEVER, presence: "absent", gap } : { data: data.rest, presence: "maybe" };
  }
  if (member.presence === "some") return { data: member.data, presence: "maybe", gap };
  const presence = member.presence === "certain" ? base.presence : "maybe";
  return { data: member.data, presence, ...(base.gap !== undefined && { gap: base.gap }) };
}

/** What is left of a value after the filters behind a step. */
export function filtered(result: Result, stages: readonly JsonataStage[]): Result {
  return stages.reduce<Result>((left, stage) => {
    if (left.presence === "absent" || left.data.kind === "unknown") return left;
    const index = stage.type === "filter" && stage.expr.type === "number" ? stage.expr.value : undefined;
    if (left.data.kind === "tuple" && index !== undefined) {
      const item = left.data.items.at(index);
      if (item !== undefined) return { data: item, presence: left.presence };
      return { data: NEVER, presence: "absent", gap: { step: `[${index}]`, names: [], on: "the list" } };
    }
    if (isList(left.data)) return { data: index === undefined ? UNKNOWN : itemOf(left.data), presence: "maybe" };
    return { data: left.data, presence: index === 0 || index === -1 ? left.presence : "maybe" };
  }, result);
}

/** A path as it would be written, when it is made of a variable and names alone: `$states.input.Name`. */
export function plainPath(node: JsonataNode): string | undefined {
  if (node.type === "variable") return `$${node.value}`;
  if (node.type !== "path") return undefined;
  const [first, ...names] = node.steps;
  if (first?.type !== "variable" || names.some((step) => step.type !== "name")) return undefined;
  return [`$${first.value}`, ...names.map((step) => (step as { value: string }).value)].join(".");
}

/** The finding on a read that certainly finds nothing. */
export function absentProblem(gap: NonNullable<Result["gap"]>, at: string, fails: boolean): Problem {
  const message = `there is no "${gap.step}" in ${gap.on}`;
  return fails
    ? error("unknown-path", at, `the expression gives nothing: ${message}`, remedyFor(gap))
    : warning("reads-nothing", at, message, remedyFor(gap));
}
