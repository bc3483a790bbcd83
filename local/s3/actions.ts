/**
 * Which IAM calls an S3 request stands for.
 *
 * Condition keys: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { s3Service } from "../../iam/arn";
import type { IncomingHttpHeaders } from "node:http";
import type { AwsCall, Environment } from "../../iam/document";
import { OPERATIONS, type OperationRow } from "./operations";

/** A request in path style. */
export interface S3Request {
  method: string;
  /** Empty for the service itself. */
  bucket: string;
  /** Empty for the bucket itself. */
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

/** What a request does. */
export interface S3Operation {
  /** The API's name: `PutObject`. */
  name: string;
  /** Each must be allowed. Empty for `DeleteObjects`, whose body says which objects it is about. */
  calls: AwsCall[];
}

/** SDKs add the first to every request, pre-signed URLs the others. */
const ALWAYS_TAKEN = /^(x-id|X-Amz-.*)$/i;

/** Query parameters that policies can be conditional on, with their condition keys. */
const LISTING_CONTEXT = { prefix: "s3:prefix", delimiter: "s3:delimiter", "max-keys": "s3:max-keys" };
/** Headers likewise; the key is `s3:` and the header's name. */
const WRITE_HEADERS = [
  "x-amz-acl",
  "x-amz-copy-source",
  "x-amz-metadata-directive",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-storage-class",
];
/** Actions that have a name of their own when they are about one version. */
const BY_VERSION = new Set([
  "GetObject",
  "DeleteObject",
  "GetObjectTagging",
  "PutObjectTagging",
  "DeleteObjectTagging",
]);

/**
 * What a request does and the calls that must be allowed for it.
 *
 * @param encryptionKeyOf ARN of the KMS key of a bucket, where it has one
 * @returns undefined for an operation that is not in the table
 * @example operationOf(request, environment)?.calls // [{ action: "s3:GetObject", resource: "arn:aws:s3:::data/x.csv", … }]
 */
export function operationOf(
  request: S3Request,
  environment: Environment,
  encryptionKeyOf: (bucket: string) => string | undefined = () => undefined,
): S3Operation | undefined {
  const row = OPERATIONS.find((candidate) => fits(candidate, request));
  if (!row) return undefined;
  const { bucket, key } = request;
  const at = { bucket, key, version: request.query.get("versionId") ?? undefined };
  const calls = row.actions.map((action) => s3Call(row.name, action, at, request, environment));
  if (row.content) calls.push(...keyCalls(row.name, row.content, keyOf(request, encryptionKeyOf(bucket)), environment));
  if (row.copies) {
    const from = copySource(request);
    calls.push(s3Call(row.name, "GetObject", from, request, environment));
    calls.push(...keyCalls(row.name, "read", encryptionKeyOf(from.bucket), environment));
  }
  if (row.content === "write" && request.headers["x-amz-tagging"] !== undefined) {
    calls.push(s3Call(row.name, "PutObjectTagging", at, request, environment));
  }
  return { name: row.name, calls };
}

/** The call that deletes one of the objects named in the body of `DeleteObjects`. */
export function deletionOf(
  bucket: string,
  key: string,
  version: string | undefined,
  environment: Environment,
): AwsCall {
  const query = new URLSearchParams(version === undefined ? {} : { versionId: version });
  return s3Call("DeleteObjects", "DeleteObject", { bucket, key, version }, { query, headers: {} }, environment);
}

function fits(row: OperationRow, { method, bucket, key, query, headers }: S3Request): boolean {
  const on = key !== "" ? "object" : bucket !== "" ? "bucket" : "service";
  if (row.method !== method || row.on !== on) return false;
  if (row.copies && headers["x-amz-copy-source"] === undefined) return false;
  const { marks = [], takes = [] } = row;
  const names = [...query.keys()].filter((name) => !ALWAYS_TAKEN.test(name));
  return marks.every((mark) => query.has(mark)) && names.every((name) => marks.includes(name) || takes.includes(name));
}

interface Place {
  bucket: string;
  key: string;
  version: string | undefined;
}

function s3Call(
  source: string,
  action: string,
  { bucket, key, version }: Place,
  request: Pick<S3Request, "query" | "headers">,
  environment: Environment,
): AwsCall {
  const byVersion = version !== undefined && BY_VERSION.has(action);
  const context: Record<string, string> = {
    "s3:TlsVersion": "1.3",
    "s3:authType": request.query.has("X-Amz-Signature") ? "REST-QUERY-STRING" : "REST-HEADER",
    "s3:signatureversion": "AWS4-HMAC-SHA256",
    ...(byVersion && { "s3:VersionId": version }),
  };
  if (action === "ListBucket" || action === "ListBucketVersions") {
    for (const [parameter, conditionKey] of Object.entries(LISTING_CONTEXT)) {
      const value = request.query.get(parameter);
      if (value !== null) context[conditionKey] = value;
    }
  }
  if (action === "PutObject") {
    for (const header of WRITE_HEADERS) {
      const value = request.headers[header];
      if (typeof value === "string") context[`s3:${header}`] = value;
    }
  }
  return {
    action: `s3:${byVersion ? action.replace("Object", "ObjectVersion") : action}`,
    resource: bucket === "" ? "*" : `arn:${environment.partition}:s3:::${bucket}${key && `/${key}`}`,
    context,
    source,
  };
}

/**
 * With a KMS key, reading decrypts and writing makes a data key; parts, and the bucket keys that our buckets have, are
 * decrypted while writing too. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
function keyCalls(
  source: string,
  content: OperationRow["content"],
  key: string | undefined,
  environment: Environment,
): AwsCall[] {
  if (key === undefined) return [];
  const context = { "kms:ViaService": s3Service(environment) };
  const actions = content === "read" ? ["kms:Decrypt"] : ["kms:GenerateDataKey", "kms:Decrypt"];
  return actions.map((action) => ({ action, resource: key, context, source }));
}

/** The key that a request names for what it writes, or else its bucket's. */
function keyOf({ method, headers }: S3Request, bucketKey: string | undefined): string | undefined {
  if (method === "GET" || method === "HEAD") return bucketKey;
  const named = headers["x-amz-server-side-encryption-aws-kms-key-id"];
  if (typeof named === "string" && named.startsWith("arn:")) return named;
  return headers["x-amz-server-side-encryption"] === "AES256" ? undefined : bucketKey;
}

/** `bucket/key?versionId=…`, with or without a slash in front, URL-encoded. */
function copySource({ headers }: S3Request): Place {
  const [path = "", query] = String(headers["x-amz-copy-source"]).replace(/^\//, "").split("?");
  const [bucket = "", ...key] = decodeURIComponent(path).split("/");
  return { bucket, key: key.join("/"), version: new URLSearchParams(query).get("versionId") ?? undefined };
}
