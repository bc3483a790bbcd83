import { UNKNOWN } from "../../../policies/reading/resource";
import { machine, resource, type RuleCase } from "./case";

const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: unknown, Resource: unknown, Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const rolePolicy = (policy: unknown) => resource("aws:iam/rolePolicy:RolePolicy", { role: "r", policy });
const inline = (policy: unknown) =>
  resource("aws:iam/role:Role", {
    assumeRolePolicy: trust({ StringEquals: { "aws:SourceAccount": "123456789012" } }),
    inlinePolicies: [{ name: "a", policy }],
  });
const trust = (Condition?: object, Principal: unknown = { Service: "sagemaker.amazonaws.com" }) =>
  document({ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...(Condition && { Condition }) });
const role = (assumeRolePolicy: unknown) => resource("aws:iam/role:Role", { assumeRolePolicy });
const attachment = (policyArn: unknown) =>
  resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "r", policyArn });
const ownPolicy = resource(
  "aws:iam/policy:Policy",
  { policy: document(allow("s3:GetObject", "arn:aws:s3:::data/*")) },
  "own",
);
const topic = (Principal: unknown, Action: unknown = "sns:Publish") =>
  resource("aws:sns/topicPolicy:TopicPolicy", {
    policy: document({ Effect: "Allow", Principal, Action, Resource: "arn:aws:sns:us-east-1:123456789012:t" }),
  });
const permission = (properties: object) =>
  resource("aws:lambda/permission:Permission", { action: "lambda:InvokeFunction", function: "f", ...properties });
const scoped = document(allow("s3:GetObject", "arn:aws:s3:::data/*"));
const ROLE = "arn:aws:iam::123456789012:role/job";
const passed = (Resource: string, Condition?: object) =>
  rolePolicy(document(allow("iam:PassRole", Resource, Condition)));
const toSageMaker = { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } };
const unresolved = "Calling [toJSON] on an [Output<T>] is not supported.";

