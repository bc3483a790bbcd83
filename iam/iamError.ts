/** One thing that keeps permissions from being derived. */
export interface IamProblem {
  /** Where in the definition: `States.Train model.Parameters.RoleArn`. */
  path: string;
  /** What is wrong, what was given, and what to do. */
  message: string;
}

/** Permissions that cannot be derived. Carries every problem found. */
export class IamError extends Error {
  override readonly name = "IamError";
  constructor(readonly problems: IamProblem[]) {
    super(problems.map((problem) => `${problem.path}: ${problem.message}`).join("\n"));
  }
}
