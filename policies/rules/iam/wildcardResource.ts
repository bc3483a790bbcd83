import { documentRule } from "./documentRule";
import { IDENTITY_TYPES } from "./documents";

/** Whether documents name their resources, where the service lets them. */
export const wildcardResource = documentRule({
  name: "iam-wildcard-resource",
  description: "No policy document allows on every resource an action that can be held to some.",
  severity: "high",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
  remediation: "Name the resources by their ARNs",
  types: IDENTITY_TYPES,
  codes: ["wildcard-resource"],
  kinds: ["identity"],
});
