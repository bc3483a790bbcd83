/** The mistake that a reader of expressions finds. */
import { expect } from "chai";
import { ExpressionError } from "../../asl/expression/expressionError";

/** Message and position of the mistake in a text; "none" when it is read. */
export function mistake(read: (text: string) => unknown, text: string): string {
  try {
    read(text);
  } catch (error) {
    expect(error).to.be.instanceOf(ExpressionError);
    const { message, position } = error as ExpressionError;
    return `${position}: ${message}`;
  }
  return "none";
}
