/** An object in S3; or, where the key is empty or ends in a slash, everything below that prefix. */
export interface S3Location {
  bucket: string;
  key: string;
}

/**
 * Reads `s3://bucket/key` or `s3://bucket/prefix/`.
 *
 * @returns undefined when it is neither
 */
export function parseS3Uri(text: string): S3Location | undefined {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  return bucket ? { bucket, key } : undefined;
}

/** Whether a location stands for all objects below it. */
export function isPrefix({ key }: S3Location): boolean {
  return key === "" || key.endsWith("/");
}

/** `s3://bucket/key`. */
export function s3Uri({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

/** A location below a prefix, whether that ends in a slash or not. */
export function below({ bucket, key }: S3Location, name: string): S3Location {
  return { bucket, key: key === "" || key.endsWith("/") ? key + name : `${key}/${name}` };
}
