/** Each code of the audit, where it is found and where it is not. */
import { expect } from "chai";
import fc from "fast-check";
import { auditDocument, type AuditOptions, auditTogether } from "../../iam/audit/auditDocument";
import type { Finding } from "../../iam/audit/finding";
import { FINDING_CODES } from "../../iam/audit/findingCodes";
import { auditManagedPolicyArn } from "../../iam/audit/managedPolicies";

const JOB = "arn:aws:sagemaker:eu-west-1:123456789012:training-job/churn-*";
const ROLE = "arn:aws:iam::123456789012:role/training";
const TO_SAGEMAKER = { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } };

const found = (document: unknown, options?: AuditOptions) =>
  auditDocument(document, options).map(({ code, severity, path }) => `${severity} ${code} ${path}`);

/** Findings of one statement that allows, in a document. */
const allowing = (statement: object, options?: AuditOptions) =>
  found({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] }, options);
const identity = (Action: unknown, Resource: unknown, Condition?: object) =>
  allowing({ Action, Resource, ...(Condition && { Condition }) });
const trust = (Principal: unknown, Condition?: object, Action = "sts:AssumeRole", account?: string) =>
  allowing({ Action, Principal, ...(Condition && { Condition }) }, { kind: "trust", ...(account && { account }) });
const resource = (Principal: unknown, Condition?: object, Action = "s3:GetObject") =>
  allowing({ Action, Principal, Resource: "*", ...(Condition && { Condition }) }, { kind: "resource" });

interface Case {
  what: string;
  of: () => string[];
  is: string[];
}

const at = (place: string) => `Statement[0].${place}`;

