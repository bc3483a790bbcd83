import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import { PipelineTriggers, type PipelineTriggersArgs } from "../../components/pipelineTriggers";
import type { AwsCall, PolicyDocument } from "../../iam/document";
import { functionLogCalls } from "../../iam/functionPermissions";
import { inputFailures } from "../../local/aws/inputFailures";
import { startPolicyPack } from "../../local/engine/analyzer";
import { plainValue } from "../../local/plainValue";
import { startS3Server } from "../../local/s3/server";
import { lambdaBundle } from "../../lambda/bundles";
import { invokeBundle } from "../lambda/invokeBundle";
import { environment, type Evaluated, evaluate } from "../support/evaluate";
import { motoServer, type MotoServer } from "../support/motoServer";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const ACCOUNT = environment.account;
const MACHINE = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:churn-1a2b3c4`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234`;
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const PERMISSION = "aws:lambda/permission:Permission";

const everything: PipelineTriggersArgs = {
  stateMachineArn: MACHINE,
  kmsKeyArn: KEY,
  schedules: {
    nightly: { expression: "cron(0 3 * * ? *)", timeZone: "Europe/Berlin", input: { Due: "{Time}" } },
    hourly: { expression: "rate(1 hour)", flexibleWindowInMinutes: 15 },
  },
  objectCreated: { "new-data": { bucket: "incoming", prefix: "churn/", suffix: ".csv", maxSizeInMb: 100 } },
  alarms: { drift: { alarmNames: ["churn-drift"], input: { Alarm: "{detail.alarmName}" } } },
  images: { image: { repository: "training", tagPattern: "release-*" } },
  codePushes: { code: { pipeline: "training-code" } },
  events: { label: { pattern: { source: ["my.labels"], detail: { done: [true] } }, eventBus: "labels" } },
  onDemand: {
    schema: { type: "object", required: ["Rounds"], properties: { Rounds: { type: "integer", minimum: 1 } } },
  },
};
const RULES = ["new-data", "drift", "image", "code", "label"];

/** Every property that a policy, or AWS, reads as a document. */
const DOCUMENTS: Record<string, (inputs: Record<string, unknown>) => unknown> = {
  "aws:iam/role:Role": ({ assumeRolePolicy }) => assumeRolePolicy,
  "aws:iam/rolePolicy:RolePolicy": ({ policy }) => policy,
  "aws:sqs/queuePolicy:QueuePolicy": ({ policy }) => policy,
  [RULE]: ({ eventPattern }) => eventPattern,
  [TARGET]: ({ inputTransformer }) =>
    (inputTransformer as { inputTemplate: string }).inputTemplate.replace("<aws.events.event.json>", "{}"),
  [SCHEDULE]: ({ target }) => (target as { input: string }).input,
};

/** Lays an archive of the program's out in a folder. */
async function unpacked(code: unknown): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "triggers-"));
  const { assets } = (await plainValue(code, projectRoot)) as {
    assets: Record<string, { path: string } | { text: string }>;
  };
  for (const [file, asset] of Object.entries(assets))
    writeFileSync(join(folder, file), "text" in asset ? asset.text : readFileSync(asset.path));
  return folder;
}

