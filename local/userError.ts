/**
 * A mistake or a condition that the user can mend. Printed as its message alone, never with a stack trace.
 *
 * @example throw new UserError("Python 3.10 or later was not found.", "Install it, or name one with MLPIPE_PYTHON.");
 */
export class UserError extends Error {
  override readonly name = "UserError";
  /**
   * @param problem what is wrong, in one sentence
   * @param remedy what to do about it
   */
  constructor(
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${problem}\n${remedy}`);
  }
}
