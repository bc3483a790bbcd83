/** One thing wrong in a definition or in what a builder was given. */
export interface AslProblem {
  /** Where: `States.Train model.Parameters.TrainingJobName`. */
  path: string;
  /** What is wrong, with what was given. */
  message: string;
}

/**
 * A definition that cannot be built. Carries every problem found, each with its path.
 *
 * @example
 * try { define(chain(a, b)); } catch (error) { if (error instanceof AslError) console.error(error.problems); }
 */
export class AslError extends Error {
  override readonly name = "AslError";
  constructor(readonly problems: AslProblem[]) {
    super(problems.map((problem) => `${problem.path}: ${problem.message}`).join("\n"));
  }
}
