import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { namedError } from "./namedError";
import { explainFailure } from "./s3Failures";
import { s3Uri, type S3Location } from "./s3Uri";

// Made once for as long as Lambda keeps the container. Nothing is sent before the first command. The user's data
// may lie in another region than the function.
export const s3 = new S3Client({ followRegionRedirects: true });

/** By extension of the key. */
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

/** An object whose bytes are still to come. */
export interface OpenObject {
  location: S3Location;
  body: Readable;
  /** Of the version that is read, in a bucket that keeps versions. */
  versionId?: string;
  etag?: string;
}

/**
 * Opens an object to read it piece by piece. Read `body` to its end, or destroy it.
 *
 * @throws S3's error under its own name, with what to do about it; so does the stream, should it break.
 */
export async function openObject(location: S3Location): Promise<OpenObject> {
  const request = new GetObjectCommand({ Bucket: location.bucket, Key: location.key });
  const { Body, VersionId, ETag } = await s3.send(request).catch(explainFailure("s3:GetObject", location));
  if (!(Body instanceof Readable)) throw namedError("InternalError", `${s3Uri(location)} came without a body.`);
  return { location, body: Body, ...(VersionId && { versionId: VersionId }), ...(ETag && { etag: ETag }) };
}

/** An object in a listing. */
export interface ListedObject extends S3Location {
  bytes: number;
  modified: Date;
}

/**
 * Lists what lies below a prefix, in the order of keys (of their UTF-8 bytes), a page at a time. What stands for a folder
 * in consoles, an object without a byte whose key ends in a slash, is left out.
 *
 * @throws S3's error under its own name, with what to do about it.
 */
export async function* listObjects({ bucket, key }: S3Location): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const request = new ListObjectsV2Command({ Bucket: bucket, Prefix: key, ContinuationToken: token });
    const page = await s3.send(request).catch(explainFailure("s3:ListBucket", { bucket, key }));
    for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      if (!Key.endsWith("/")) yield { bucket, key: Key, bytes: Size, modified: LastModified };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
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
    ContentType: contentType(location),
  });
  await s3.send(request).catch(explainFailure("s3:PutObject", location));
}

/** What an object holds, told by the extension of its key. */
export function contentType({ key }: S3Location): string {
  return CONTENT_TYPES[extname(key)] ?? "application/octet-stream";
}

function tooLarge(location: S3Location, bytes: number, maxBytes: number): Error {
  const mebibytes = (value: number) => `${Math.ceil(value / 2 ** 20)} MiB`;
  return namedError(
    "DataError",
    `${s3Uri(location)} is too large for this function: found ${mebibytes(bytes)}, allowed: ${mebibytes(maxBytes)}.\n` +
      "Divide larger data with a SageMaker Processing job in place of this step.",
  );
}
