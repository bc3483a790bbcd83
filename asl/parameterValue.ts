/** What is known, before it runs, of a Task's parameter. */
import type { Json, TaskState } from "./definition";

/** A parameter's value: known, known in part (`*` for the rest), or known only when the state runs. */
export type ParameterValue =
  | { kind: "literal"; value: Json; at: string }
  /** Text with `*` where the intrinsic fills something in: `churn-train-*`. */
  | { kind: "pattern"; pattern: string; expression: string; at: string }
  | { kind: "dynamic"; expression: string; at: string };

/** What a task sends: `Parameters`, or `Arguments` under JSONata; without either the state's input, of which nothing is known. */
export function requestOf(state: TaskState): Json {
  return state.Parameters ?? state.Arguments ?? "{% $states.input %}";
}

/**
 * The values at a path of parameters. `[]` goes through every item of a list.
 *
 * @param path `OutputDataConfig.S3OutputPath`, `InputDataConfig[].DataSource.S3DataSource.S3Uri`
 * @returns none when the parameter is not given; one, unless the path goes through a list
 */
export function valuesAt(request: Json, path: string): ParameterValue[] {
  return lookUp(request, path.split("."), "");
}

function lookUp(value: Json, [step, ...rest]: string[], at: string): ParameterValue[] {
  if (step === undefined) return [known(value, at)];
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return typeof value === "string" && isJsonata(value) ? [known(value, at)] : [];
  }
  const isList = step.endsWith("[]");
  const member = isList ? step.slice(0, -2) : step;
  const memberAt = at === "" ? member : `${at}.${member}`;
  const expression = value[`${member}.$`];
  if (typeof expression === "string") return [ofExpression(expression, memberAt)];
  const inner = value[member];
  if (inner === undefined) return [];
  if (!isList) return lookUp(inner, rest, memberAt);
  if (!Array.isArray(inner)) return [known(inner, memberAt)];
  return inner.flatMap((item, index) => lookUp(item, rest, `${memberAt}[${index}]`));
}

function isJsonata(text: string): boolean {
  return /^\{%[^]*%\}$/.test(text);
}

function known(value: Json, at: string): ParameterValue {
  return typeof value === "string" && isJsonata(value)
    ? { kind: "dynamic", expression: value, at }
    : { kind: "literal", value, at };
}

function ofExpression(expression: string, at: string): ParameterValue {
  const pattern = formatPattern(expression);
  return pattern === undefined ? { kind: "dynamic", expression, at } : { kind: "pattern", pattern, expression, at };
}

/**
 * The text that `States.Format('…', …)` gives, with `*` for each `{}`.
 *
 * @example formatPattern("States.Format('churn-{}', States.UUID())") // "churn-*"
 * @returns undefined for any other expression
 */
export function formatPattern(expression: string): string | undefined {
  const match = /^\s*States\.Format\(\s*'((?:[^'\\]|\\.)*)'/.exec(expression);
  const template = match?.[1];
  if (template === undefined) return undefined;
  return template.replace(/\{\}|\\(.)/g, (_whole, escaped: string | undefined) => escaped ?? "*").replace(/\*+/g, "*");
}

/** The value as text with `*` for what is unknown: `*` alone when nothing is known. */
export function asPattern(value: ParameterValue): string {
  if (value.kind === "pattern") return value.pattern;
  return value.kind === "dynamic" || typeof value.value === "object" ? "*" : String(value.value);
}
