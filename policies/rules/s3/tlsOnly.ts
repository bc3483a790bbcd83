import * as v from "valibot";
import { isRecord, type Properties, type Resource, UNKNOWN } from "../../reading/resource";
import { type Finding, unchecked, violation } from "../../finding";
import { stackRule } from "../../rule";
import { BUCKETS, judgeBuckets } from "./buckets";

const POLICY = "aws:s3/bucketPolicy:BucketPolicy";

/** Whether buckets refuse requests without TLS. */
export const tlsOnly = stackRule({
  name: "s3-tls-only",
  description: "Every bucket's policy denies requests that do not use TLS.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
  remediation: "Add a bucket policy that denies s3:* to everyone where aws:SecureTransport is false",
  types: [...BUCKETS, POLICY],
  config: v.strictObject({}),
  check: (resources) =>
    judgeBuckets(resources, {
      settings: [POLICY],
      lack: denial,
      inline: (bucket) => (bucket.properties["policy"] === undefined ? undefined : denial(bucket)),
      missing: "the bucket has no policy that denies requests without TLS",
    }),
});

function denial({ properties: { policy } }: Resource): Finding[] {
  if (policy === UNKNOWN) return [unchecked("policy")];
  const denies = statementsOf(policy).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === "Deny" &&
      isEveryone(Principal) &&
      [Action].flat().some((action) => action === "s3:*" || action === "*") &&
      isRecord(Condition) &&
      Object.values(Condition).some((keys) => isRecord(keys) && secureTransport(keys) === "false"),
  );
  return denies ? [] : [violation("policy", "no statement denies s3:* to everyone where aws:SecureTransport is false")];
}

/** The statements of a policy; none of a text that is no policy. */
function statementsOf(policy: unknown): Properties[] {
  try {
    const document = typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
    return isRecord(document) ? [document["Statement"]].flat().filter(isRecord) : [];
  } catch {
    return [];
  }
}

function isEveryone(principal: unknown): boolean {
  return principal === "*" || (isRecord(principal) && [principal["AWS"]].flat().includes("*"));
}

function secureTransport(keys: Properties): string | undefined {
  const key = Object.keys(keys).find((name) => name.toLowerCase() === "aws:securetransport");
  return key === undefined ? undefined : String([keys[key]].flat()[0]);
}
