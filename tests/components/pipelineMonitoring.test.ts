import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as v from "valibot";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import { PipelineMonitoring, type PipelineMonitoringArgs } from "../../components/pipelineMonitoring";
import type { AwsCall, PolicyDocument } from "../../iam/document";
import { inputFailures } from "../../local/aws/inputFailures";
import { startPolicyPack } from "../../local/engine/analyzer";
import { dashboardBody } from "../support/dashboardBody";
import { environment, type Evaluated, evaluate } from "../support/evaluate";
import { projectRoot } from "../support/python";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const MACHINE = `arn:aws:states:us-east-1:${environment.account}:stateMachine:churn-1a2b3c4`;
const TOPIC = `arn:aws:sns:us-east-1:${environment.account}:own`;
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration";

const everything: PipelineMonitoringArgs = {
  stateMachineArn: MACHINE,
  aborted: true,
  maxDurationInSeconds: 3600,
  modelQuality: { auc: { minimum: 0.9 }, logloss: { maximum: 0.4 } },
  dataQuality: { minRows: 500, maxPsi: 0.2 },
  emails: ["team@example.com", "lead@example.com", "team@example.com"],
  slack: { workspaceId: "T07ABCDEFGH", channelId: "C07ABCDEFGH" },
  functionNames: ["churn-evaluate-1a2b3c4"],
  failedEvents: "churn-failed-events-1a2b3c4",
};

