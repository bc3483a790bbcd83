import { documentRule } from "./documentRule";
import { DOCUMENT_TYPES } from "./documents";

/** Whether the other rules can read a document at all. */
export const readableDocument = documentRule({
  name: "iam-readable-document",
  description: "Policy documents can be read: JSON, with the elements that AWS knows.",
  severity: "high",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
  remediation: "Correct the document; `npx mlpipe audit FILE` shows the same findings",
  types: DOCUMENT_TYPES,
  codes: ["unreadable-document"],
});
