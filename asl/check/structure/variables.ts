/**
 * Names under Assign.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
import { error, type Problem } from "../problem";
import { hasPlaceholder, isObject } from "../value";

const MAX_LENGTH = 80;

/** Checks the names of the variables that an `Assign` sets; in JSONPath a name may end in `.$`. */
export function checkVariableNames(assign: unknown, at: string, problems: Problem[]): void {
  if (!isObject(assign)) return;
  for (const key in assign) {
    const name = key.endsWith(".$") ? key.slice(0, -2) : key;
    const fault = hasPlaceholder(name) ? undefined : faultOf(name);
    if (fault !== undefined) problems.push(error("variable-name", `${at}.${key}`, `"${name}" ${fault}`, "Rename it."));
  }
}

function faultOf(name: string): string | undefined {
  if (name === "states") return "is reserved";
  if (name.length > MAX_LENGTH) return `has ${name.length} characters, and variables have up to ${MAX_LENGTH}`;
  if (!/^\p{ID_Start}\p{ID_Continue}*$/u.test(name)) {
    return "is no variable's name: a letter, then letters, digits and underscores";
  }
  return undefined;
}