const CASES: Record<string, Case[]> = {
  "an identity's permissions": [
    { what: "named actions on named resources", of: () => identity(["sagemaker:CreateTrainingJob"], [JOB]), is: [] },
    {
      what: "every action",
      of: () => allowing({ Action: "*", Resource: JOB }),
      is: [`error wildcard-action ${at("Action")}`],
    },
    {
      what: "every action of a service",
      of: () => identity(["s3:GetObject", "S3:*"], "arn:aws:s3:::churn/*"),
      is: [`error wildcard-action ${at("Action[1]")}`],
    },
    {
      what: "a pattern of actions that read",
      of: () => identity("s3:Get*", "arn:aws:s3:::churn/*"),
      is: [`warning wildcard-action ${at("Action")}`],
    },
    {
      what: "the patterns of AWS's own key policies",
      of: () => identity("kms:GenerateDataKey*", "arn:aws:kms:eu-west-1:123456789012:key/1"),
      is: [`warning wildcard-action ${at("Action")}`],
    },
    {
      what: "a misspelt action",
      of: () => identity("s3:GetObjects", "arn:aws:s3:::churn/*"),
      is: [`warning unknown-action ${at("Action")}`],
    },
    {
      what: "a misspelt service",
      of: () => identity("bedrock-agent:GetAgent", JOB),
      is: [`warning unknown-action ${at("Action")}`],
    },
    {
      what: "every resource for what can be held to some",
      of: () => identity(["logs:CreateLogDelivery", "sagemaker:CreateTrainingJob"], ["*"]),
      is: [`error wildcard-resource ${at("Resource[0]")}`],
    },
    {
      what: "every resource for what can be held to none",
      of: () =>
        identity(
          ["logs:CreateLogDelivery", "xray:PutTraceSegments", "ecr:GetAuthorizationToken", "ec2:DescribeVpcs"],
          "*",
        ),
      is: [],
    },
    {
      what: "metrics of any namespace",
      of: () => identity("cloudwatch:PutMetricData", "*"),
      is: [`warning wildcard-resource ${at("Resource")}`],
    },
    {
      what: "metrics of a namespace",
      of: () => identity("cloudwatch:PutMetricData", "*", { StringEquals: { "cloudwatch:namespace": "churn" } }),
      is: [],
    },
    {
      what: "resources with a tag",
      of: () => identity("sagemaker:StopTrainingJob", "*", { StringEquals: { "aws:ResourceTag/Pipeline": "churn" } }),
      is: [],
    },
    {
      what: "resources with any tag",
      of: () => identity("sagemaker:StopTrainingJob", "*", { StringLike: { "aws:ResourceTag/Pipeline": "*" } }),
      is: [`error wildcard-resource ${at("Resource")}`],
    },
    {
      what: "resources whose tag only counts when there is one",
      of: () =>
        identity("sagemaker:StopTrainingJob", "*", { StringEqualsIfExists: { "aws:ResourceTag/Pipeline": "churn" } }),
      is: [`error wildcard-resource ${at("Resource")}`],
    },
    {
      what: "every key, through one service",
      of: () => identity("kms:Decrypt", "*", { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }),
      is: [`warning wildcard-resource ${at("Resource")}`],
    },
    {
      what: "every resource of a service",
      of: () => identity("s3:GetObject", "arn:aws:s3:::*"),
      is: [`warning wildcard-resource ${at("Resource")}`],
    },
    {
      what: "every resource of a service, with placeholders",
      of: () => identity("logs:PutLogEvents", "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"),
      is: [`warning wildcard-resource ${at("Resource")}`],
    },
    {
      what: "every one of a type",
      of: () => identity("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:*"),
      is: [],
    },
    {
      what: "NotAction",
      of: () => allowing({ NotAction: ["iam:*", "sts:*", "lambda:*", "glue:*", "sagemaker:*"], Resource: JOB }),
      is: [`error allow-not-action ${at("NotAction")}`],
    },
    {
      what: "NotResource",
      of: () => allowing({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::secret/*" }),
      is: [`error allow-not-resource ${at("NotResource")}`],
    },
    {
      what: "Deny of anything",
      of: () => found({ Statement: { Effect: "Deny", NotAction: "iam:*", NotResource: "*", Condition: {} } }),
      is: [],
    },
  ],
  "roles to pass": [
    { what: "a named role to a named service", of: () => identity("iam:PassRole", ROLE, TO_SAGEMAKER), is: [] },
    {
      what: "a named role to any service",
      of: () => identity("iam:PassRole", ROLE),
      is: [`error pass-role-without-service ${at("Action")}`],
    },
    {
      what: "a named role to services that are a pattern",
      of: () => identity("iam:PassRole", ROLE, { StringLike: { "iam:PassedToService": "*" } }),
      is: [`error pass-role-without-service ${at("Action")}`],
    },
    {
      what: "every role",
      of: () => identity("iam:PassRole", "arn:aws:iam::123456789012:role/*", TO_SAGEMAKER),
      is: [`error pass-role-wildcard ${at("Resource")}`],
    },
    {
      what: "roles of which a part of the name is known",
      of: () => identity("iam:PassRole", "arn:aws:iam::123456789012:role/churn-*", TO_SAGEMAKER),
      is: [`warning pass-role-wildcard ${at("Resource")}`],
    },
    {
      what: "by a pattern of actions, on what is no role",
      of: () => identity("iam:Pass*", "arn:aws:s3:::churn"),
      is: [`error wildcard-action ${at("Action")}`],
    },
  ],
  "ways to more permissions": [
    {
      what: "what a pipeline's own role needs",
      of: () =>
        found([
          { Effect: "Allow", Action: "iam:PassRole", Resource: ROLE, Condition: TO_SAGEMAKER },
          { Effect: "Allow", Action: ["sagemaker:CreateTrainingJob", "sagemaker:AddTags"], Resource: JOB },
        ]),
      is: [],
    },
    {
      what: "any role for a training job, in two statements",
      of: () =>
        found([
          { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::*:role/*", Condition: TO_SAGEMAKER },
          { Effect: "Allow", Action: "sagemaker:CreateTrainingJob", Resource: JOB },
        ]),
      is: ["error pass-role-wildcard [0].Resource", "error privilege-escalation [1].Action"],
    },
    {
      what: "any role, but for another service",
      of: () =>
        found([
          { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::*:role/*", Condition: TO_SAGEMAKER },
          {
            Effect: "Allow",
            Action: ["lambda:CreateFunction", "lambda:InvokeFunction"],
            Resource: "arn:aws:lambda:*:*:function:f",
          },
        ]),
      is: ["error pass-role-wildcard [0].Resource"],
    },
    {
      what: "policies of any role",
      of: () => identity("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/*"),
      is: [`error privilege-escalation ${at("Action")}`],
    },
    {
      what: "policies of named roles",
      of: () => identity("iam:PutRolePolicy", ROLE),
      is: [`warning privilege-escalation ${at("Action")}`],
    },
    {
      what: "policies of any role within a boundary",
      of: () =>
        identity("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/*", {
          StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/boundary" },
        }),
      is: [],
    },
    {
      what: "what a Deny takes away",
      of: () =>
        found([
          { Effect: "Allow", Action: "iam:PutRolePolicy", Resource: "arn:aws:iam::123456789012:role/*" },
          { Effect: "Deny", Action: "iam:Put*", Resource: "*" },
        ]),
      is: [],
    },
    {
      what: "any role to assume",
      of: () => identity("sts:AssumeRole", "arn:aws:iam::*:role/*"),
      is: [`error privilege-escalation ${at("Action")}`],
    },
    { what: "a named role to assume", of: () => identity("sts:AssumeRole", ROLE), is: [] },
    {
      what: "the code of any function",
      of: () => identity("lambda:Update*Code", "arn:aws:lambda:*:*:function:*"),
      is: [`error wildcard-action ${at("Action")}`, `error privilege-escalation ${at("Action")}`],
    },
  ],
  "who may assume a role": [
    {
      what: "a service for the own account",
      of: () => trust({ Service: "states.amazonaws.com" }, { StringEquals: { "AWS:SourceAccount": "123456789012" } }),
      is: [],
    },
    {
      what: "a service for anybody",
      of: () => trust({ Service: ["states.amazonaws.com"] }),
      is: [`error trust-without-source ${at("Principal.Service[0]")}`],
    },
    {
      what: "a service for any source",
      of: () => trust({ Service: "sagemaker.amazonaws.com" }, { ArnLike: { "aws:SourceArn": "*" } }),
      is: [`error trust-without-source ${at("Principal.Service")}`],
    },
    {
      what: "a service of which no page of AWS says that it says for whom",
      of: () => trust({ Service: "glue.amazonaws.com" }),
      is: [`warning trust-without-source ${at("Principal.Service")}`],
    },
    { what: "a service that does not say for whom", of: () => trust({ Service: "ec2.amazonaws.com" }), is: [] },
    { what: "anybody", of: () => trust("*"), is: [`error trust-wildcard-principal ${at("Principal")}`] },
    {
      what: "anybody of an organisation",
      of: () => trust({ AWS: "*" }, { StringEquals: { "aws:PrincipalOrgID": "o-1" } }),
      is: [],
    },
    {
      what: "everybody but one",
      of: () => allowing({ Action: "sts:AssumeRole", NotPrincipal: { AWS: ROLE } }, { kind: "trust" }),
      is: [`error trust-wildcard-principal ${at("NotPrincipal.AWS")}`],
    },
    { what: "a role", of: () => trust({ AWS: ROLE }), is: [] },
    {
      what: "another account",
      of: () =>
        trust({ AWS: ["arn:aws:iam::210987654321:root", "210987654321"] }, undefined, "sts:AssumeRole", "123456789012"),
      is: [
        `warning trust-account-root ${at("Principal.AWS[0]")}`,
        `warning trust-account-root ${at("Principal.AWS[1]")}`,
      ],
    },
    {
      what: "the own account",
      of: () => trust({ AWS: "arn:aws:iam::123456789012:root" }, undefined, "sts:AssumeRole", "123456789012"),
      is: [],
    },
    {
      what: "a third party with an external id",
      of: () => trust({ AWS: "arn:aws:iam::210987654321:root" }, { StringEquals: { "sts:ExternalId": "x7" } }),
      is: [],
    },
    {
      what: "an OIDC provider",
      of: () =>
        trust(
          { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          {
            StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo/repo:*" },
          },
          "sts:AssumeRoleWithWebIdentity",
        ),
      is: [],
    },
    {
      what: "an OIDC provider for anybody",
      of: () =>
        trust(
          { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          { StringLike: { "token.actions.githubusercontent.com:sub": "*" } },
          "sts:AssumeRoleWithWebIdentity",
        ),
      is: [
        `error trust-open-provider ${at("Principal.Federated")}`,
        `warning trust-open-provider ${at("Principal.Federated")}`,
      ],
    },
    {
      what: "every action of sts",
      of: () => trust({ AWS: ROLE }, undefined, "sts:*"),
      is: [`error wildcard-action ${at("Action")}`],
    },
  ],
  "who may use a resource": [
    { what: "anybody", of: () => resource("*"), is: [`error public-resource ${at("Principal")}`] },
    {
      what: "anybody over an address",
      of: () => resource({ AWS: ["*"] }, { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
      is: [],
    },
    {
      what: "anybody but those outside",
      of: () => resource("*", { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }),
      is: [`error public-resource ${at("Principal")}`],
    },
    {
      what: "everybody but one",
      of: () => allowing({ Action: "s3:GetObject", NotPrincipal: { AWS: ROLE }, Resource: "*" }, { kind: "resource" }),
      is: [`error public-resource ${at("NotPrincipal.AWS")}`],
    },
    {
      what: "a Deny without TLS",
      of: () =>
        found(
          {
            Statement: {
              Effect: "Deny",
              Action: "s3:*",
              Principal: "*",
              Resource: "*",
              Condition: { Bool: { "aws:SecureTransport": false } },
            },
          },
          { kind: "resource" },
        ),
      is: [],
    },
    {
      what: "a service for anybody",
      of: () => resource({ Service: "events.amazonaws.com" }, undefined, "sqs:SendMessage"),
      is: [`warning resource-without-source ${at("Principal.Service")}`],
    },
    {
      what: "a service for one rule",
      of: () =>
        resource(
          { Service: "events.amazonaws.com" },
          { ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/nightly" } },
          "sqs:SendMessage",
        ),
      is: [],
    },
    {
      what: "the account, by the default policy of a key",
      of: () => resource({ AWS: "arn:aws:iam::123456789012:root" }, undefined, "kms:*"),
      is: [],
    },
    {
      what: "a role, everything",
      of: () => resource({ AWS: ROLE }, undefined, "kms:*"),
      is: [`error wildcard-action ${at("Action")}`],
    },
  ],
  "what cannot be read": [
    { what: "nothing", of: () => found(undefined), is: ["error unreadable-document "] },
    { what: "text that is no JSON", of: () => found("Allow all"), is: ["error unreadable-document "] },
    { what: "no statement", of: () => found({ Version: "2012-10-17" }), is: ["error unreadable-document Statement"] },
    { what: "an empty list", of: () => found({ Statement: [] }), is: ["error unreadable-document Statement"] },
    {
      what: "an effect in lower case",
      of: () => allowing({ Effect: "allow", Action: "s3:GetObject", Resource: JOB }),
      is: [`error unreadable-document ${at("Effect")}`],
    },
    {
      what: "a misspelt element",
      of: () => allowing({ Actions: [], Resource: JOB }),
      is: [`error unreadable-document ${at("Actions")}`, "error unreadable-document Statement[0]"],
    },
    {
      what: "no resource",
      of: () => allowing({ Action: "s3:GetObject" }),
      is: ["error unreadable-document Statement[0]"],
    },
    {
      what: "a Deny without an action",
      of: () => found({ Statement: { Effect: "Deny", Resource: "*" } }),
      is: ["error unreadable-document Statement"],
    },
    {
      what: "a number for an action",
      of: () => identity(["s3:GetObject", 5], JOB),
      is: [`error unreadable-document ${at("Action[1]")}`],
    },
    {
      what: "a kind of principal that there is not",
      of: () => trust({ Services: "ec2.amazonaws.com" }),
      is: [`error unreadable-document ${at("Principal.Services")}`],
    },
    {
      what: "a condition that is text",
      of: () => allowing({ Action: "s3:GetObject", Resource: "arn:aws:s3:::churn/*", Condition: "MFA" }),
      is: [`error unreadable-document ${at("Condition")}`],
    },
    {
      what: "a principal of an identity",
      of: () => allowing({ Action: "s3:GetObject", Resource: "arn:aws:s3:::churn/*", Principal: "*" }),
      is: [`error unreadable-document ${at("Principal")}`],
    },
    {
      what: "an Output's text",
      of: () =>
        identity("s3:GetObject", "Calling [toString] on an [Output<T>] is not supported.\n\nTo get the value …"),
      is: [`error unresolved-output ${at("Resource")}`],
    },
    {
      what: "an Output's text in a condition",
      of: () =>
        identity("s3:GetObject", "arn:aws:s3:::churn/*", {
          StringEquals: { "aws:SourceAccount": "Calling [toJSON] on an [Output<T>] is not supported." },
        }),
      is: [`error unresolved-output ${at("Condition.StringEquals.aws:SourceAccount")}`],
    },
    {
      what: "an Output's text for a document",
      of: () => found("Calling [toJSON] on an [Output<T>] is not supported."),
      is: ["error unresolved-output "],
    },
  ],
};

describe("auditDocument", () => {
  for (const [group, cases] of Object.entries(CASES)) {
    describe(group, () => {
      for (const { what, of, is } of cases) it(what, () => expect(of()).to.deep.equal(is));
    });
  }

  describe("takes every shape that AWS takes", () => {
    const statement = { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::churn/*" };
    const shapes: [string, unknown, string][] = [
      ["a list of statements", { Statement: [statement] }, "Statement[0].Action"],
      ["one statement", { Statement: statement }, "Statement.Action"],
      ["lists of texts", { Statement: { ...statement, Action: ["s3:*"] } }, "Statement.Action[0]"],
      ["JSON text", JSON.stringify({ Statement: [statement] }), "Statement[0].Action"],
      ["a list without a document", [statement], "[0].Action"],
      ["a statement without a document", statement, "Action"],
    ];
    for (const [what, document, path] of shapes) {
      it(what, () => expect(found(document)).to.deep.equal([`error wildcard-action ${path}`]));
    }

    it("CloudFormation's functions in place of texts", () => {
      const arns = [
        { "Fn::Sub": "arn:${AWS::Partition}:s3:::churn/*" },
        { "Fn::Join": ["/", [{ "Fn::GetAtt": ["Bucket", "Arn"] }, "*"]] },
        { Ref: "TopicArn" },
        { "Fn::If": ["IsProd", "a", "b"] },
      ];
      expect(identity("s3:GetObject", arns)).to.deep.equal([]);
      expect(identity("s3:GetObject", { "Fn::Join": ["", ["arn:aws:s3:::", "*"]] })).to.deep.equal([
        `warning wildcard-resource ${at("Resource")}`,
      ]);
    });
  });

  it("tells what a finding is about, what to do and why", () => {
    const [finding] = auditDocument({
      Statement: { Effect: "Allow", Action: "sagemaker:CreateTrainingJob", Resource: "*" },
    });
    expect(finding).to.deep.equal({
      code: "wildcard-resource",
      severity: "error",
      path: "Statement.Resource",
      subject: "*",
      message: "* is every resource for sagemaker:CreateTrainingJob",
      remedy: "Name the resources; actions that cannot be held to any go into a statement of their own.",
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    });
  });

  it("leaves out what is allowed", () => {
    const statement = { Action: ["s3:Get*", "s3:Put*"], Resource: "arn:aws:s3:::churn/*" };
    expect(allowing(statement, { allow: { "wildcard-action": ["S3:Get*"] } })).to.deep.equal([
      `error wildcard-action ${at("Action[1]")}`,
    ]);
  });

  it("has a case for every code", () => {
    const tried = new Set(Object.values(CASES).flatMap((cases) => cases.flatMap(({ is }) => is)));
    const codes = new Set([...tried].map((finding) => finding.split(" ")[1]));
    expect([...codes, "full-access-managed-policy"]).to.have.members(FINDING_CODES);
  });
});

describe("auditTogether", () => {
  const passing = { Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "*" } };
  const making = { Statement: { Effect: "Allow", Action: "cloudformation:CreateStack", Resource: JOB } };

  it("finds what documents allow only together", () => {
    expect(auditTogether([passing, making]).map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
      "privilege-escalation [1].Statement.Action",
    ]);
  });

  it("leaves to each document what it allows alone", () => {
    const both = { Statement: [passing.Statement, making.Statement] };
    expect(auditTogether([both, making])).to.deep.equal([]);
    expect(auditTogether([making, making])).to.deep.equal([]);
  });
});

describe("auditManagedPolicyArn", () => {
  const tooMuch = [
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:aws-cn:iam::aws:policy/AmazonSageMakerFullAccess",
    "arn:aws:iam::aws:policy/AWSLambda_FullAccess",
    "arn:aws:iam::aws:policy/IAMFullAccess",
    "arn:aws:iam::aws:policy/PowerUserAccess",
    "arn:aws:iam::aws:policy/job-function/SystemAdministrator",
  ];
  for (const arn of tooMuch) {
    it(arn, () => {
      const findings = auditManagedPolicyArn(arn, "managedPolicyArns[0]");
      expect(findings.map(({ code, path, subject }) => [code, path, subject])).to.deep.equal([
        ["full-access-managed-policy", "managedPolicyArns[0]", arn],
      ]);
    });
  }

  const others = [
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:aws:iam::123456789012:policy/TeamFullAccess",
    "AdministratorAccess",
    undefined,
    5,
  ];
  for (const arn of others) it(`not ${String(arn)}`, () => expect(auditManagedPolicyArn(arn)).to.deep.equal([]));
});

describe("documents that are made to break it", () => {
  const isSound = ({ code, severity, path, message, remedy, source }: Finding) =>
    FINDING_CODES.includes(code) &&
    ["error", "warning"].includes(severity) &&
    [path, message, remedy].every((text) => typeof text === "string") &&
    source.startsWith("https://");
  const kinds = ["identity", "trust", "resource"] as const;
  const audited = (document: unknown) => kinds.flatMap((kind) => auditDocument(document, { kind }));

  it("anything at all", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true, withDate: true }),
        (value) => {
          expect(audited(value).every(isSound)).to.equal(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("statements of anything", () => {
    const text = fc.constantFrom(
      "*",
      "s3:*",
      "iam:PassRole",
      "arn:aws:iam::1:role/*",
      "${a",
      "arn:::::",
      "",
      ":",
      "*:*",
    );
    const member = fc.oneof(text, fc.array(text), fc.anything());
    const names = [
      "Effect",
      "Action",
      "NotAction",
      "Resource",
      "NotResource",
      "Principal",
      "NotPrincipal",
      "Condition",
    ];
    const statement = fc
      .record(Object.fromEntries(names.map((name) => [name, member])), { requiredKeys: [] })
      .chain((given) => fc.constantFrom("Allow", "Deny").map((Effect) => ({ ...given, Effect })));
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(audited({ Statement: statements }).every(isSound)).to.equal(true);
        expect(
          audited(
            JSON.stringify({ Statement: statements }, (_, value) => (typeof value === "bigint" ? 1 : value)),
          ).every(isSound),
        ).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("cycles and depth", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle, { "Fn::Join": ["", cycle] });
    let deep: unknown = "*";
    for (let level = 0; level < 100_000; level++) deep = { "Fn::Sub": deep };
    for (const part of [cycle, deep]) {
      expect(
        audited({ Statement: { Effect: "Allow", Action: part, Resource: part, Principal: part, Condition: part } }),
      ).not.to.be.empty;
      expect(audited(part)).not.to.be.empty;
    }
  });

  it("patterns of nothing but wildcards, in little time", () => {
    const hard = "*a?".repeat(300);
    const began = performance.now();
    audited({
      Statement: { Effect: "Allow", Action: [`s3:${hard}`, hard], Resource: [hard, `arn:aws:iam::1:role/${hard}`] },
    });
    expect(performance.now() - began).to.be.lessThan(2_000);
  });
});
