/** What the stand-in for AWS's provider refuses, as AWS would. */
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { expect } from "chai";
import { inputFailures } from "../../local/aws/inputFailures";
import { INPUT_RULES } from "../../local/aws/inputRules";
import { RESOURCE_TYPES } from "../../local/aws/resourceTypes";
import { evaluateProgram } from "../../local/program";
import { projectRoot } from "../support/python";

const ROLE = "arn:aws:iam::123456789012:role/r";
const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const identity = (change: object) => ({
  role: "r",
  policy: JSON.stringify({ Statement: [{ ...statement, ...change }] }),
});
const trust = (change: object) => ({
  assumeRolePolicy: JSON.stringify({
    Statement: [
      { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole", ...change },
    ],
  }),
});
const machine = (definition: unknown) => ({ roleArn: ROLE, definition: JSON.stringify(definition) });
const code = { role: ROLE, runtime: "nodejs24.x", handler: "index.handler", s3Bucket: "code" };

const TYPE = {
  bucket: "aws:s3/bucket:Bucket",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  function: "aws:lambda/function:Function",
  machine: "aws:sfn/stateMachine:StateMachine",
  logs: "aws:cloudwatch/logGroup:LogGroup",
  key: "aws:kms/key:Key",
  schedule: "aws:scheduler/schedule:Schedule",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  url: "aws:lambda/functionUrl:FunctionUrl",
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
};

const schedule = (change: object) => ({
  scheduleExpression: "rate(1 day)",
  flexibleTimeWindow: { mode: "OFF" },
  target: { arn: "arn:aws:lambda:us-east-1:123456789012:function:f", roleArn: ROLE },
  ...change,
});
const alarm = (change: object) => ({
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  metricName: "ExecutionsFailed",
  period: 300,
  ...change,
});
const TOPIC = "arn:aws:sns:us-east-1:123456789012:t";

/** Type, inputs, and the properties that are refused. */
const cases: [keyof typeof TYPE, Record<string, unknown>, string[]][] = [
  ["bucket", { bucket: "my-data.2026" }, []],
  ["bucket", { bucket: "My-data" }, ["bucket"]],
  ["bucket", { bucket: "192.168.0.1" }, ["bucket"]],
  ["bucket", { bucket: "a..b" }, ["bucket"]],
  ["bucket", { bucket: "xn--data" }, ["bucket"]],
  ["bucket", { tags: { "aws:made": "by", Team: "ml" } }, ["tags.aws:made"]],
  ["bucket", { tags: { Team: "x".repeat(257) } }, ["tags.Team"]],
  ["versioning", { bucket: "b-1" }, ["versioningConfiguration"]],
  ["versioning", { bucket: "b-1", versioningConfiguration: { status: "On" } }, ["versioningConfiguration.status"]],
  ["lifecycle", { bucket: "b-1", rules: [] }, ["rules"]],
  ["lifecycle", { bucket: "b-1", rules: [{ status: "Enabled" }, {}] }, ["rules[1].status"]],
  ["role", trust({}), []],
  ["role", {}, ["assumeRolePolicy"]],
  ["role", { ...trust({}), name: "a b", maxSessionDuration: 60 }, ["name", "maxSessionDuration"]],
  ["role", trust({ Resource: "*" }), ["assumeRolePolicy: Statement[0].Resource"]],
  ["role", trust({ Principal: undefined }), ["assumeRolePolicy: Statement[0].Principal"]],
  ["role", trust({ Principal: { Servce: "x" } }), ["assumeRolePolicy: Statement[0].Principal.Servce"]],
  ["rolePolicy", identity({}), []],
  ["rolePolicy", { role: "r", policy: "{" }, ["policy"]],
  ["rolePolicy", { role: "r", policy: '{ "Statement": [] }' }, ["policy: Statement"]],
  ["rolePolicy", identity({ Effect: "allow" }), ["policy: Statement[0].Effect"]],
  ["rolePolicy", identity({ Action: ["s3:GetObject", "GetObject"] }), ["policy: Statement[0].Action[1]"]],
  ["rolePolicy", identity({ NotAction: "s3:*" }), ["policy: Statement[0].Action"]],
  ["rolePolicy", identity({ Resource: "Calling [toJSON] on an [Output<T>]" }), ["policy: Statement[0].Resource"]],
  ["rolePolicy", identity({ Principal: "*" }), ["policy: Statement[0].Principal"]],
  ["rolePolicy", identity({ Conditions: {} }), ["policy: Statement[0].Conditions"]],
  ["rolePolicy", identity({ Sid: "not-allowed" }), ["policy: Statement[0].Sid"]],
  ["rolePolicy", identity({ Resource: `arn:aws:s3:::${"b".repeat(10_240)}` }), ["policy"]],
  ["function", code, []],
  ["function", { role: ROLE, imageUri: "1.dkr.ecr.eu-west-1.amazonaws.com/a:1" }, []],
  ["function", { role: ROLE }, ["runtime", "handler", "code"]],
  ["function", { ...code, role: "r", timeout: 901, memorySize: 64 }, ["role", "timeout", "memorySize"]],
  ["function", { ...code, runtime: "node24" }, ["runtime"]],
  ["function", { ...code, environment: { variables: { "A-B": "1" } } }, ["environment.variables.A-B"]],
  ["machine", machine({ StartAt: "A", States: { A: { Type: "Succeed" } } }), []],
  ["machine", machine({ StartAt: "B", States: { A: { Type: "Succeed" } } }), ["definition: StartAt"]],
  ["machine", { ...machine({ StartAt: "A", States: { A: { Type: "Succeed" } } }), type: "FAST" }, ["type"]],
  ["machine", { roleArn: ROLE, definition: "Calling [toString]" }, ["definition"]],
  ["logs", { name: "/aws/x", retentionInDays: 30 }, []],
  ["logs", { name: "a:b", retentionInDays: 31 }, ["name", "retentionInDays"]],
  ["key", { deletionWindowInDays: 3 }, ["deletionWindowInDays"]],
  ["schedule", schedule({ scheduleExpressionTimezone: "Europe/Berlin" }), []],
  ["schedule", schedule({ scheduleExpression: "cron(0 25 * * ? *)" }), ["scheduleExpression"]],
  ["schedule", schedule({ scheduleExpressionTimezone: "Europe/Berln" }), ["scheduleExpressionTimezone"]],
  ["schedule", schedule({ flexibleTimeWindow: { mode: "FLEXIBLE" } }), ["flexibleTimeWindow.maximumWindowInMinutes"]],
  ["schedule", schedule({ target: { arn: "f", roleArn: ROLE } }), ["target.arn"]],
  ["rule", { eventPattern: '{ "source": ["aws.s3"], "detail": { "size": [{ "numeric": [">", 0] }] } }' }, []],
  ["rule", { eventPattern: '{ "source": "aws.s3" }' }, ["eventPattern: source"]],
  ["rule", { eventPattern: '{ "detail": { "state": [] } }' }, ["eventPattern: detail.state"]],
  ["rule", { eventPattern: "{" }, ["eventPattern"]],
  ["rule", {}, ["eventPattern"]],
  [
    "target",
    { rule: "r", arn: TOPIC, retryPolicy: { maximumRetryAttempts: 186 } },
    ["retryPolicy.maximumRetryAttempts"],
  ],
  ["subscription", { topic: TOPIC, protocol: "email", endpoint: "a@example.com" }, []],
  ["subscription", { topic: TOPIC, protocol: "email", endpoint: "a" }, ["endpoint"]],
  ["url", { functionName: "f", authorizationType: "IAM" }, ["authorizationType"]],
  ["alarm", alarm({ extendedStatistic: "p95", alarmActions: [TOPIC] }), []],
  ["alarm", alarm({ period: 90, treatMissingData: "good" }), ["period", "treatMissingData"]],
  ["alarm", alarm({ comparisonOperator: ">" }), ["comparisonOperator"]],
  ["dashboard", { dashboardName: "a b", dashboardBody: "{}" }, ["dashboardName", "dashboardBody: widgets"]],
];

describe("local/aws: inputs that AWS would refuse", () => {
  for (const [type, inputs, refused] of cases) {
    it(`${type} ${JSON.stringify(inputs).slice(0, 100)}: ${refused.join(", ") || "none"}`, () => {
      const failures = inputFailures(TYPE[type], inputs);
      expect([...new Set(failures.map(({ property }) => property))]).to.include.members(refused);
      if (refused.length === 0) expect(failures).to.deep.equal([]);
    });
  }

  it("does not judge what a preview does not know", () => {
    const unknown = { role: unknownValue, policy: unknownValue };
    expect(inputFailures(TYPE.rolePolicy, unknown)).to.deep.equal([]);
    expect(inputFailures(TYPE.bucket, { tags: { Team: unknownValue } })).to.deep.equal([]);
  });

  it("has rules for the types that have a stand-in, and no others", () => {
    expect(Object.keys(INPUT_RULES).sort()).to.deep.equal(Object.keys(RESOURCE_TYPES).sort());
  });

  for (const stack of ["dev", "prod"]) {
    it(`takes everything in the stack ${stack}`, async () => {
      const { resources } = await evaluateProgram({ root: projectRoot, stack });
      const failures = resources
        .filter(({ custom }) => custom)
        .flatMap(({ type, name, state }) => inputFailures(type, state).map((one) => ({ type, name, ...one })));
      expect(resources).to.not.be.empty;
      expect(failures).to.deep.equal([]);
    });
  }
});
