/** Triggers and monitoring of a pipeline on the real engine: from the first preview to the end. */
import { readFileSync, writeFileSync } from "node:fs";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { describeEngine, type TestStack, testStack } from "../support/engine";
import { projectRoot } from "../support/python";

const triggers = {
  schedules: { nightly: { expression: "cron(0 3 * * ? *)", timeZone: "Europe/Berlin" } },
  objectCreated: { "new-data": { prefix: "incoming/", suffix: ".csv" } },
  alarms: { drift: { alarmNames: ["drift"] } },
  onDemand: { schema: { type: "object" } },
};
const monitoring = {
  modelQuality: { auc: { minimum: 0.9 } },
  emails: ["ml-team@example.com"],
  slack: { workspaceId: "T07ABCDEFGH", channelId: "C07ABCDEFGH" },
};

/** Every property that a policy, or AWS, reads as a document, or that names what it is about. */
const DOCUMENTS: Record<string, readonly string[]> = {
  "aws:iam/role:Role": ["assumeRolePolicy", "name"],
  "aws:iam/rolePolicy:RolePolicy": ["policy"],
  "aws:iam/policy:Policy": ["policy"],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy"],
  "aws:sns/topicPolicy:TopicPolicy": ["policy"],
  "aws:lambda/permission:Permission": ["sourceArn", "sourceAccount"],
  "aws:cloudwatch/eventRule:EventRule": ["eventPattern"],
  "aws:cloudwatch/eventTarget:EventTarget": ["inputTransformer", "arn", "deadLetterConfig"],
  "aws:scheduler/schedule:Schedule": ["target"],
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": ["alarmRule"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardBody"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["dimensions"],
};

interface Step {
  urn: string;
  newState?: { type: string; inputs?: Record<string, unknown> };
}

describeEngine("engine: a pipeline with triggers and monitoring", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack(projectRoot);
    const config = parse(readFileSync(stack.configFile, "utf8"));
    const churn = { type: "MlTrainingPipeline", maxRuntimeInSeconds: 3600, triggers, monitoring };
    config.config["sagemaker-pipelines:pipelines"] = { churn };
    writeFileSync(stack.configFile, stringify(config));
  });
  after(() => stack.close());

  it("knows every document at the first preview", async () => {
    const { code, stdout, stderr } = await stack.pulumi("preview", ["--json"]);
    expect(code, stderr).to.equal(0);
    const { steps } = JSON.parse(stdout) as { steps: Step[] };
    for (const [type, properties] of Object.entries(DOCUMENTS)) {
      const made = steps.filter(({ newState }) => newState?.type === type);
      expect(made, type).to.not.be.empty;
      for (const { urn, newState } of made) {
        for (const property of properties) {
          const text = JSON.stringify(newState?.inputs?.[property]);
          expect(text, `${urn} ${property}`).to.be.a("string").that.does.not.include(unknownValue);
          expect(text, `${urn} ${property}`).to.not.match(/Calling \[to|\[Output</);
        }
      }
    }
  });

  it("passes the policies, is created, and stays as it is", async () => {
    const pack = ["--policy-pack", "policies"];
    const made = await stack.pulumi("up", pack);
    expect(made.code, made.stderr + made.stdout).to.equal(0);
    expect(made.stdout).to.contain("lambda-url.us-east-1.on.aws");
    const again = await stack.pulumi("up", [...pack, "--expect-no-changes"]);
    expect(again.code, again.stdout).to.equal(0);
  });

  it("is destroyed", async () => {
    const { code, stdout } = await stack.pulumi("destroy");
    expect(code, stdout).to.equal(0);
  });
});
