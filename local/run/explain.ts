/** Makes readable text of the causes that AWS's services give. */
import type { FailedState } from "./stateLog";

/** Lines of a job's own output that are shown where its failure reason says little. */
const TAIL_LINES = 12;

/**
 * A failed state's cause as a person wants to read it: a SageMaker job's FailureReason with the end of what the job
 * wrote, a Lambda function's error message; any other cause as it is.
 *
 * @example explainCause({ cause: '{"errorType":"DataError","errorMessage":"row 3 …"}', log: [] }) // "row 3 …"
 */
export function explainCause({ cause, log }: Pick<FailedState, "cause" | "log">): string {
  const details = parse(cause);
  if (typeof details["errorMessage"] === "string") return details["errorMessage"];
  if (typeof details["FailureReason"] === "string") return withTail(details["FailureReason"], log);
  const status = Object.entries(details).find(([name]) => name.endsWith("JobStatus"));
  if (status) return withTail(`The job ended as ${String(status[1])}.`, log);
  return cause;
}

function withTail(reason: string, log: string[]): string {
  const tail = log.slice(-TAIL_LINES).filter((line) => !reason.includes(line.trim()));
  return [reason, ...tail.map((line) => `  ${line}`)].join("\n");
}

function parse(cause: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(cause)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** How the seeding function says that there are not enough rows (lambda/seed/splitRows.ts). */
const TOO_FEW_ROWS = /found \d+ (?:training )?rows(?: of which none falls into|, allowed: at least one)/;

/** What the user can do about a state's error. */
export function adviceFor(error: string, cause: string): string | undefined {
  if (error === "DataError") {
    return TOO_FEW_ROWS.test(cause)
      ? "Give more rows with --data: each part of the data, and each training file, needs at least one."
      : "Correct that row, or give other data with --data.";
  }
  if (/is not authorized to perform|AccessDenied/.test(cause)) {
    return "Grant the role that action on that resource in the component, or leave the call out.";
  }
  if (error === "States.Timeout" || error === "Sandbox.Timedout")
    return "Raise the time-out, or make the work smaller.";
  if (error === "States.DataLimitExceeded") return "Keep state small: pass on S3 locations, and use ResultSelector.";
  if (/AlgorithmError/.test(cause)) return "The lines above are the job's own; correct its script or its data.";
  return undefined;
}
