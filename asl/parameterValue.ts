/** What is known, before it runs, of a Task's parameter: the one place that reads expressions for their value. */
import type { Json, TaskState } from "./definition";
import { isJsonata } from "./expression/jsonata";
import { intrinsicValues } from "./known/intrinsicValue";
import { jsonataValues } from "./known/jsonataValue";
import { type Constants, type Known, NO_CONSTANTS, textOf } from "./known/known";

/**
 * A parameter's value: known, known in part (`*` for the rest), or known only when the state runs. `at` is where it is
 * given: `InputDataConfig[0].DataSource.S3DataSource.S3Uri`, `Tags` for any item of a list that is an expression.
 *
 * A value that an earlier state wrote and that is read by a path counts as dynamic, whatever the state wrote: which states
 * ran before is not followed.
 */
export type ParameterValue =
  | { kind: "literal"; value: Json; at: string }
  /** Text with `*` where the expression fills something in: `churn-train-*`. */
  | { kind: "pattern"; pattern: string; expression: string; at: string }
  | { kind: "dynamic"; expression: string; at: string };

/** What a task sends: `Parameters`, or `Arguments` under JSONata; without either the state's input, of which nothing is known. */
export function requestOf(state: TaskState): Json {
  return state.Parameters ?? state.Arguments ?? "{% $states.input %}";
}

/** The end of a path that stands for the names of an object's members. */
const KEYS = "[key]";

/**
 * The values at a path of parameters. `[]` goes through every item of a list; `[key]` at the end gives the names of an
 * object's members.
 *
 * @param path `OutputDataConfig.S3OutputPath`, `InputDataConfig[].DataSource.S3DataSource.S3Uri`, `RequestItems[key]`
 * @param constants variables of which the value is known: `constantVariables(definition)`
 * @returns none when the parameter is not given; several when the path goes through a list, or when an expression has
 *   alternatives: `{% $small ? 'a' : 'b' %}` gives both
 */
export function valuesAt(request: Json, path: string, constants: Constants = NO_CONSTANTS): ParameterValue[] {
  if (path.endsWith(KEYS)) return valuesAt(request, path.slice(0, -KEYS.length), constants).flatMap(namesOf);
  return lookUp(request, path.split("."), "", constants);
}

/** The names of an object's members, in a template without the `.$` behind them; of what is not known, the value itself. */
function namesOf(value: ParameterValue): ParameterValue[] {
  if (value.kind !== "literal" || value.value === null || typeof value.value !== "object") return [value];
  return Object.keys(value.value).map((name) => {
    const plain = name.replace(/\.\$$/, "");
    return { kind: "literal", value: plain, at: `${value.at}.${plain}` };
  });
}

function lookUp(value: Json, steps: string[], at: string, constants: Constants): ParameterValue[] {
  if (typeof value === "string" && isJsonata(value)) {
    // Of an expression for the whole request the parameter's own name says more than nothing.
    const place = at === "" ? memberAt(at, steps) : at;
    return jsonataValues(value, steps, constants).map((known) => parameterOf(known, value, place));
  }
  const [step, ...rest] = steps;
  if (step === undefined) return [{ kind: "literal", value, at }];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  const isList = step.endsWith("[]");
  const member = isList ? step.slice(0, -2) : step;
  const inner = value[member];
  const innerAt = memberAt(at, [member]);
  const expression = value[`${member}.$`];
  if (typeof expression === "string") {
    const known = intrinsicValues(expression, constants).map((each) => parameterOf(each, expression, innerAt));
    return isList ? known.flatMap((each) => itemsOf(each, rest, constants)) : known;
  }
  if (inner === undefined) return [];
  if (!isList) return lookUp(inner, rest, innerAt, constants);
  return lookUp(inner, [], innerAt, constants).flatMap((each) => itemsOf(each, rest, constants));
}

/** What is in each item of a list; of a list that is not known, or is none, the value itself. */
function itemsOf(list: ParameterValue, steps: string[], constants: Constants): ParameterValue[] {
  if (list.kind !== "literal" || !Array.isArray(list.value)) return [list];
  return list.value.flatMap((item, index) => lookUp(item, steps, `${list.at}[${index}]`, constants));
}

function memberAt(at: string, steps: readonly string[]): string {
  return [...(at === "" ? [] : [at]), ...steps.map((step) => step.replace(/\[\]$/, ""))].join(".");
}

function parameterOf(known: Known, expression: string, at: string): ParameterValue {
  return known.kind === "literal" ? { ...known, at } : { ...known, expression, at };
}

/**
 * The text that `States.Format('…', …)` gives, with `*` for each part that is not known.
 *
 * @example formatPattern("States.Format('churn-{}', States.UUID())") // "churn-*"
 * @returns undefined for any other expression
 */
export function formatPattern(expression: string): string | undefined {
  const [known] = intrinsicValues(expression, NO_CONSTANTS);
  return /^\s*States\.Format\(/.test(expression) && known !== undefined ? (textOf(known) ?? "*") : undefined;
}

/** The value as text with `*` for what is unknown: `*` alone when nothing is known. */
export function asPattern(value: ParameterValue): string {
  return textOf(value) ?? "*";
}
