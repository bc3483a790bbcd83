/**
 * S3's operations as data: how a request tells which one it is, and the IAM actions that it needs.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (permissions by operation)
 */

/** A row: the first one that fits a request names its operation. */
export interface OperationRow {
  name: string;
  method: string;
  on: "service" | "bucket" | "object";
  /** Query parameters that make it this operation. */
  marks?: string[];
  /** Further parameters that it may have. Any other makes it another operation. */
  takes?: string[];
  /** Whether it copies from the object in `x-amz-copy-source`. */
  copies?: true;
  /** IAM actions on the bucket or object. */
  actions: string[];
  /** What it does with an object's content: what its encryption key is needed for. */
  content?: "read" | "write" | "writeParts";
}

const LISTING = ["prefix", "delimiter", "max-keys", "encoding-type"];
const RESPONSE = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];
const GET_TAKES = ["versionId", "partNumber", ...RESPONSE.map((header) => `response-${header}`)];
/** The operations that a local run knows. */
export const OPERATIONS: readonly OperationRow[] = [
  { name: "ListBuckets", method: "GET", on: "service", actions: ["ListAllMyBuckets"] },

  { name: "HeadBucket", method: "HEAD", on: "bucket", actions: ["ListBucket"] },
  { name: "ListObjects", method: "GET", on: "bucket", takes: ["marker", ...LISTING], actions: ["ListBucket"] },
  {
    name: "ListObjectsV2",
    method: "GET",
    on: "bucket",
    marks: ["list-type"],
    takes: ["continuation-token", "start-after", "fetch-owner", ...LISTING],
    actions: ["ListBucket"],
  },
  {
    name: "ListObjectVersions",
    method: "GET",
    on: "bucket",
    marks: ["versions"],
    takes: ["key-marker", "version-id-marker", ...LISTING],
    actions: ["ListBucketVersions"],
  },
  {
    name: "ListMultipartUploads",
    method: "GET",
    on: "bucket",
    marks: ["uploads"],
    takes: ["key-marker", "upload-id-marker", "max-uploads", "prefix", "delimiter", "encoding-type"],
    actions: ["ListBucketMultipartUploads"],
  },
  { name: "GetBucketLocation", method: "GET", on: "bucket", marks: ["location"], actions: ["GetBucketLocation"] },
  { name: "GetBucketVersioning", method: "GET", on: "bucket", marks: ["versioning"], actions: ["GetBucketVersioning"] },
  { name: "DeleteObjects", method: "POST", on: "bucket", marks: ["delete"], actions: [] },

  { name: "GetObject", method: "GET", on: "object", takes: GET_TAKES, actions: ["GetObject"], content: "read" },
  { name: "HeadObject", method: "HEAD", on: "object", takes: GET_TAKES, actions: ["GetObject"], content: "read" },
  {
    name: "GetObjectAttributes",
    method: "GET",
    on: "object",
    marks: ["attributes"],
    actions: ["GetObject", "GetObjectAttributes"],
    content: "read",
  },
  {
    name: "GetObjectTagging",
    method: "GET",
    on: "object",
    marks: ["tagging"],
    takes: ["versionId"],
    actions: ["GetObjectTagging"],
  },
  {
    name: "PutObjectTagging",
    method: "PUT",
    on: "object",
    marks: ["tagging"],
    takes: ["versionId"],
    actions: ["PutObjectTagging"],
  },
  {
    name: "DeleteObjectTagging",
    method: "DELETE",
    on: "object",
    marks: ["tagging"],
    takes: ["versionId"],
    actions: ["DeleteObjectTagging"],
  },
  { name: "CopyObject", method: "PUT", on: "object", copies: true, actions: ["PutObject"], content: "write" },
  { name: "PutObject", method: "PUT", on: "object", actions: ["PutObject"], content: "write" },
  {
    name: "CreateMultipartUpload",
    method: "POST",
    on: "object",
    marks: ["uploads"],
    actions: ["PutObject"],
    content: "writeParts",
  },
  {
    name: "UploadPartCopy",
    method: "PUT",
    on: "object",
    marks: ["partNumber", "uploadId"],
    copies: true,
    actions: ["PutObject"],
    content: "writeParts",
  },
  {
    name: "UploadPart",
    method: "PUT",
    on: "object",
    marks: ["partNumber", "uploadId"],
    actions: ["PutObject"],
    content: "writeParts",
  },
  {
    name: "CompleteMultipartUpload",
    method: "POST",
    on: "object",
    marks: ["uploadId"],
    actions: ["PutObject"],
    content: "writeParts",
  },
  {
    name: "ListParts",
    method: "GET",
    on: "object",
    marks: ["uploadId"],
    takes: ["max-parts", "part-number-marker"],
    actions: ["ListMultipartUploadParts"],
  },
  {
    name: "AbortMultipartUpload",
    method: "DELETE",
    on: "object",
    marks: ["uploadId"],
    actions: ["AbortMultipartUpload"],
  },
  { name: "DeleteObject", method: "DELETE", on: "object", takes: ["versionId"], actions: ["DeleteObject"] },
];
