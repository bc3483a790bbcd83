import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { namedError } from "./namedError";
import type { S3Location } from "./settings";

// Made once for as long as Lambda keeps the container. Nothing is sent before the first command. The user's data
// may lie in another region than the function.
const s3 = new S3Client({ followRegionRedirects: true });

const CONTENT_TYPES: Record<string, string> = {
  ".csv": "text/csv",
  ".json": "application/json",
  ".py": "text/x-python",
};

/**
 * Reads a whole object.
 *
 * @param maxBytes an object above it is refused before its body is read
 * @throws `DataError` for one that is too large; else S3's error under its own name, with what to do about it.
 */
export async function readObject(location: S3Location, maxBytes: number): Promise<Buffer> {
  const explain = explainFailure("s3:GetObject", location);
  const request = new GetObjectCommand({ Bucket: location.bucket, Key: location.key });
  const { Body, ContentLength = 0 } = await s3.send(request).catch(explain);
  if (ContentLength > maxBytes) {
    // Else the connection stays open until all of the object has been sent.
    if (Body instanceof Readable) Body.destroy();
    throw tooLarge(location, ContentLength, maxBytes);
  }
  const bytes = (await Body?.transformToByteArray().catch(explain)) ?? new Uint8Array();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Writes an object, its content type taken from the key's extension. S3 shows it whole or not at all.
 *
 * @throws S3's error under its own name, with what to do about it.
 */
export async function writeObject(location: S3Location, body: string | Uint8Array): Promise<void> {
  const request = new PutObjectCommand({
    Bucket: location.bucket,
    Key: location.key,
    Body: body,
    ContentType: CONTENT_TYPES[extname(location.key)] ?? "application/octet-stream",
  });
  await s3.send(request).catch(explainFailure("s3:PutObject", location));
}

/** `s3://bucket/key`. */
export function s3Uri({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

function tooLarge(location: S3Location, bytes: number, maxBytes: number): Error {
  const mebibytes = (value: number) => `${Math.ceil(value / 2 ** 20)} MiB`;
  return namedError(
    "DataError",
    `${s3Uri(location)} is too large for this function: found ${mebibytes(bytes)}, allowed: ${mebibytes(maxBytes)}.\n` +
      "Divide larger data with a SageMaker Processing job in place of this step.",
  );
}

/** Throws what S3 threw, under the same name, in words that name the object and the remedy. */
function explainFailure(action: string, location: S3Location): (error: unknown) => never {
  const uri = s3Uri(location);
  const missing = action === "s3:GetObject" ? "the object exists (S3 answers the same when it does not), that " : "";
  const explanations: Record<string, string> = {
    NoSuchKey: `There is no object ${uri}. Upload it, or correct DATA_SOURCE.`,
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
