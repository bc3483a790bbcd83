import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { contentProblem } from "./contentProblem";
import { valueAt } from "./eventPath";
import type { ObjectCheck } from "./trigger";

// Made once for as long as Lambda keeps the container. Nothing is sent before the first command.
const s3 = new S3Client();

/** Bytes of an object that are looked at. */
const HEAD_BYTES = 1024;

/** What S3 says of an object that is not, or is no longer, what the event tells of. */
const GONE: Record<string, string> = {
  NoSuchKey: "is not there any more",
  // The event of what replaced it starts an execution of its own.
  PreconditionFailed: "was replaced in the meantime",
};

/**
 * What is wrong with an object that an event tells of: that it is gone, empty, too large, or does not look like its
 * format in its first kilobyte. Reads no more than that.
 *
 * @returns a sentence; undefined when nothing is
 * @throws S3's error under its own name, for instance `AccessDenied`
 */
export async function objectProblem(check: ObjectCheck, event: Record<string, unknown>): Promise<string | undefined> {
  const text = (path: string) => String(valueAt(event, path));
  const [bucket, key, etag] = [text("detail.bucket.name"), text("detail.object.key"), text("detail.object.etag")];
  const size = Number(valueAt(event, "detail.object.size"));
  const uri = `s3://${bucket}/${key}`;
  if (size === 0) return `${uri} is empty`;
  if (size > check.MaxSizeInBytes) return `${uri} has ${size} bytes, allowed: at most ${check.MaxSizeInBytes}`;
  try {
    const request = { Bucket: bucket, Key: key, Range: `bytes=0-${HEAD_BYTES - 1}`, IfMatch: `"${etag}"` };
    const { Body } = await s3.send(new GetObjectCommand(request));
    const head = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const problem = check.Format && contentProblem(head, check.Format, head.length === size);
    return problem === undefined ? undefined : `${uri} ${problem}`;
  } catch (error) {
    const gone = error instanceof Error ? GONE[error.name] : undefined;
    if (gone === undefined) throw error;
    return `${uri} ${gone}`;
  }
}
