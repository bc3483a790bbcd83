/**
 * Retry and Catch: which errors they name, in which order.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
import { didYouMean } from "./didYouMean";
import { error, type Problem, warning } from "./problem";
import { type Fields, isObject } from "./value";

/** Reserved names: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation */
const RESERVED = [
  "States.ALL",
  "States.BranchFailed",
  "States.DataLimitExceeded",
  "States.ExceedToleratedFailureThreshold",
  "States.HeartbeatTimeout",
  "States.Http.Socket",
  "States.IntrinsicFailure",
  "States.ItemReaderFailed",
  "States.NoChoiceMatched",
  "States.ParameterPathFailure",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.ResultPathMatchFailure",
  "States.ResultWriterFailed",
  "States.Runtime",
  "States.TaskFailed",
  "States.Timeout",
];

/** Errors that no Task raises: they come of what only other states do. */
const NOT_FROM_TASK = [
  "States.BranchFailed",
  "States.ExceedToleratedFailureThreshold",
  "States.ItemReaderFailed",
  "States.NoChoiceMatched",
  "States.ResultWriterFailed",
];

/** Checks the Retry and Catch of a state; says nothing of states that have neither, but for tasks. */
export function checkErrorHandling(state: Fields, path: string, problems: Problem[]): void {
  for (const field of ["Retry", "Catch"] as const) {
    const entries: unknown = state[field];
    if (Array.isArray(entries)) checkEntries(entries.map(fieldsOf), state, `${path}.${field}`, problems);
  }
  if (Array.isArray(state.Retry)) checkRetriers(state.Retry.map(fieldsOf), `${path}.Retry`, problems);
  if (state.Type === "Task" && state.Catch === undefined && state.Retry === undefined) {
    const remedy = "Retry what passes, and catch the rest into a Fail state.";
    problems.push(warning("no-error-handling", path, "the task has neither Retry nor Catch", remedy));
  }
}

function fieldsOf(entry: unknown): Fields {
  return isObject(entry) ? entry : {};
}

function checkEntries(entries: Fields[], state: Fields, path: string, problems: Problem[]): void {
  const taken = new Set<string>();
  entries.forEach(({ ErrorEquals }, index) => {
    if (!Array.isArray(ErrorEquals)) return;
    const at = `${path}[${index}].ErrorEquals`;
    const names = ErrorEquals.filter((name) => typeof name === "string");
    if (names.includes("States.ALL") && (names.length > 1 || index < entries.length - 1)) {
      const remedy = `Make it the last entry of ${path.endsWith("Retry") ? "Retry" : "Catch"}.`;
      problems.push(error("states-all-not-last", at, "States.ALL must stand alone and last", remedy));
    }
    for (const name of names) {
      checkErrorName(name, state, at, problems);
      if (isTaken(name, taken)) {
        const message = `an entry before it takes "${name}" already`;
        problems.push(warning("unused-error-name", at, message, "Remove it, or move it before that entry."));
      }
    }
    // Only afterwards: the order inside one entry means nothing.
    for (const name of names) taken.add(name);
  });
}

/** States.TaskFailed takes everything but time-outs; what stands behind States.ALL is reported as that. */
function isTaken(name: string, taken: Set<string>): boolean {
  if (taken.has(name)) return true;
  return (
    taken.has("States.TaskFailed") &&
    !["States.Timeout", "States.HeartbeatTimeout", "States.ALL"].includes(name) &&
    !/^States\.(DataLimitExceeded|Runtime)$/.test(name)
  );
}

function checkErrorName(name: string, state: Fields, at: string, problems: Problem[]): void {
  if (name.startsWith("States.") && !RESERVED.includes(name)) {
    const remedy = didYouMean(name, RESERVED) || "Name an error that Step Functions or the service raises.";
    problems.push(warning("unknown-error-name", at, `Step Functions has no error "${name}"`, remedy));
  } else if (name === "States.Runtime") {
    const message = "States.Runtime always ends the execution";
    problems.push(warning("uncatchable-error", at, message, "Remove it, and mend what raises it."));
  } else if (state.Type === "Task" && cannotRaise(name, state)) {
    const message = `this task cannot raise "${name}"`;
    problems.push(warning("error-never-raised", at, message, "Remove it."));
  }
}

function cannotRaise(name: string, task: Fields): boolean {
  if (NOT_FROM_TASK.includes(name)) return true;
  if (name === "States.HeartbeatTimeout") {
    return task.HeartbeatSeconds === undefined && task.HeartbeatSecondsPath === undefined;
  }
  // A service's exceptions carry its name: `Lambda.ServiceException`. Only of SageMaker's own tasks is it certain.
  const resource = typeof task.Resource === "string" ? task.Resource : "";
  const service = /^arn:[^:]+:states:::(sagemaker|lambda|sns|sqs):/.exec(resource)?.[1];
  if (service === "sagemaker") return /^(Lambda|Sns|SNS|Sqs|SQS|Glue|Batch|DynamoDB|DynamoDb)\./.test(name);
  return service !== undefined && name.startsWith("SageMaker.");
}

function checkRetriers(retriers: Fields[], path: string, problems: Problem[]): void {
  const last = retriers.at(-1);
  if (last?.MaxAttempts === 0) {
    // Before others it keeps its errors from being retried; last it does nothing.
    const at = `${path}[${retriers.length - 1}].MaxAttempts`;
    problems.push(warning("retry-without-attempts", at, "0 attempts are none", "Remove the retrier, or give more."));
  }
  retriers.forEach(({ IntervalSeconds, MaxDelaySeconds }, index) => {
    if (typeof IntervalSeconds !== "number" || typeof MaxDelaySeconds !== "number") return;
    if (MaxDelaySeconds > IntervalSeconds) return;
    const message = `the delay is at most ${MaxDelaySeconds} s, the first already ${IntervalSeconds} s`;
    problems.push(warning("delay-below-interval", `${path}[${index}].MaxDelaySeconds`, message, "Give more."));
  });
}
