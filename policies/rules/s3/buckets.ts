/** Buckets and the resources that hold their settings. */
import { type Finding, unchecked, violation } from "../../finding";
import { type Resource, UNKNOWN } from "../../reading/resource";

/** The types of buckets; both names are in use. */
export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** The two types of a setting: `aws:s3/bucketVersioning:BucketVersioning` and the older one with `V2`. */
export function settingTypes(name: string): string[] {
  return [name, `${name}V2`].map((each) => `aws:s3/${each[0]?.toLowerCase()}${each.slice(1)}:${each}`);
}

/** What a setting says about a bucket. */
export interface BucketRule {
  /** Types of the resources that hold the setting. */
  settings: readonly string[];
  /** What the setting lacks; undefined when it is as it should be. */
  lack: (setting: Resource) => Finding[];
  /** What the bucket's own, older property of that kind says; undefined when it has none. */
  inline?: (bucket: Resource) => Finding[] | undefined;
  /** What is said of a bucket without the setting. */
  missing: string;
}

/** Judges every bucket by the resources of the stack that name it. */
export function* judgeBuckets(resources: readonly Resource[], rule: BucketRule): Generator<Finding> {
  const settings = resources.filter(({ type }) => rule.settings.includes(type));
  for (const bucket of resources.filter(({ type }) => BUCKETS.includes(type))) {
    const own = settings.filter((setting) => isOf(setting, bucket));
    const inline = rule.inline?.(bucket);
    if (own.length > 0) {
      for (const setting of own) yield* rule.lack(setting).map((finding) => ({ urn: setting.urn, ...finding }));
    } else if (inline !== undefined) {
      yield* inline.map((finding) => ({ ...finding, urn: bucket.urn }));
    } else if (settings.some(({ properties }) => properties["bucket"] === UNKNOWN)) {
      yield {
        ...unchecked("bucket", "which bucket a setting of the stack belongs to is not known yet"),
        urn: bucket.urn,
      };
    } else {
      yield { ...violation("", rule.missing), urn: bucket.urn };
    }
  }
}

/** Whether a setting names a bucket: by its name, or by an output of it. */
function isOf(setting: Resource, bucket: Resource): boolean {
  const { bucket: named } = setting.properties;
  if (setting.madeFrom["bucket"]?.includes(bucket.urn) === true) return true;
  return typeof named === "string" && [bucket.properties["bucket"], bucket.properties["id"]].includes(named);
}
