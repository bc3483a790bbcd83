import { documentRule } from "./documentRule";
import { RESOURCE_TYPES } from "./documents";

/** Whether a resource's own policy lets everyone in. */
export const publicResource = documentRule({
  name: "iam-public-resource",
  description: "Buckets, topics, queues, keys, functions, repositories and secrets are not open to everyone.",
  severity: "critical",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html",
  remediation: "Name the principals, and for services aws:SourceAccount or aws:SourceArn",
  types: RESOURCE_TYPES,
  codes: ["public-resource", "resource-without-source"],
  kinds: ["resource"],
});
