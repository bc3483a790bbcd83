/** An expression (JSONPath, intrinsic function call, JSONata) that cannot be read. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  /**
   * @param message what is wrong: `"]" expected`
   * @param position number of characters before the place where it goes wrong
   */
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}
