import { documentRule } from "./documentRule";
import { DOCUMENT_TYPES } from "./documents";

/** Whether documents allow by exclusion. */
export const allowNot = documentRule({
  name: "iam-allow-not",
  description: "No policy document allows everything but what it lists.",
  severity: "high",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
  remediation: "List what is allowed: what is added to AWS later would be allowed too",
  types: DOCUMENT_TYPES,
  codes: ["allow-not-action", "allow-not-resource"],
});
