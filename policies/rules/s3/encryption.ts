import * as v from "valibot";
import { judge, type Resource, said } from "../../reading/resource";
import { stackRule } from "../../rule";
import { flag } from "../../settings";
import { BUCKETS, judgeBuckets, settingTypes } from "./buckets";

const SETTINGS = settingTypes("BucketServerSideEncryptionConfiguration");

/** Whether buckets say how they encrypt. */
export const encryption = stackRule({
  name: "s3-encryption",
  description:
    "Every bucket sets its default encryption; with a customer managed key where the environment requires it.",
  enforcementLevel: "mandatory",
  severity: "medium",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
  remediation: "Add a BucketServerSideEncryptionConfiguration",
  types: [...BUCKETS, ...SETTINGS],
  config: v.strictObject({
    kms: flag(false, "Whether a customer managed key is needed; Amazon S3's own keys do otherwise."),
  }),
  *check(resources, { kms }) {
    const judgeAt = (resource: Resource, at: string) => [
      ...judge(resource, `${at}.sseAlgorithm`, (value) => {
        if (value === undefined) return "there is no default encryption";
        return kms && !said(value).startsWith("aws:kms")
          ? `was ${said(value)}; allowed: aws:kms, aws:kms:dsse`
          : undefined;
      }),
      ...(kms
        ? judge(resource, `${at}.kmsMasterKeyId`, (value) =>
            value === undefined ? "no customer managed key" : undefined,
          )
        : []),
    ];
    yield* judgeBuckets(resources, {
      settings: SETTINGS,
      lack: (setting) => judgeAt(setting, "rules[].applyServerSideEncryptionByDefault"),
      inline: (bucket) =>
        bucket.properties["serverSideEncryptionConfiguration"] === undefined
          ? undefined
          : judgeAt(bucket, "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault"),
      missing: "the bucket does not set its default encryption",
    });
  },
});
