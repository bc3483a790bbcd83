import { UNKNOWN } from "../../../policies/reading/resource";
import { permissionsFor } from "../../../iam/permissionsFor";
import { machine, resource, type RuleCase, single, training } from "./case";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const definition = single(training());
const runs = (roleArn: unknown = "arn:aws:iam::123456789012:role/machine") =>
  machine(definition, { roleArn, region: "us-east-1" });
const role = resource("aws:iam/role:Role", { name: "machine" }, "machine");
const { statements } = permissionsFor(definition as never, environment);
const granted = (list: unknown) =>
  resource("aws:iam/rolePolicy:RolePolicy", {
    role: "machine",
    policy: typeof list === "symbol" ? list : JSON.stringify({ Version: "2012-10-17", Statement: list }),
  });
const rule = "iam-exactness";
const more = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" };
const managed = resource(
  "aws:iam/policy:Policy",
  { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements.slice(1) }) },
  "rest",
);
const attachment = {
  ...resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "machine", policyArn: UNKNOWN }),
  madeFrom: { policyArn: [managed.urn] },
};

export const exactnessCases: RuleCase[] = [
  { rule, says: "nothing", of: "what the definition needs", resources: [runs(), role, granted(statements)] },
  {
    rule,
    says: "nothing",
    of: "the same in two policies",
    resources: [runs(), role, granted(statements.slice(0, 1)), managed, attachment],
  },
  {
    rule,
    says: "violation",
    of: "a permission that lacks",
    resources: [runs(), role, granted(statements.slice(1))],
    text: "lacks",
  },
  {
    rule,
    says: "violation",
    of: "a permission that nobody needs",
    resources: [runs(), role, granted([...statements, more])],
    text: "has too much: s3:GetObject",
  },
  {
    rule,
    says: "nothing",
    of: "a permission that the config allows to every role",
    resources: [runs(), role, granted([...statements, more])],
    config: { statements: [{ actions: ["s3:get*"] }] },
  },
  {
    rule,
    says: "nothing",
    of: "a permission that the config allows to this role, on this resource",
    resources: [runs(), role, granted([...statements, more])],
    config: {
      statements: [
        { role: "mach*", stateMachine: "it", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::data/*"] },
      ],
    },
  },
  {
    rule,
    says: "violation",
    of: "a permission that the config allows on another resource",
    resources: [runs(), role, granted([...statements, more])],
    config: { statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::data/in/*"] }] },
    text: "has too much: s3:GetObject on arn:aws:s3:::data/*",
  },
  {
    rule,
    says: "violation",
    of: "a permission that the config allows to another role",
    resources: [runs(), role, granted([...statements, more])],
    config: { statements: [{ role: "other", actions: ["*"] }] },
    text: "has too much: s3:GetObject",
  },
  {
    rule,
    says: "violation",
    of: "a permission that the config allows to another state machine",
    resources: [runs(), role, granted([...statements, more])],
    config: { statements: [{ stateMachine: "other*", actions: ["*"] }] },
    text: "has too much: s3:GetObject",
  },
  {
    rule,
    says: "violation",
    of: "actions of which the config allows a part",
    resources: [runs(), role, granted([...statements, { ...more, Action: "s3:*" }])],
    config: { statements: [{ actions: ["s3:Get*"] }] },
    text: "has too much: s3:*",
  },
  { rule, says: "unchecked", of: "an unknown policy", resources: [runs(), role, granted(UNKNOWN)] },
  {
    rule,
    says: "unchecked",
    of: "a role of another stack",
    resources: [runs("arn:aws:iam::123456789012:role/other"), role],
    text: "not of this stack",
  },
  {
    rule,
    says: "unchecked",
    of: "a policy of another stack",
    resources: [
      runs(),
      role,
      granted(statements),
      {
        ...attachment,
        properties: { role: "machine", policyArn: "arn:aws:iam::123456789012:policy/other" },
        madeFrom: {},
      },
    ],
    text: "policy/other",
  },
  { rule, says: "unchecked", of: "an unknown definition", resources: [machine(UNKNOWN), role] },
];
