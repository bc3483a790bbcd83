/** What the checker reports. */

/** One finding. An error is something that AWS refuses or that fails when it runs; a warning is likely to. */
export interface Problem {
  /** Stable, for filtering: `unknown-parameter`. */
  code: string;
  severity: "error" | "warning";
  /** `States.Train model.Parameters.TrainingJobName`. */
  path: string;
  /** What is wrong, with what was given. */
  message: string;
  /** What to do. */
  remedy: string;
}

/** An error. */
export function error(code: string, path: string, message: string, remedy: string): Problem {
  return { code, severity: "error", path, message, remedy };
}

/** A warning. */
export function warning(code: string, path: string, message: string, remedy: string): Problem {
  return { code, severity: "warning", path, message, remedy };
}
