/**
 * References: values that Step Functions fills in when a state runs.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
import { AslError } from "./aslError";

/** A JSONPath, a context path or an intrinsic function call; rendered under a key that ends in `.$`. */
export class Reference {
  constructor(readonly expression: string) {}
}

/** What an intrinsic function takes: another reference, or a literal. */
export type IntrinsicArgument = Reference | string | number | null;

/**
 * A part of the state's input.
 *
 * @param expression starts with `$`: `$.Training.TrainingJobName`
 * @throws AslError when it does not
 */
export function path(expression: string): Reference {
  if (!/^\$($|[.[])/.test(expression)) {
    throw new AslError([{ path: "path()", message: `"${expression}" is not a JSONPath; it starts with "$." or "$["` }]);
  }
  return new Reference(expression);
}

/**
 * A part of the context object.
 *
 * @example context("Execution.Id") // the execution's ARN
 */
export function context(field: string): Reference {
  return new Reference(`$$.${field}`);
}

/** A literal inside an intrinsic function: quotes, braces and backslashes are escaped. */
function literal(value: string | number | null, keepBraces: boolean): string {
  if (typeof value !== "string") return String(value);
  const escaped = value.replace(/[\\']/g, (character) => `\\${character}`);
  return `'${keepBraces ? escaped : escaped.replace(/[{}]/g, (brace) => `\\${brace}`)}'`;
}

/**
 * Any intrinsic function.
 *
 * @example intrinsic("States.ArrayLength", path("$.Items"))
 */
export function intrinsic(name: `States.${string}`, ...args: IntrinsicArgument[]): Reference {
  const rendered = args.map((arg, index) =>
    arg instanceof Reference ? arg.expression : literal(arg, name === "States.Format" && index === 0),
  );
  return new Reference(`${name}(${rendered.join(", ")})`);
}

/**
 * Text with `{}` filled in from the arguments, in order.
 *
 * @throws AslError when the number of `{}` and of arguments differ (Step Functions fails at run time)
 * @example format("churn-train-{}", uniqueSuffix())
 */
export function format(template: string, ...args: IntrinsicArgument[]): Reference {
  const holes = template.split("{}").length - 1;
  if (holes !== args.length) {
    const message = `the template "${template}" has ${holes} {} and was given ${args.length} arguments`;
    throw new AslError([{ path: "format()", message }]);
  }
  return intrinsic("States.Format", template, ...args);
}

/** A version 4 UUID, new at each attempt of the state. */
export function uuid(): Reference {
  return intrinsic("States.UUID");
}

/** Number of characters that `uniqueSuffix` gives. */
export const UNIQUE_SUFFIX_LENGTH = 12;

/**
 * The last group of a UUID: 12 hexadecimal digits, 48 random bits, new at each attempt. Short enough that a job's name
 * keeps within SageMaker's 63 (tuning: 32) characters with room for words that a person can read.
 */
export function uniqueSuffix(): Reference {
  return intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", uuid(), "-"), 4);
}
