/** Names of what a task creates: what is known of them before they are made. */
import type { Integration } from "../../catalogue/integration";
import type { TaskState } from "../../definition";
import { formatPattern, type ParameterValue, requestOf, valuesAt } from "../../parameterValue";
import { error, type Problem, warning } from "../problem";
import type { Fields } from "../value";

/** Checks the name that a task gives to what it creates. */
export function checkCreatedName(
  task: Fields,
  { name }: Integration,
  field: string,
  path: string,
  problems: Problem[],
): void {
  if (name === undefined) return;
  const at = `${field}.${name.parameter}`;
  for (const value of valuesAt(requestOf(task as unknown as TaskState), name.parameter)) {
    if (value.kind === "literal") checkLiteral(task, at, path, problems);
    else if (value.kind === "dynamic") checkDynamic(value.expression, at, problems);
    else checkMade(value, name.maxLength, at, problems);
  }
}

/** Its length and characters are held against the API's pattern with the other parameters. */
function checkLiteral({ Retry }: Fields, at: string, path: string, problems: Problem[]): void {
  const isRetried =
    Array.isArray(Retry) && Retry.some((retrier: unknown) => (retrier as Fields | null)?.MaxAttempts !== 0);
  if (!isRetried) return;
  const remedy = "Make it unique at each attempt: States.Format('…-{}', States.UUID()).";
  const message = `a retry of ${path} sends a name that the service has seen`;
  problems.push(warning("fixed-name-retried", at, message, remedy));
}

function checkDynamic(expression: string, at: string, problems: Problem[]): void {
  if (!/\$\$\.Execution\.Name|\$states\.context\.Execution\.Name/.test(expression)) return;
  const remedy = "Make the name with States.Format('…-{}', States.UUID()).";
  const message = "an execution's name may have 80 characters, underscores and dots, and a retry sends it again";
  problems.push(warning("execution-name-as-name", at, message, remedy));
}

function checkMade(value: ParameterValue & { kind: "pattern" }, most: number, at: string, problems: Problem[]): void {
  const text = value.pattern;
  if (/[^a-zA-Z0-9-]/.test(text.replaceAll("*", ""))) {
    const message = `"${text}" holds other than letters, digits and hyphens`;
    problems.push(error("name-characters", at, message, "Remove them."));
  }
  const length = shortestLength(value.expression);
  if (length <= most) return;
  const message = `"${text}" has at least ${length} characters`;
  problems.push(error("name-too-long", at, message, `Shorten it to ${most}.`));
}

const UUID_LENGTH = 36;

/** Characters that a formatted name has at the least: its fixed part, and the UUIDs in it. */
function shortestLength(expression: string): number {
  const fixed = (formatPattern(expression) ?? "").replaceAll("*", "").length;
  const wholeUuids = expression.match(/,\s*States\.UUID\(\)/g)?.length ?? 0;
  return fixed + wholeUuids * UUID_LENGTH;
}
