/**
 * An error with a name of our choice: Lambda reports the name as `errorType`, and Step Functions matches it in `Retry`
 * and `Catch` and shows it as `Error`. A name that is set, unlike a class's, survives any bundler.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 *
 * @param name `DataError`: the data is at fault; `ConfigurationError`: the function's environment is; else S3's own name
 * @example throw namedError("DataError", "s3://data/rows.csv is empty.");
 */
export function namedError(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}
