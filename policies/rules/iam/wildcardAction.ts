import { documentRule } from "./documentRule";
import { DOCUMENT_TYPES } from "./documents";

/** Whether documents name their actions. */
export const wildcardAction = documentRule({
  name: "iam-wildcard-action",
  description: "No policy document allows actions by wildcard.",
  severity: "high",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  remediation: "Name the actions; `npx mlpipe permissions` derives them from a definition",
  types: DOCUMENT_TYPES,
  codes: ["wildcard-action"],
});
