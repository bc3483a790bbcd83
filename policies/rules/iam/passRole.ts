import { documentRule } from "./documentRule";
import { IDENTITY_TYPES } from "./documents";

/** Whether PassRole is held to roles and a service. */
export const passRole = documentRule({
  name: "iam-pass-role",
  description: "Roles are passed by their names, and only to the service that is to use them.",
  severity: "critical",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  remediation: "Name the roles, and add the condition iam:PassedToService",
  types: IDENTITY_TYPES,
  codes: ["pass-role-wildcard", "pass-role-without-service"],
  kinds: ["identity"],
});