describe("PipelineTriggers", function () {
  this.timeout(60_000);
  let evaluated: Evaluated;
  before(async () => {
    evaluated = await evaluate(() => new PipelineTriggers("churn", everything));
  });

  const inputsOf = (type: string, name: string) => evaluated.one(type, name).inputs;
  const patternOf = (trigger: string) =>
    JSON.parse(inputsOf(RULE, `churn-${trigger}`).eventPattern as string) as Record<string, unknown>;
  const nameOf = (type: string, name: string) => inputsOf(type, name).name as string;
  const queueArn = () => `arn:aws:sqs:us-east-1:${ACCOUNT}:${nameOf("aws:sqs/queue:Queue", "churn-failed-events")}`;
  const functionArn = () =>
    `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${nameOf("aws:lambda/function:Function", "churn-start")}`;

  it("listens for what each trigger is about", () => {
    expect(patternOf("new-data")).to.deep.equal({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["incoming"] }, object: { key: [{ wildcard: "churn/*.csv" }] } },
    });
    expect(patternOf("drift").detail).to.deep.equal({ alarmName: ["churn-drift"], state: { value: ["ALARM"] } });
    expect(patternOf("image").detail).to.deep.equal({
      "action-type": ["PUSH"],
      result: ["SUCCESS"],
      "repository-name": ["training"],
      "image-tag": [{ wildcard: "release-*" }],
    });
    expect(patternOf("code").detail).to.deep.equal({ pipeline: ["training-code"], state: ["SUCCEEDED"] });
    expect(patternOf("label")).to.deep.equal({ source: ["my.labels"], detail: { done: [true] } });
    expect(inputsOf("aws:s3/bucketNotification:BucketNotification", "churn-new-data")).to.deep.include({
      bucket: "incoming",
      eventbridge: true,
    });
  });

  it("gives schedules their time zone, window, retries, queue and role", () => {
    const nightly = inputsOf(SCHEDULE, "churn-nightly");
    expect(nightly).to.deep.include({
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      flexibleTimeWindow: { mode: "OFF" },
    });
    expect(nightly.target).to.deep.include({ arn: functionArn(), deadLetterConfig: { arn: queueArn() } });
    expect(inputsOf(SCHEDULE, "churn-hourly").flexibleTimeWindow).to.deep.equal({
      mode: "FLEXIBLE",
      maximumWindowInMinutes: 15,
    });
    const { assumeRolePolicy } = inputsOf("aws:iam/role:Role", "churn-schedule");
    const group = nameOf("aws:scheduler/scheduleGroup:ScheduleGroup", "churn");
    expect(JSON.parse(assumeRolePolicy as string).Statement[0].Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": ACCOUNT },
      ArnLike: { "aws:SourceArn": `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule-group/${group}` },
    });
  });

  it("lets each rule, and no other, call the function and fill the queue", () => {
    const arns = RULES.map((trigger) => {
      const name = nameOf(RULE, `churn-${trigger}`);
      const arn = `arn:aws:events:us-east-1:${ACCOUNT}:rule/${trigger === "label" ? "labels/" : ""}${name}`;
      expect(inputsOf(PERMISSION, `churn-${trigger}`)).to.deep.include({
        principal: "events.amazonaws.com",
        sourceArn: arn,
        sourceAccount: ACCOUNT,
      });
      expect(inputsOf(TARGET, `churn-${trigger}`)).to.deep.include({ deadLetterConfig: { arn: queueArn() } });
      return arn;
    });
    const { policy } = inputsOf("aws:sqs/queuePolicy:QueuePolicy", "churn-failed-events");
    const [rules, tls] = (JSON.parse(policy as string) as PolicyDocument).Statement;
    expect(rules?.Condition).to.deep.equal({
      ArnEquals: { "aws:SourceArn": arns },
      StringEquals: { "aws:SourceAccount": ACCOUNT },
    });
    expect(tls).to.deep.include({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
    expect(inputsOf("aws:sqs/queue:Queue", "churn-failed-events")).to.include({ sqsManagedSseEnabled: true });
  });

  it("answers requests under IAM alone", () => {
    expect(inputsOf("aws:lambda/functionUrl:FunctionUrl", "churn")).to.include({ authorizationType: "AWS_IAM" });
  });

  describe("roles", () => {
    const calls = (): Record<string, AwsCall[]> => {
      const source = "lambda/start";
      const execution = `${MACHINE.replace("stateMachine", "execution")}:request-0123456789abcdef`;
      const group = inputsOf("aws:cloudwatch/logGroup:LogGroup", "churn-start").name as string;
      const viaS3 = { "kms:ViaService": "s3.us-east-1.amazonaws.com" };
      return {
        "churn-start": [
          { action: "states:StartExecution", resource: MACHINE, source },
          { action: "states:DescribeExecution", resource: execution, source },
          { action: "s3:GetObject", resource: "arn:aws:s3:::incoming/churn/2027/a.csv", source },
          { action: "kms:Decrypt", resource: KEY, context: viaS3, source },
          { action: "sqs:SendMessage", resource: queueArn(), source: "Lambda, of what failed" },
          ...functionLogCalls(group, environment),
        ],
        "churn-schedule": [
          { action: "lambda:InvokeFunction", resource: functionArn(), source: "the Scheduler" },
          { action: "sqs:SendMessage", resource: queueArn(), source: "the Scheduler, of what it cannot deliver" },
        ],
      };
    };
    const denied = async (policy: PolicyDocument, made: AwsCall[]) => {
      const allowed = await Promise.all(made.map((call) => isAllowed(policy, call)));
      return made.filter((_call, index) => !allowed[index]).map(({ action }) => action);
    };

    it("allow every call, and nothing besides", async () => {
      for (const [role, made] of Object.entries(calls())) {
        const policy = evaluated.policy(role);
        expect(await denied(policy, made), role).to.deep.equal([]);
        for (const without of withoutEachEntry(policy)) {
          expect(await denied(without.policy, made), `${role} without ${without.removed}`).to.not.deep.equal([]);
        }
      }
    });

    it("are refused other machines, objects and executions", async () => {
      const policy = evaluated.policy("churn-start");
      const source = "nobody";
      const others: AwsCall[] = [
        { action: "states:StartExecution", resource: `${MACHINE}x`, source },
        { action: "s3:GetObject", resource: "arn:aws:s3:::incoming/other/a.csv", source },
        { action: "s3:GetObject", resource: "arn:aws:s3:::incoming/churn/a.json", source },
        {
          action: "states:DescribeExecution",
          resource: `${MACHINE.replace("stateMachine", "execution")}:other`,
          source,
        },
      ];
      expect(await denied(policy, others)).to.have.length(others.length);
    });

    it("hold no more than the triggers need", async () => {
      const few = await evaluate(
        () =>
          new PipelineTriggers("few", {
            stateMachineArn: MACHINE,
            events: { one: { pattern: { source: ["my.app"] } } },
          }),
      );
      const actions = few.policy("few-start").Statement.flatMap(({ Action }) => Action);
      expect(actions).to.have.members([
        ...["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage", "states:StartExecution"],
      ]);
      expect(few.resources.map(({ type }) => type)).to.not.include.members([SCHEDULE]);
    });
  });

  it("knows every document and name at the first preview, for a pipeline that is not there yet", async () => {
    const preview = await evaluate(
      () => {
        const { stateMachineArn, bucket } = new MlTrainingPipeline("churn", {});
        new PipelineTriggers("churn", {
          ...everything,
          stateMachineArn,
          objectCreated: { data: { prefix: "in/" } },
          bucket,
        });
      },
      { preview: true },
    );
    let seen = 0;
    for (const { type, name, inputs } of preview.resources) {
      const document = DOCUMENTS[type]?.(inputs);
      if (!(type in DOCUMENTS)) continue;
      expect(document, `${type} ${name}`).to.be.a("string");
      expect(() => JSON.parse(document as string) as unknown, `${type} ${name}`).to.not.throw();
      seen++;
    }
    expect(seen).to.be.greaterThan(15);
    const machine = preview.one("aws:sfn/stateMachine:StateMachine", "churn").inputs.name as string;
    const [start] = preview
      .policy("churn-start")
      .Statement.filter(({ Action }) => Action.includes("states:StartExecution"));
    expect(start?.Resource).to.deep.equal([`arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${machine}`]);
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

  describe("refuses", () => {
    const errorsOf = async (args: object): Promise<Record<string, string>> => {
      let caught: unknown;
      await evaluate(() => {
        try {
          new PipelineTriggers("churn", { stateMachineArn: MACHINE, ...args });
        } catch (error) {
          caught = error;
        }
      });
      const { errors } = caught as pulumi.InputPropertiesError;
      return Object.fromEntries(errors.map(({ propertyPath, reason }) => [propertyPath, reason]));
    };

    it("schedules that cannot parse, with what is expected in their place", async () => {
      const errors = await errorsOf({
        schedules: {
          a: { expression: "cron(0 25 * * ? *)" },
          b: { expression: "0 6 * * *" },
          c: { expression: "rate(1 day)", timeZone: "Berlin" },
          d: {},
        },
      });
      expect(errors["schedules.a.expression"]).to.equal(
        'was "cron(0 25 * * ? *)"; expected hours of 0-23 with , - * / in cron(…), not "25"',
      );
      expect(errors["schedules.b.expression"]).to.contain("cron has six fields");
      expect(errors["schedules.c.timeZone"]).to.equal('was "Berlin"; expected a time zone, for instance Europe/Berlin');
      expect(errors).to.have.property("schedules.d.expression");
    });

    it("patterns, names and schemas that AWS or the function would not take", async () => {
      const errors = await errorsOf({
        events: { a: { pattern: { source: "my.app" } }, Bad_Name: { pattern: { source: ["x"] } } },
        onDemand: { schema: { type: "object", properties: { A: { type: "integr" }, B: { formt: "date" } } } },
        alarms: { request: { alarmNames: ["a"] }, none: { alarmNames: [] } },
        images: { image: { repositry: "x" } },
      });
      expect(errors["events.a.pattern"]).to.contain("whose leaves are lists");
      expect(Object.keys(errors).join("\n")).to.match(/Bad_Name/);
      expect(errors["onDemand.schema.properties.A.type"]).to.contain("one or more of string, number");
      expect(errors["onDemand.schema.properties.B.formt"]).to.equal("is not a setting");
      expect(await errorsOf({ onDemand: { schema: { items: { $ref: "https://example.com/b" } } } })).to.deep.equal({
        "onDemand.schema.items.$ref":
          'was "https://example.com/b"; expected a reference to a part of this schema: #/$defs/…',
      });
      expect(Object.keys(errors).join("\n")).to.match(/alarms\.request/);
      expect(errors["alarms.none.alarmNames"]).to.contain("at least one name");
      expect(errors).to.include.keys("images.image.repositry", "images.image.repository");
    });

    it("what does not go together", async () => {
      const errors = await errorsOf({
        schedules: { data: { expression: "rate(1 day)" } },
        objectCreated: { data: {} },
        events: { [`x${"y".repeat(29)}`]: { pattern: { source: ["a"] } } },
      });
      expect(errors["objectCreated.data"]).to.contain("schedules.data has this name too");
      expect(errors["objectCreated.data.bucket"]).to.contain("is required");
      expect(await errorsOf({})).to.have.property("triggers");
    });
  });

  describe("with the function that it deploys", () => {
    let stepFunctions: MotoServer;
    let storage: Awaited<ReturnType<typeof startS3Server>>;
    let sfn: SFNClient;
    let stateMachineArn: string;
    let folder: string;
    const client = { region: "us-east-1", credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" } };

    before(async function () {
      this.timeout(pythonSetupTimeout);
      folder = await unpacked(inputsOf("aws:lambda/function:Function", "churn-start").code);
      [stepFunctions, storage] = await Promise.all([
        motoServer("stepfunctions"),
        testPython().then((python) => startS3Server({ python })),
      ]);
      sfn = new SFNClient({ ...client, endpoint: stepFunctions.endpoint });
      const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
      const machine = await sfn.send(
        new CreateStateMachineCommand({ name: "churn", roleArn: `arn:aws:iam::${ACCOUNT}:role/r`, definition }),
      );
      stateMachineArn = machine.stateMachineArn!;
    });
    after(async () => {
      rmSync(folder, { recursive: true });
      await Promise.all([stepFunctions.stop(), storage.stop()]);
    });

    /** Does what EventBridge and the Scheduler do: fill in their variables, and hand the text over. */
    const deliver = (template: string, variable: string, value: string) => {
      const { variables } = inputsOf("aws:lambda/function:Function", "churn-start").environment as {
        variables: Record<string, string>;
      };
      const event = JSON.parse(template.replace(variable, value)) as unknown;
      const env = { ...variables, STATE_MACHINE_ARN: stateMachineArn, AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint };
      return invokeBundle<{ Started: boolean; Reason: string }>(folder, storage.endpoint, env, event);
    };
    const executions = async () => (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];

    it("starts one execution for an object that is written twice, and one for each time of a schedule", async () => {
      const s3 = new S3Client({ ...client, endpoint: storage.endpoint });
      await s3.send(new CreateBucketCommand({ Bucket: "incoming" }));
      const { inputTransformer } = inputsOf(TARGET, "churn-new-data");
      const { inputTemplate } = inputTransformer as { inputTemplate: string };
      for (const id of ["1", "2"]) {
        const Body = "1,2\n0,3\n";
        const { ETag } = await s3.send(new PutObjectCommand({ Bucket: "incoming", Key: "churn/a.csv", Body }));
        const object = { key: "churn/a.csv", size: Body.length, etag: ETag?.replaceAll('"', ""), sequencer: id };
        const event = { id, source: "aws.s3", detail: { bucket: { name: "incoming" }, object } };
        const { error, result } = await deliver(inputTemplate, "<aws.events.event.json>", JSON.stringify(event));
        expect(error).to.equal(undefined);
        expect(result?.Reason).to.equal("");
      }
      expect(await executions()).to.have.length(1);

      const { target } = inputsOf(SCHEDULE, "churn-nightly");
      for (const time of ["2027-01-01T02:00:00Z", "2027-01-01T02:00:00Z", "2027-01-02T02:00:00Z"]) {
        const { error } = await deliver((target as { input: string }).input, "<aws.scheduler.scheduled-time>", time);
        expect(error).to.equal(undefined);
      }
      expect(await executions()).to.have.length(3);
    });

    it("holds requests to the schema that it was given", async () => {
      const request = { requestContext: { http: { method: "POST" } }, body: '{ "Rounds": 0 }' };
      const { result } = await deliver(JSON.stringify(request), "", "");
      expect(result).to.deep.include({ statusCode: 400 });
    });

    it("is an archive of the bundle's folder where no request has a schema", async () => {
      const any = await evaluate(() => new PipelineTriggers("any", { stateMachineArn: MACHINE, onDemand: {} }));
      const { code } = any.one("aws:lambda/function:Function", "any-start").inputs;
      expect(await plainValue(code, projectRoot)).to.deep.equal({ path: lambdaBundle("start") });
    });
  });
});
