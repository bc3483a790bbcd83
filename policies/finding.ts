/** What rules say. */

/** What a rule says of a resource. */
export interface Finding {
  /** `unchecked`: the value is not known yet, or is nowhere to be seen, so the rule says nothing of it. */
  kind: "violation" | "unchecked";
  /** Where: `policy.Statement[0].Action[1]`, `definition.States.Train`. */
  path: string;
  /** What is wrong, with what was given and what is allowed. */
  message: string;
  /** Which of a stack's resources; that of the check when absent. */
  urn?: string;
}

/** A violation. */
export function violation(path: string, message: string): Finding {
  return { kind: "violation", path, message };
}

/** A value that could not be judged. */
export function unchecked(path: string, message = "its value is not known yet"): Finding {
  return { kind: "unchecked", path, message };
}
