import * as v from "valibot";
import { stackRule } from "../../rule";
import { judge } from "../../reading/resource";
import { BUCKETS, judgeBuckets } from "./buckets";

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Whether buckets are closed to the public. */
export const publicAccess = stackRule({
  name: "s3-public-access",
  description: "Every bucket has a public access block with all four switches on.",
  enforcementLevel: "mandatory",
  severity: "critical",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  remediation: "Add a BucketPublicAccessBlock with all four switches on",
  types: [...BUCKETS, BLOCK, ACCOUNT_BLOCK],
  config: v.strictObject({}),
  *check(resources) {
    // A block of the whole account holds for its buckets too.
    const lack = (setting: (typeof resources)[number]) =>
      SWITCHES.flatMap((name) => [...judge(setting, name, (value) => (value === true ? undefined : "was not true"))]);
    const account = resources.find(({ type }) => type === ACCOUNT_BLOCK);
    if (account !== undefined && lack(account).length === 0) return;
    yield* judgeBuckets(resources, { settings: [BLOCK], lack, missing: "the bucket has no public access block" });
  },
});
