import { documentRule } from "./documentRule";
import { TRUST_TYPES } from "./documents";

/** Whether a role can be assumed by more than was meant. */
export const trustPolicy = documentRule({
  name: "iam-trust-policy",
  description: "Roles trust named principals, and services only on behalf of named accounts or resources.",
  severity: "critical",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  remediation: "Name the service or account, and add aws:SourceAccount or aws:SourceArn",
  types: TRUST_TYPES,
  codes: ["trust-wildcard-principal", "trust-without-source", "trust-account-root", "trust-open-provider"],
  kinds: ["trust"],
});
