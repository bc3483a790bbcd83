import { documentRule } from "./documentRule";
import { IDENTITY_TYPES } from "./documents";

/** Whether a document's permissions together lead to more. */
export const privilegeEscalation = documentRule({
  name: "iam-privilege-escalation",
  description: "No policy document lets its holder give itself more permissions.",
  severity: "critical",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  remediation: "Take one of the actions away, or hold it to named resources",
  types: IDENTITY_TYPES,
  codes: ["privilege-escalation"],
  kinds: ["identity"],
});
