/** What AWS asks of resource types of Amazon S3. */
import { each, type InputRules, member, oneOf, policy, tags, text } from "../inputRule";

const bucket = text(
  /^(?!xn--|sthree-|amzn-s3-demo-|\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)(?!.*(-s3alias|--ol-s3|--x-s3)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "a bucket's name: 3 to 63 small letters, digits, dots and hyphens",
);
const partOfBucket = { required: ["bucket"], properties: { bucket } };

/** Type token -> what AWS asks. */
export const S3_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  "aws:s3/bucket:Bucket": { properties: { bucket, tags } },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    required: ["bucket", "rules"],
    properties: { bucket, rules: each(member("status", oneOf("Enabled", "Disabled"))) },
  },
  "aws:s3/bucketNotification:BucketNotification": partOfBucket,
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    required: ["bucket", "key"],
    properties: { bucket, key: text(/^.{1,1024}$/s, "1 to 1024 characters"), tags },
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    required: ["bucket", "rule"],
    properties: {
      bucket,
      rule: member("objectOwnership", oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")),
    },
  },
  // 20 KB: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
  "aws:s3/bucketPolicy:BucketPolicy": {
    required: ["bucket", "policy"],
    properties: { bucket, policy: policy("resource", 20_480) },
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": partOfBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    required: ["bucket", "rules"],
    properties: { bucket, rules: each(() => []) },
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    required: ["bucket", "versioningConfiguration"],
    properties: { bucket, versioningConfiguration: member("status", oneOf("Enabled", "Suspended", "Disabled")) },
  },
};
