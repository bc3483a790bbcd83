/** The type of Lambda functions. */
export const FUNCTION = "aws:lambda/function:Function";