export const iamCases: RuleCase[] = [
  { rule: "iam-wildcard-action", says: "nothing", of: "named actions", resources: [rolePolicy(scoped)] },
  {
    rule: "iam-wildcard-action",
    says: "violation",
    of: "all of a service",
    resources: [rolePolicy(document(allow("s3:*", "arn:aws:s3:::data/*")))],
    text: "policy.Statement[0].Action",
  },
  {
    rule: "iam-wildcard-action",
    says: "violation",
    of: "a policy inside its role",
    resources: [inline(document(allow("s3:*", "arn:aws:s3:::data/*")))],
    text: "inlinePolicies[0].policy.Statement[0].Action",
  },
  {
    rule: "iam-wildcard-action",
    says: "violation",
    of: "a topic's policy",
    resources: [topic({ AWS: ROLE }, "sns:*")],
    text: "sns:*",
  },
  {
    rule: "iam-wildcard-action",
    says: "nothing",
    of: "what the config allows",
    resources: [rolePolicy(document(allow("s3:*", "arn:aws:s3:::data/*")))],
    config: { allow: ["s3:*"] },
  },
  { rule: "iam-wildcard-action", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },
  {
    rule: "iam-wildcard-action",
    says: "unchecked",
    of: "an unknown document beside a known one",
    resources: [resource("aws:iam/role:Role", { assumeRolePolicy: UNKNOWN, inlinePolicies: [{ policy: scoped }] })],
  },

  { rule: "iam-wildcard-resource", says: "nothing", of: "named resources", resources: [rolePolicy(scoped)] },
  {
    rule: "iam-wildcard-resource",
    says: "nothing",
    of: "actions that cannot be held to a resource",
    resources: [rolePolicy(document(allow("xray:PutTraceSegments", "*")))],
  },
  {
    rule: "iam-wildcard-resource",
    says: "violation",
    of: "actions that can",
    resources: [rolePolicy(document(allow("s3:GetObject", "*")))],
    text: "policy.Statement[0].Resource",
  },
  { rule: "iam-wildcard-resource", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },

  { rule: "iam-allow-not", says: "nothing", of: "what is listed", resources: [rolePolicy(scoped)] },
  {
    rule: "iam-allow-not",
    says: "violation",
    of: "all but what is listed",
    resources: [rolePolicy(document({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::data/*" }))],
    text: "NotAction",
  },
  {
    rule: "iam-allow-not",
    says: "nothing",
    of: "denying all but what is listed",
    resources: [rolePolicy(document({ Effect: "Deny", NotAction: "s3:*", Resource: "*" }))],
  },
  { rule: "iam-allow-not", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },

  { rule: "iam-pass-role", says: "nothing", of: "one role to one service", resources: [passed(ROLE, toSageMaker)] },
  { rule: "iam-pass-role", says: "violation", of: "every role", resources: [passed("*", toSageMaker)] },
  { rule: "iam-pass-role", says: "violation", of: "any service", resources: [passed(ROLE)], text: "PassedToService" },
  { rule: "iam-pass-role", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },

  { rule: "iam-privilege-escalation", says: "nothing", of: "reading", resources: [rolePolicy(scoped)] },
  {
    rule: "iam-privilege-escalation",
    says: "violation",
    of: "a new version of any policy",
    resources: [rolePolicy(document(allow("iam:CreatePolicyVersion", "*")))],
  },
  { rule: "iam-privilege-escalation", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },

  {
    rule: "iam-full-access",
    says: "nothing",
    of: "a policy of the account's own",
    resources: [attachment("arn:aws:iam::123456789012:policy/mine")],
  },
  {
    rule: "iam-full-access",
    says: "violation",
    of: "AmazonSageMakerFullAccess",
    resources: [attachment("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess")],
    text: "policyArn",
  },
  {
    rule: "iam-full-access",
    says: "violation",
    of: "administrators in China, in the role",
    resources: [
      resource("aws:iam/role:Role", { managedPolicyArns: ["arn:aws-cn:iam::aws:policy/AdministratorAccess"] }),
    ],
    text: "managedPolicyArns[0]",
  },
  {
    rule: "iam-full-access",
    says: "nothing",
    of: "what the config allows",
    resources: [attachment("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess")],
    config: { allow: ["*/AmazonSageMakerFullAccess"] },
  },
  {
    rule: "iam-full-access",
    says: "nothing",
    of: "an unknown policy that the stack makes",
    resources: [ownPolicy, { ...attachment(UNKNOWN), madeFrom: { policyArn: [ownPolicy.urn] } }],
  },
  {
    rule: "iam-full-access",
    says: "unchecked",
    of: "an unknown policy alone",
    resources: [attachment(UNKNOWN)],
    text: "policyArn: which policy is attached is not known yet",
  },
  {
    rule: "iam-full-access",
    says: "unchecked",
    of: "an unknown policy of another stack beside one that the stack makes",
    resources: [
      ownPolicy,
      {
        ...attachment(UNKNOWN),
        madeFrom: { policyArn: ["urn:pulumi:test::project::pulumi:pulumi:StackReference::s"] },
      },
    ],
    text: "policyArn",
  },
  {
    rule: "iam-full-access",
    says: "unchecked",
    of: "an unknown policy in a role's list",
    resources: [resource("aws:iam/role:Role", { managedPolicyArns: [UNKNOWN] })],
    text: "managedPolicyArns[0]",
  },
  {
    rule: "iam-full-access",
    says: "unchecked",
    of: "an unknown list of policies",
    resources: [resource("aws:iam/role:Role", { managedPolicyArns: UNKNOWN })],
  },

  {
    rule: "iam-trust-policy",
    says: "nothing",
    of: "a service for one account",
    resources: [role(trust({ StringEquals: { "aws:SourceAccount": "123456789012" } }))],
  },
  {
    rule: "iam-trust-policy",
    says: "violation",
    of: "a service for anybody",
    resources: [role(trust())],
    text: "assumeRolePolicy",
  },
  {
    rule: "iam-trust-policy",
    says: "violation",
    of: "everybody",
    resources: [role(trust(undefined, "*"))],
    text: "Principal",
  },
  { rule: "iam-trust-policy", says: "unchecked", of: "an unknown document", resources: [role(UNKNOWN)] },

  { rule: "iam-public-resource", says: "nothing", of: "a topic for one role", resources: [topic({ AWS: ROLE })] },
  {
    rule: "iam-public-resource",
    says: "violation",
    of: "a topic for everyone",
    resources: [topic("*")],
    text: "Principal",
  },
  {
    rule: "iam-public-resource",
    says: "violation",
    of: "a function for everyone",
    resources: [permission({ principal: "*" })],
    text: "Statement[0].Principal",
  },
  {
    rule: "iam-public-resource",
    says: "nothing",
    of: "a function for a service on behalf of a rule",
    resources: [permission({ principal: "events.amazonaws.com", sourceArn: UNKNOWN })],
  },
  {
    rule: "iam-public-resource",
    says: "violation",
    of: "a function for a service on behalf of anyone, where warnings count",
    resources: [permission({ principal: "events.amazonaws.com" })],
    config: { warnings: true },
  },
  {
    rule: "iam-public-resource",
    says: "unchecked",
    of: "an unknown principal",
    resources: [permission({ principal: UNKNOWN })],
  },

  { rule: "iam-readable-document", says: "nothing", of: "a document", resources: [rolePolicy(scoped)] },
  { rule: "iam-readable-document", says: "violation", of: "no JSON", resources: [rolePolicy("{")], text: "not JSON" },
  {
    rule: "iam-readable-document",
    says: "violation",
    of: "an element that there is not",
    resources: [rolePolicy(document({ ...allow("s3:GetObject", "arn:aws:s3:::data/*"), Resources: "*" }))],
    text: "Resources",
  },
  { rule: "iam-readable-document", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },

  { rule: "unresolved-output", says: "nothing", of: "a document", resources: [rolePolicy(scoped)] },
  {
    rule: "unresolved-output",
    says: "violation",
    of: "an Output in a resource",
    resources: [rolePolicy(document(allow("s3:GetObject", unresolved)))],
    text: "explanation of Outputs",
  },
  {
    rule: "unresolved-output",
    says: "violation",
    of: "an Output in a definition",
    resources: [machine(JSON.stringify({ Comment: "Calling [toString] on an [Output<T>] is not supported." }))],
    text: "definition",
  },
  { rule: "unresolved-output", says: "unchecked", of: "an unknown document", resources: [rolePolicy(UNKNOWN)] },
];
