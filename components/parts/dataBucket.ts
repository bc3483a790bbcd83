/** A bucket for a pipeline's data: private, encrypted, versioned, TLS only, and kept small. */
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { bucketArn } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import type { Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a bucket needs to know. */
export interface DataBucketArgs {
  environment: pulumi.Output<Environment>;
  /** Customer managed key; Amazon S3's own (AES-256) when absent. */
  kmsKeyArn?: pulumi.Input<string>;
  /** Prefixes whose objects are deleted when they are old: what jobs leave at every run. */
  expiringPrefixes: string[];
  /** Age at which they, and replaced versions of any object, are deleted. */
  retentionInDays: number;
  /** Whether `pulumi destroy` may delete a bucket that still holds data. */
  forceDestroy: boolean;
  tags: Tags;
}

/** Days after which the parts of an upload that never ended are removed. */
const ABORT_UPLOADS_AFTER_DAYS = 7;

/** A pipeline's bucket. */
export class DataBucket extends pulumi.ComponentResource {
  /** The bucket's name, known at preview. */
  readonly bucket: pulumi.Output<string>;

  constructor(name: string, args: DataBucketArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:DataBucket", name, {}, options);
    const child = { parent: this };
    const bucket = new s3.Bucket(name, { forceDestroy: args.forceDestroy, tags: args.tags }, child);
    this.bucket = bucket.bucket;
    const shared = { bucket: bucket.bucket };

    const closed = new s3.BucketPublicAccessBlock(
      name,
      {
        ...shared,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    // S3 refuses two changes of a bucket's access settings at the same time, so the policy waits for the block.
    new s3.BucketPolicy(
      name,
      { ...shared, policy: tlsOnly(bucket.bucket, args.environment) },
      { ...child, dependsOn: closed },
    );
    new s3.BucketServerSideEncryptionConfiguration(name, { ...shared, rules: [encryption(args.kmsKeyArn)] }, child);
    const versioning = new s3.BucketVersioning(
      name,
      { ...shared, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    // Rules for replaced versions are accepted only once the bucket keeps versions.
    new s3.BucketLifecycleConfiguration(
      name,
      { ...shared, rules: lifecycle(args) },
      { ...child, dependsOn: versioning },
    );
    this.registerOutputs();
  }
}

function tlsOnly(bucket: pulumi.Output<string>, environment: pulumi.Output<Environment>): pulumi.Output<string> {
  return whenKnown([bucket, environment], (name, where) => {
    const arn = bucketArn(where, name);
    return JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          // `*` three times because it denies: everyone, everything, everywhere in this bucket, unless by TLS.
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });
}

function encryption(kmsKeyArn: pulumi.Input<string> | undefined) {
  return kmsKeyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
        bucketKeyEnabled: true,
      };
}

function lifecycle({ expiringPrefixes, retentionInDays }: DataBucketArgs) {
  return [
    {
      id: "replaced-versions",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: retentionInDays },
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS },
    },
    ...expiringPrefixes.map((prefix) => ({
      id: `old-${prefix.replace(/\/$/, "")}`,
      status: "Enabled",
      filter: { prefix },
      expiration: { days: retentionInDays },
    })),
  ];
}
