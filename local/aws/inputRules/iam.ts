/** What AWS asks of resource types of IAM. */
import { arn, type InputRules, integer, policy, tags, text } from "../inputRule";

const iamName = (most: number) =>
  text(new RegExp(`^[\\w+=,.@-]{1,${most}}$`), `1 to ${most} letters, digits and +=,.@_-`);
const iamPath = text(/^\/([\x21-\x7e]*\/)?$/, "a path that begins and ends with /");

/** Type token -> what AWS asks. */
export const IAM_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  "aws:iam/role:Role": {
    required: ["assumeRolePolicy"],
    properties: {
      name: iamName(64),
      path: iamPath,
      assumeRolePolicy: policy("trust", 2048),
      maxSessionDuration: integer(3600, 43_200),
      permissionsBoundary: arn("iam"),
      description: text(/^.{0,1000}$/s, "at most 1000 characters"),
      tags,
    },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    required: ["role", "policy"],
    properties: { name: iamName(128), role: iamName(64), policy: policy("identity", 10_240) },
  },
  "aws:iam/policy:Policy": {
    required: ["policy"],
    properties: { name: iamName(128), path: iamPath, policy: policy("identity", 6144), tags },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    required: ["role", "policyArn"],
    properties: { role: iamName(64), policyArn: arn("iam") },
  },
};
