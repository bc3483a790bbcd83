import * as v from "valibot";
import { judge, said } from "../../reading/resource";
import { stackRule } from "../../rule";
import { BUCKETS, judgeBuckets, settingTypes } from "./buckets";

const SETTINGS = settingTypes("BucketVersioning");

/** Whether buckets keep replaced objects. */
export const versioning = stackRule({
  name: "s3-versioning",
  description: "Every bucket keeps versions.",
  enforcementLevel: "mandatory",
  severity: "medium",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
  remediation: "Add a BucketVersioning with the status Enabled, and a lifecycle rule for replaced versions",
  types: [...BUCKETS, ...SETTINGS],
  config: v.strictObject({}),
  check: (resources) =>
    judgeBuckets(resources, {
      settings: SETTINGS,
      lack: (setting) => [
        ...judge(setting, "versioningConfiguration.status", (value) =>
          value === "Enabled" ? undefined : `was ${said(value)}; allowed: Enabled`,
        ),
      ],
      inline: (bucket) =>
        bucket.properties["versioning"] === undefined
          ? undefined
          : [...judge(bucket, "versioning.enabled", (value) => (value === true ? undefined : "was not true"))],
      missing: "the bucket keeps no versions",
    }),
});
