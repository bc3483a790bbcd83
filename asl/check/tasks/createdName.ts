/** Names of what a task creates: what is known of them before they are made. */
import type { Integration } from "../../catalogue/integration";
import type { TaskState } from "../../definition";
import { requestOf, valuesAt } from "../../parameterValue";
import { error, type Problem, warning } from "../problem";
import { type Fields, isExpression, isObject } from "../value";

/** Checks the name that a task gives to what it creates. */
export function checkCreatedName(
  task: Fields,
  { name }: Integration,
  field: string,
  path: string,
  problems: Problem[],
): void {
  if (name === undefined) return;
  const request = requestOf(task as unknown as TaskState);
  const at = `${field}.${name.parameter}`;
  for (const value of valuesAt(request, name.parameter)) {
    if (value.kind === "dynamic") checkDynamic(value.expression, name.maxLength, at, problems);
    else if (value.kind === "pattern")
      checkMade(value.pattern, uuidsIn(value.expression), name.maxLength, at, problems);
    else {
      const isWritten = isObject(request) && request[name.parameter] === value.value;
      // A name that is written as it is was held against the API's pattern with the other parameters.
      if (!isWritten && typeof value.value === "string") checkMade(value.value, 0, name.maxLength, at, problems);
      if (name.isKept !== true) checkFixed(task, at, path, problems);
    }
  }
}

function checkFixed({ Retry }: Fields, at: string, path: string, problems: Problem[]): void {
  const isRetried =
    Array.isArray(Retry) && Retry.some((retrier: unknown) => isObject(retrier) && retrier.MaxAttempts !== 0);
  if (!isRetried) return;
  const remedy = "Make it unique at each attempt: States.Format('…-{}', States.UUID()).";
  const message = `a retry of ${path} sends a name that the service has seen`;
  problems.push(warning("fixed-name-retried", at, message, remedy));
}

function checkDynamic(expression: string, most: number, at: string, problems: Problem[]): void {
  checkMade("*", uuidsIn(expression), most, at, problems);
  if (!/\$\$\.Execution\.Name|\$states\.context\.Execution\.Name/.test(expression)) return;
  const remedy = "Make the name with States.Format('…-{}', States.UUID()).";
  const message = "an execution's name may have 80 characters, underscores and dots, and a retry sends it again";
  problems.push(warning("execution-name-as-name", at, message, remedy));
}

/** @param text with `*` for what is not known, of which `uuids` are whole UUIDs */
function checkMade(text: string, uuids: number, most: number, at: string, problems: Problem[]): void {
  const fixed = text.replaceAll("*", "");
  if (/[^a-zA-Z0-9-]/.test(fixed)) {
    const message = `"${text}" holds other than letters, digits and hyphens`;
    problems.push(error("name-characters", at, message, "Remove them."));
  }
  const length = fixed.length + uuids * UUID_LENGTH;
  if (length <= most) return;
  const message = `"${text}" has at least ${length} characters`;
  problems.push(error("name-too-long", at, message, `Shorten it to ${most}.`));
}

const UUID_LENGTH = 36;

/** UUIDs that certainly stand in the text whole: not as another function's argument, and not as one of two choices. */
function uuidsIn(expression: string): number {
  if (!isExpression(expression)) return expression.match(/(?:,|^)\s*States\.UUID\(\)/g)?.length ?? 0;
  if (expression.includes("?")) return 0;
  return expression.match(/(?:&|\{%)\s*\$uuid\(\)(?=\s*(?:&|%\}))/g)?.length ?? 0;
}
