import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { explainFailure } from "./s3Failures";
import { contentType, s3, writeObject } from "./s3Objects";
import type { S3Location } from "./s3Uri";

/**
 * Bytes of a part but the last. With S3's limit of 10,000 parts this makes 80 GB, more than a function reads in its time.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
const PART_BYTES = 8 * 2 ** 20;

/**
 * Writes an object while it is being made. S3 shows nothing before `finish`, and nothing at all after `abort`. What fits
 * into one part is written by a single PutObject. It holds two parts at most: one that is filled, one that is sent.
 *
 * It calls `s3:PutObject`, and `s3:AbortMultipartUpload` where it is given up after the first part.
 */
export class StreamUpload {
  private readonly filled: Buffer[] = [];
  private filledBytes = 0;
  private readonly parts: CompletedPart[] = [];
  private sending: Promise<void> | undefined;
  private uploadId: string | undefined;

  constructor(private readonly location: S3Location) {}

  /** Adds bytes. Wait for it before adding more: this is what keeps memory bounded. */
  async write(bytes: Buffer): Promise<void> {
    this.filled.push(bytes);
    this.filledBytes += bytes.length;
    if (this.filledBytes >= PART_BYTES) await this.send();
  }

  /** Makes the object whole and visible. */
  async finish(): Promise<void> {
    if (this.uploadId === undefined) {
      await writeObject(this.location, Buffer.concat(this.filled));
      return;
    }
    if (this.filledBytes > 0) await this.send();
    await this.sending;
    const request = { ...this.target(), UploadId: this.uploadId, MultipartUpload: { Parts: this.parts } };
    await s3.send(new CompleteMultipartUploadCommand(request)).catch(this.explain());
  }

  /**
   * Gives up: no part is left behind. Does not throw, so that what led here is not hidden; a part that cannot be removed is
   * a matter of the bucket's lifecycle rule for unfinished uploads.
   */
  async abort(): Promise<void> {
    this.filled.length = 0;
    this.filledBytes = 0;
    // A part that arrives after its upload has been aborted would stay.
    await this.sending?.catch(() => undefined);
    if (this.uploadId === undefined) return;
    const request = new AbortMultipartUploadCommand({ ...this.target(), UploadId: this.uploadId });
    this.uploadId = undefined;
    await s3
      .send(request)
      .catch((error: unknown) => console.error("An unfinished upload could not be removed.", error));
  }

  /** Sends what is there, once the part before it has been sent. */
  private async send(): Promise<void> {
    await this.sending;
    if (this.uploadId === undefined) {
      const request = new CreateMultipartUploadCommand({ ...this.target(), ContentType: contentType(this.location) });
      this.uploadId = (await s3.send(request).catch(this.explain())).UploadId!;
    }
    const body = Buffer.concat(this.filled);
    this.filled.length = 0;
    this.filledBytes = 0;
    const PartNumber = this.parts.length + 1;
    const part: CompletedPart = { PartNumber };
    this.parts.push(part);
    const request = new UploadPartCommand({ ...this.target(), UploadId: this.uploadId, PartNumber, Body: body });
    this.sending = s3
      .send(request)
      .catch(this.explain())
      .then((sent) => {
        // Completion has to repeat what S3 found of each part.
        Object.assign(part, { ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 });
      });
    // Thrown when the next part, or the end, waits for it.
    this.sending.catch(() => undefined);
  }

  private target() {
    return { Bucket: this.location.bucket, Key: this.location.key };
  }

  private explain() {
    return explainFailure("s3:PutObject", this.location);
  }
}
