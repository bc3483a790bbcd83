/**
 * Whether a task that waits for its token passes it on.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
import { error, type Problem } from "../problem";
import { hasPlaceholder } from "../value";

/** The token, or a part of the context object that holds it. */
const TOKEN = /\$\$(\.Task|\[|(?!\.))|\$states\.context(\.Task|\[|(?!\.))|\$states(?!\.)/;

/** Checks what a task with `.waitForTaskToken` sends. */
export function checkTaskToken(request: unknown, path: string, problems: Problem[]): void {
  if (mayHoldToken(request)) return;
  const remedy =
    'Pass it in what the task sends: "TaskToken.$": "$$.Task.Token", or "{% $states.context.Task.Token %}".';
  problems.push(error("no-task-token", path, "nobody gets the token, so the task never ends", remedy));
}

function mayHoldToken(value: unknown): boolean {
  if (typeof value === "string") return TOKEN.test(value) || hasPlaceholder(value);
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(mayHoldToken);
}
