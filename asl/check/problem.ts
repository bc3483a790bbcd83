/** What the checker reports. */
import type { ErrorCode, ProblemCode, WarningCode } from "./codes";

/** One finding. An error is something that AWS refuses or that fails when it runs; a warning is likely to. */
export interface Problem {
  /** Stable, for filtering: `unknown-parameter`. `PROBLEM_CODES` lists them all. */
  code: ProblemCode;
  severity: "error" | "warning";
  /** `States.Train model.Parameters.TrainingJobName`. */
  path: string;
  /** What is wrong, with what was given. */
  message: string;
  /** What to do. */
  remedy: string;
}

/** An error. */
export function error(code: ErrorCode, path: string, message: string, remedy: string): Problem {
  return { code, severity: "error", path, message, remedy };
}

/** A warning. */
export function warning(code: WarningCode, path: string, message: string, remedy: string): Problem {
  return { code, severity: "warning", path, message, remedy };
}
