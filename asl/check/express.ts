/**
 * What an Express workflow cannot do. The items of a Distributed Map may run in one too.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
import { parseIntegration, patternSuffix } from "../resource";
import type { VisitedState } from "../walk";
import { error, type Problem, warning } from "./problem";
import { processorConfig } from "./structure/map";
import type { Fields } from "./value";

/** How long an Express workflow runs at the most. */
const MAX_SECONDS = 300;

/** Whether the states inside a Parallel or Map run in an Express workflow. */
export function runsInExpress({ state }: VisitedState, parentDoes: boolean): boolean {
  const fields = state as unknown as Fields;
  const config = fields.Type === "Map" ? processorConfig(fields) : undefined;
  return config?.mode === "DISTRIBUTED" ? config.executionType === "EXPRESS" : parentDoes;
}

/** Checks a state that runs in an Express workflow. */
export function checkExpress(state: Fields, path: string, problems: Problem[]): void {
  const remedy = "Run it in a Standard workflow.";
  const refuse = (at: string, what: string) =>
    problems.push(error("pattern-in-express", `${path}.${at}`, `an Express workflow has no ${what}`, remedy));
  if (state.Type === "Map" && processorConfig(state)?.mode === "DISTRIBUTED")
    refuse("ItemProcessor", "Distributed Map");
  if (state.Type === "Wait" && typeof state.Seconds === "number" && state.Seconds > MAX_SECONDS) {
    const message = `waits ${state.Seconds} s, and an Express workflow ends after ${MAX_SECONDS} s`;
    problems.push(error("express-wait", `${path}.Seconds`, message, remedy));
  }
  if (state.Type !== "Task" || typeof state.Resource !== "string") return;
  checkExpressTimeout(state, path, problems);
  const pattern = parseIntegration(state.Resource)?.pattern;
  if (pattern !== undefined && pattern !== "requestResponse") refuse("Resource", `"${patternSuffix(pattern)}"`);
  if (/^arn:[^:]+:states:[^:]+:[^:]+:activity:/.test(state.Resource)) refuse("Resource", "activities");
}

/** Checks the TimeoutSeconds of an Express workflow or of a task in one. */
export function checkExpressTimeout({ TimeoutSeconds }: Fields, path: string, problems: Problem[]): void {
  if (typeof TimeoutSeconds !== "number" || TimeoutSeconds <= MAX_SECONDS) return;
  const at = path === "" ? "TimeoutSeconds" : `${path}.TimeoutSeconds`;
  const message = `was ${TimeoutSeconds} s, and an Express workflow ends after ${MAX_SECONDS} s`;
  problems.push(warning("express-timeout", at, message, `Give at most ${MAX_SECONDS}.`));
}
