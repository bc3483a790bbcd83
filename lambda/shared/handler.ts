import * as v from "valibot";
import { namedError } from "./namedError";
import { isPassing } from "./s3Failures";
import { parseS3Uri } from "./s3Uri";

/** What of Lambda's context is read: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** A function as Lambda calls it. */
type Handler<Answer> = (event: unknown, context?: LambdaContext) => Promise<Answer>;

/**
 * Makes a Lambda handler: checks the event, then answers it. What users can mend in their data is an answer; an error is
 * one of these, told apart by its name (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html):
 * - `ConfigurationError`: the event is wrong; it lists everything that is, and no retry helps;
 * - `DataSourceError`: S3 cannot be reached at the moment (5xx, throttling, the network); to be retried;
 * - `DataError`: something that the function cannot do without is missing or cannot be read;
 * - S3's own name (`AccessDenied`, `NoSuchBucket`) where a result cannot be written.
 *
 * @param event schema of the event
 */
export function handlerOf<Schema extends v.GenericSchema, Answer>(
  event: Schema,
  answer: (event: v.InferOutput<Schema>, context?: LambdaContext) => Promise<Answer>,
): Handler<Answer> {
  return async (given, context) => {
    const parsed = v.safeParse(event, given);
    if (!parsed.success) throw configurationError(parsed.issues);
    try {
      return await answer(parsed.output, context);
    } catch (error) {
      if (!(error instanceof Error) || !isPassing(error)) throw error;
      throw namedError(
        "DataSourceError",
        `S3 cannot be reached at the moment.\n${error.name}: ${error.message}`,
        error,
      );
    }
  };
}

function configurationError(issues: readonly v.BaseIssue<unknown>[]): Error {
  const problems = issues.map((issue) => {
    const path = v.getDotPath(issue) ?? "the event";
    const given = issue.received === "undefined" ? "is not set" : `is ${JSON.stringify(issue.input).slice(0, 80)}`;
    return `${path} ${given}, allowed: ${issue.message}`;
  });
  return namedError("ConfigurationError", ["The function's event is wrong.", ...problems].join("\n"));
}

const uriOf = (expected: string, isRight: (uri: string) => boolean) =>
  v.pipe(v.string(expected), v.check(isRight, expected));

/** `s3://bucket/key` or `s3://bucket/prefix/`, either of them with something behind the bucket. */
export const objectOrPrefixUri = uriOf("s3://BUCKET/KEY, or s3://BUCKET/PREFIX/", (uri) => !!parseS3Uri(uri)?.key);

/** `s3://bucket/key`. */
export const objectUri = uriOf("s3://BUCKET/KEY", (uri) => /^s3:\/\/[^/]+\/.*[^/]$/.test(uri));

/** `s3://bucket/prefix/`; the slash at its end may be left out. */
export const prefixUri = uriOf("s3://BUCKET/PREFIX/", (uri) => !!parseS3Uri(uri)?.key);

/** Text that is not empty. */
export const name = v.pipe(v.string("text"), v.nonEmpty("text"));

/** A number; with `least`, one that is not below it. */
export const atLeast = (least: number) => {
  const expected = `a number, at least ${least}`;
  return v.pipe(v.number(expected), v.finite(expected), v.minValue(least, expected));
};

/** `2026-01-31T12:00:00Z`, as states write times. */
export const timestamp = v.pipe(v.string("an ISO 8601 timestamp"), v.isoTimestamp("an ISO 8601 timestamp"));

/** Any finite number. */
export const finite = v.pipe(v.number("a number"), v.finite("a number"));

/** What may be left out; states write null for what is not there. */
export const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema);

/**
 * What a check of several members adds as an issue: the path of one of them, and what is allowed there.
 *
 * @param keys from the event to the member
 */
export function issueAt(event: object, keys: readonly [string, ...string[]], message: string) {
  let value: unknown = event;
  const path = keys.map((key): v.ObjectPathItem => {
    const input = value as Record<string, unknown>;
    value = input[key];
    return { type: "object", origin: "value", input, key, value };
  });
  return { message, input: value, path: path as [v.ObjectPathItem, ...v.ObjectPathItem[]] };
}
