/** Resource types of Amazon S3. */
import { partitionOf } from "../partition";
import { type Made, type ResourceType, textOf } from "../resourceType";

/** A row for what is part of a bucket: it has the bucket's id, and AWS adds nothing. */
const partOfBucket: ResourceType = {
  id: (made) => textOf(made, "bucket"),
  replacedFor: ["bucket", "expectedBucketOwner"],
};

/** An object's digest is not looked up: nothing of ours reads `etag`. */
const objectArn = (made: Made) => `arn:${made.partition}:s3:::${textOf(made, "bucket")}/${textOf(made, "key")}`;

/** Type token -> what is known of it. */
export const S3_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:s3/bucket:Bucket": {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    name: { property: "bucket", limit: 63, make: (name) => name.toLowerCase() },
    id: ({ name }) => name,
    computed: ({ name, partition, region }) => {
      const { dnsSuffix } = partitionOf(region);
      return {
        arn: `arn:${partition}:s3:::${name}`,
        bucketDomainName: `${name}.s3.${dnsSuffix}`,
        bucketRegionalDomainName: `${name}.s3.${region}.${dnsSuffix}`,
        bucketRegion: region,
      };
    },
    tagged: true,
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": partOfBucket,
  "aws:s3/bucketNotification:BucketNotification": partOfBucket,
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    id: (made) => `${textOf(made, "bucket")}/${textOf(made, "key")}`,
    computed: (made) => ({ arn: objectArn(made), storageClass: "STANDARD" }),
    tagged: true,
    replacedFor: ["bucket", "key"],
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": partOfBucket,
  "aws:s3/bucketPolicy:BucketPolicy": partOfBucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": partOfBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": partOfBucket,
  "aws:s3/bucketVersioning:BucketVersioning": partOfBucket,
};
