import { namedError } from "./namedError";
import { s3Uri, type S3Location } from "./s3Uri";

/** What S3 and the network say when the same call may work a moment later. */
const PASSING = new Set([
  "InternalError",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "ServiceUnavailable",
  "SlowDown",
  "ThrottlingException",
  "TimeoutError",
  "TooManyRequestsException",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

interface Failure {
  name?: string;
  code?: string;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** Throws what S3 threw, under the same name, in words that name the object and the remedy. */
export function explainFailure(action: string, location: S3Location): (error: unknown) => never {
  const uri = s3Uri(location);
  const missing = action === "s3:GetObject" ? "the object exists (S3 answers the same when it does not), that " : "";
  const explanations: Record<string, string> = {
    NoSuchKey: `There is no object ${uri}. Upload it, or correct its URI.`,
    NoSuchBucket: `There is no bucket ${location.bucket} (for ${uri}). Create it, or correct the name.`,
    // To a role that may not list the bucket, S3 does not tell a missing object from a forbidden one:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    AccessDenied:
      `${action} on ${uri} was denied. Check that ${missing}the function's role allows it, and that ` +
      "neither the bucket's policy nor its KMS key forbids it.",
  };
  return (error) => {
    if (!(error instanceof Error)) throw error;
    const explanation = explanations[error.name] ?? `${action} on ${uri} failed.`;
    throw namedError(error.name, `${explanation}\n${error.message}`, error);
  };
}

/** Whether an error of S3, or of the way to it, may be gone when the call is made again: 5xx, throttling, the network. */
export function isPassing(error: unknown): boolean {
  return causes(error).some(
    ({ name = "", code = "", $metadata }) =>
      PASSING.has(name) || PASSING.has(code) || isPassingStatus($metadata?.httpStatusCode ?? 0),
  );
}

/** Whether S3 refused a call for good: no such object or bucket, denied, archived. */
export function isRefusal(error: unknown): boolean {
  const refused = ({ $metadata }: Failure) => Math.floor(($metadata?.httpStatusCode ?? 0) / 100) === 4;
  return !isPassing(error) && causes(error).some(refused);
}

function isPassingStatus(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** An error, and what it was caused by. */
function causes(error: unknown): Failure[] {
  const found: Failure[] = [];
  for (let next: unknown = error; next instanceof Error && found.length < 10; next = next.cause) found.push(next);
  return found;
}