describe("PipelineMonitoring", function () {
  this.timeout(60_000);
  let evaluated: Evaluated;
  before(async () => {
    evaluated = await evaluate(() => new PipelineMonitoring("churn", everything));
  });

  const inputsOf = (type: string, name: string) => evaluated.one(type, name).inputs;
  const alarm = (name: string) => inputsOf(ALARM, `churn-${name}`);
  const alarmNames = () => evaluated.resources.filter(({ type }) => type === ALARM).map(({ name }) => name);
  const topicArn = () =>
    `arn:aws:sns:us-east-1:${environment.account}:${inputsOf("aws:sns/topic:Topic", "churn-alarms").name as string}`;

  it("watches executions of the one machine", () => {
    for (const [name, metricName] of Object.entries({
      failed: "ExecutionsFailed",
      "timed-out": "ExecutionsTimedOut",
      aborted: "ExecutionsAborted",
      throttled: "ExecutionThrottled",
    })) {
      expect(alarm(name), name).to.deep.include({
        ...{ namespace: "AWS/States", metricName, dimensions: { StateMachineArn: MACHINE } },
        ...{ statistic: "Sum", threshold: 0, comparisonOperator: "GreaterThanThreshold" },
        treatMissingData: "notBreaching",
      });
    }
    expect(alarm("slow")).to.deep.include({
      extendedStatistic: "p95",
      threshold: 3_600_000,
      metricName: "ExecutionTime",
    });
  });

  it("watches the quality of models and data by what the functions write", () => {
    const dimensions = { Pipeline: "churn" };
    const namespace = "SageMakerPipelines";
    const below = { namespace, dimensions, statistic: "Minimum", comparisonOperator: "LessThanThreshold" };
    const above = { namespace, dimensions, statistic: "Maximum", comparisonOperator: "GreaterThanThreshold" };
    expect(alarm("auc-limit")).to.deep.include({ ...below, metricName: "auc", threshold: 0.9 });
    expect(alarm("logloss-limit")).to.deep.include({ ...above, metricName: "logloss", threshold: 0.4 });
    expect(alarm("rows-limit")).to.deep.include({ ...below, metricName: "Rows", threshold: 500 });
    expect(alarm("problems-limit")).to.deep.include({ ...above, metricName: "Problems", threshold: 0 });
    expect(alarm("max-psi-limit")).to.deep.include({ ...above, metricName: "MaxPsi", threshold: 0.2 });
  });

  it("watches the queue of events that started nothing", () => {
    expect(alarm("failed-events")).to.deep.include({
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "churn-failed-events-1a2b3c4" },
      alarmActions: [topicArn()],
    });
    expect(alarm("rejected-objects")).to.deep.include({
      namespace: "SageMakerPipelines",
      metricName: "RejectedObjects",
      dimensions: { Pipeline: "churn" },
    });
  });

  it("tells of an execution that ended badly once, whatever ended it", () => {
    const { alarmRule, alarmActions } = inputsOf(COMPOSITE, "churn");
    const children = ["failed", "timed-out", "aborted"].map((name) => alarm(name));
    expect(alarmRule).to.equal(children.map(({ name }) => `ALARM("${name as string}")`).join(" OR "));
    expect(alarmActions).to.deep.equal([topicArn()]);
    for (const child of children) expect(child.alarmActions).to.equal(undefined);
    expect(alarm("slow").alarmActions).to.deep.equal([topicArn()]);
  });

  it("subscribes each mail address once, and the channel, to a topic that alarms may publish to", () => {
    const mails = evaluated.resources.filter(({ type }) => type === SUBSCRIPTION);
    expect(mails.map(({ inputs }) => inputs.endpoint)).to.deep.equal(["team@example.com", "lead@example.com"]);
    const { policy } = inputsOf("aws:sns/topicPolicy:TopicPolicy", "churn-alarms");
    expect(policy).to.contain("cloudwatch.amazonaws.com");
    expect(inputsOf(SLACK, "churn")).to.deep.include({
      slackTeamId: "T07ABCDEFGH",
      slackChannelId: "C07ABCDEFGH",
      snsTopicArns: [topicArn()],
    });
  });

  it("lets the channel see the alarms and nothing else, and holds its members to the same", async () => {
    const role = evaluated.policy("churn-slack");
    const { policy, name } = inputsOf("aws:iam/policy:Policy", "churn-slack-guardrail");
    expect(JSON.parse(policy as string)).to.deep.equal(role);
    expect(inputsOf(SLACK, "churn").guardrailPolicyArns).to.deep.equal([
      `arn:aws:iam::${environment.account}:policy/${name as string}`,
    ]);
    const alarmArn = (alarmName: unknown) =>
      `arn:aws:cloudwatch:us-east-1:${environment.account}:alarm:${alarmName as string}`;
    const names = [...alarmNames().map((each) => inputsOf(ALARM, each).name), inputsOf(COMPOSITE, "churn").alarmName];
    const source = "Amazon Q Developer in chat applications";
    const calls: AwsCall[] = [
      ...names.map((each) => ({ action: "cloudwatch:DescribeAlarms", resource: alarmArn(each), source })),
      { action: "cloudwatch:GetMetricWidgetImage", resource: "*", source },
    ];
    const denied = async (document: PolicyDocument) =>
      (await Promise.all(calls.map((call) => isAllowed(document, call)))).filter((allowed) => !allowed).length;
    expect(await denied(role)).to.equal(0);
    for (const without of withoutEachEntry(role)) expect(await denied(without.policy), without.removed).to.be.above(0);
    const { assumeRolePolicy } = inputsOf("aws:iam/role:Role", "churn-slack");
    expect(JSON.parse(assumeRolePolicy as string).Statement[0]).to.deep.include({
      Principal: { Service: "chatbot.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": environment.account } },
    });
  });

  it("has a dashboard as CloudWatch takes it, with all that is watched", () => {
    const { dashboardName, dashboardBody: body } = inputsOf(DASHBOARD, "churn");
    expect(dashboardName).to.equal("project-dev-churn");
    const { issues, output } = v.safeParse(dashboardBody, JSON.parse(body as string));
    expect(issues?.map(({ message, path }) => [path?.map(({ key }) => key), message])).to.equal(undefined);
    const { widgets } = output as v.InferOutput<typeof dashboardBody>;
    expect(widgets.map(({ properties }) => ("title" in properties ? properties.title : "heading"))).to.deep.equal([
      ...["heading", "Alarms", "Executions", "Durations in ms", "Model quality", "Data quality"],
      ...["Errors of functions", "Failures"],
    ]);
    for (const part of [MACHINE, "auc", "logloss", "MaxPsi", "churn-evaluate-1a2b3c4", "xray:traces"]) {
      expect(body).to.contain(part);
    }
    expect(body).to.contain("SOURCE '/aws/vendedlogs/states/project-dev-churn'");
    expect(body).to.not.match(/undefined|Calling \[to/);
  });

  it("notices a body that CloudWatch would refuse", () => {
    const text = (x: number, y: number) => ({
      type: "text",
      x,
      y,
      width: 12,
      height: 2,
      properties: { markdown: "a" },
    });
    expect(v.is(dashboardBody, { widgets: [text(0, 0), text(12, 0)] })).to.equal(true);
    expect(v.is(dashboardBody, { widgets: [text(0, 0), text(11, 1)] })).to.equal(false);
    expect(v.is(dashboardBody, { widgets: [text(13, 0)] })).to.equal(false);
  });

  it("reads the log group that the state machine has", async () => {
    const both = await evaluate(() => {
      const { stateMachineArn } = new MlTrainingPipeline("churn", {});
      new PipelineMonitoring("churn", { stateMachineArn });
    });
    const group = both.one("aws:cloudwatch/logGroup:LogGroup", "churn").inputs.name as string;
    expect(both.one(DASHBOARD, "churn").inputs.dashboardBody).to.contain(`SOURCE '${group}'`);
  });

  it("makes no more than is asked for, and tells the topic that it is given", async () => {
    const few = await evaluate(() => new PipelineMonitoring("few", { stateMachineArn: MACHINE, topicArn: TOPIC }));
    const made = few.resources.filter(({ type }) => type.startsWith("aws:")).map(({ name }) => name);
    expect(made).to.have.members(["few-failed", "few-timed-out", "few-throttled", "few", "few"]);
    expect(few.one(ALARM, "few-throttled").inputs.alarmActions).to.deep.equal([TOPIC]);
  });

  it("knows every document at the first preview, for a pipeline that is not there yet", async () => {
    const preview = await evaluate(
      () => {
        const { stateMachineArn } = new MlTrainingPipeline("churn", {});
        new PipelineMonitoring("churn", { ...everything, stateMachineArn });
      },
      { preview: true },
    );
    const known = (type: string, name: string, property: string) => preview.one(type, name).inputs[property];
    const body = known(DASHBOARD, "churn", "dashboardBody");
    expect(v.is(dashboardBody, JSON.parse(body as string))).to.equal(true);
    expect(body).to.contain(preview.one("aws:sfn/stateMachine:StateMachine", "churn").inputs.name);
    expect(known(COMPOSITE, "churn", "alarmRule")).to.match(/^ALARM\("churn-failed-[0-9a-f]{7}"\) OR /);
    for (const [type, name, property] of [
      ["aws:iam/role:Role", "churn-slack", "assumeRolePolicy"],
      ["aws:iam/rolePolicy:RolePolicy", "churn-slack", "policy"],
      ["aws:iam/policy:Policy", "churn-slack-guardrail", "policy"],
      ["aws:sns/topicPolicy:TopicPolicy", "churn-alarms", "policy"],
    ] as const) {
      expect(() => JSON.parse(known(type, name, property) as string) as unknown, `${type} ${name}`).to.not.throw();
    }
  });

  it("makes nothing that AWS or the policy pack would refuse", async () => {
    execFileSync(process.execPath, [join(projectRoot, "tools/bundlePolicies.mjs")]);
    const custom = evaluated.resources.filter(({ type }) => type.startsWith("aws:"));
    for (const { type, name, inputs } of custom)
      expect(inputFailures(type, inputs), `${type} ${name}`).to.deep.equal([]);
    const pack = await startPolicyPack(join(projectRoot, "policies"));
    try {
      const resources = custom.map(({ type, name, inputs }) => ({ type, name, properties: inputs }));
      const said = (await Promise.all(resources.map((resource) => pack.analyze(resource)))).flat();
      expect([...said, ...(await pack.analyzeStack(resources))].map(({ message }) => message)).to.deep.equal([]);
    } finally {
      pack.close();
    }
  });

  it("refuses wrong settings, all at once", async () => {
    let caught: unknown;
    const wrong = {
      ...{ stateMachineArn: MACHINE, emails: ["team"], slack: { workspaceId: "team", channelId: "#alarms" } },
      ...{ modelQuality: { auc: {}, f1: { minimum: 0, maximum: 1 } }, maxDurationInSeconds: 0, alerts: true },
    };
    await evaluate(() => {
      try {
        new PipelineMonitoring("churn", wrong);
      } catch (error) {
        caught = error;
      }
    });
    const paths = (caught as pulumi.InputPropertiesError).errors.map(({ propertyPath }) => propertyPath);
    expect(paths).to.have.members([
      ...["emails.0", "slack.workspaceId", "slack.channelId", "modelQuality.auc", "modelQuality.f1"],
      ...["maxDurationInSeconds", "alerts"],
    ]);
  });
});
