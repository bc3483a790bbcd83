/** Resource types of IAM. */
import { CREATED, hash, type Made, type ResourceType, textOf } from "../resourceType";

const iamArn = (kind: string) => (made: Made) =>
  `arn:${made.partition}:iam::${made.account}:${kind}${textOf(made, "path", "/")}${made.name}`;

const policyArn = iamArn("policy");

/** Type token -> what is known of it. */
export const IAM_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:iam/role:Role": {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    name: { property: "name", limit: 64 },
    id: ({ name }) => name,
    computed: (made) => ({
      arn: iamArn("role")(made),
      createDate: CREATED,
      uniqueId: `AROA${hash(made.name, 17).toUpperCase()}`,
      path: textOf(made, "path", "/"),
      maxSessionDuration: made.inputs.maxSessionDuration ?? 3600,
    }),
    tagged: true,
    global: true,
    replacedFor: ["path"],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    name: { property: "name", limit: 128 },
    id: (made) => `${textOf(made, "role")}:${made.name}`,
    global: true,
    replacedFor: ["role"],
  },
  "aws:iam/policy:Policy": {
    name: { property: "name", limit: 128 },
    id: policyArn,
    computed: (made) => ({ arn: policyArn(made), policyId: `ANPA${hash(made.name, 17).toUpperCase()}` }),
    tagged: true,
    global: true,
    replacedFor: ["path", "description"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: (made) => `${textOf(made, "role")}/${textOf(made, "policyArn")}`,
    global: true,
    replacedFor: ["role", "policyArn"],
  },
};
