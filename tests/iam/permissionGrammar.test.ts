import { expect } from "chai";
import type { Permission } from "../../asl/catalogue/integration";
import type { Json } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import { expandPermission } from "../../iam/expandPermission";
import { Sent } from "../../iam/fillTemplate";

const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const HERE = "us-east-1:123456789012";

const expand = (permission: Partial<Permission>, request: Json, where = environment) =>
  expandPermission(
    { actions: ["s:Do"], resources: [], source: "https://example.com", ...permission },
    new Sent(request, where),
  );
const arns = (template: string, request: Json, where = environment) =>
  expand({ resources: [template] }, request, where).resources.map(({ text }) => text);

describe("a permission's resources", () => {
  const TABLE = "arn:{partition}:glue:{region}:{account}:table/{$.Database}/{$.Tables[].Name}";

  it("have the environment's partition, region and account", () => {
    const china = { partition: "aws-cn", region: "cn-north-1", account: "210987654321" };
    expect(arns("arn:{partition}:s:{region}:{account}:thing/x", {}, china)).to.deep.equal([
      "arn:aws-cn:s:cn-north-1:210987654321:thing/x",
    ]);
  });

  it("fill several holes, with every combination of lists", () => {
    const request = { Database: "sales", Tables: [{ Name: "a" }, { Name: "b" }] };
    expect(arns(TABLE, request)).to.deep.equal([
      `arn:aws:glue:${HERE}:table/sales/a`,
      `arn:aws:glue:${HERE}:table/sales/b`,
    ]);
  });

  it("have a * for each part that is not known, and say which parameter it was", () => {
    const { resources } = expand({ resources: [TABLE] }, { "Database.$": "$.db", Tables: [{ Name: "a" }] });
    expect(resources.map(({ text }) => text)).to.deep.equal([`arn:aws:glue:${HERE}:table/*/a`]);
    expect(resources[0]?.parameters.map(({ kind, at }) => `${kind} ${at}`)).to.deep.equal([
      "dynamic Database",
      "literal Tables[0].Name",
    ]);
  });

  it("are none when a parameter is not given, unless it has a default", () => {
    expect(arns(TABLE, { Database: "sales" })).to.deep.equal([]);
    const bus = "arn:{partition}:events:{region}:{account}:event-bus/{$.Entries[].EventBusName=default}";
    expect(arns(bus, { Entries: [] })).to.deep.equal([`arn:aws:events:${HERE}:event-bus/default`]);
    expect(arns(bus, { Entries: [{ EventBusName: "own" }] })).to.deep.equal([`arn:aws:events:${HERE}:event-bus/own`]);
  });

  it("start with a parameter that is a whole ARN, or a placeholder that is named as one", () => {
    const other = "arn:aws:dynamodb:eu-west-1:210987654321:table/own";
    const index = "arn:{partition}:dynamodb:{region}:{account}:table/{$.TableName}/index/{$.IndexName}";
    expect(arns(index, { TableName: other, IndexName: "i" })).to.deep.equal([`${other}/index/i`]);
    expect(arns(index, { TableName: "${TableArn}", IndexName: "i" })).to.deep.equal(["${TableArn}/index/i"]);
    expect(arns(index, { TableName: "${Table}", IndexName: "i" })).to.deep.equal([
      `arn:aws:dynamodb:${HERE}:table/\${Table}/index/i`,
    ]);
  });

  it("turn a queue's URL into its ARN", () => {
    const queue = (QueueUrl: string, where = environment) => arns("{$.QueueUrl|queueArn}", { QueueUrl }, where);
    expect(queue("https://sqs.eu-west-1.amazonaws.com/210987654321/jobs")).to.deep.equal([
      "arn:aws:sqs:eu-west-1:210987654321:jobs",
    ]);
    expect(queue("https://eu-west-1.queue.amazonaws.com/210987654321/jobs")).to.deep.equal([
      "arn:aws:sqs:eu-west-1:210987654321:jobs",
    ]);
    const china = { partition: "aws-cn", region: "cn-north-1", account: "123456789012" };
    expect(queue("https://sqs.cn-north-1.amazonaws.com.cn/210987654321/jobs.fifo", china)).to.deep.equal([
      "arn:aws-cn:sqs:cn-north-1:210987654321:jobs.fifo",
    ]);
    for (const [url, region] of [
      ["https://queue.amazonaws.com/210987654321/jobs", "us-east-1"],
      ["https://sqs-fips.us-west-2.amazonaws.com/210987654321/jobs", "us-west-2"],
      ["https://sqs.${AWS::Region}.amazonaws.com/210987654321/jobs", "${AWS::Region}"],
    ] as const) {
      expect(queue(url)).to.deep.equal([`arn:aws:sqs:${region}:210987654321:jobs`]);
    }
    expect(queue("${QueueUrl}")).to.deep.equal([`arn:aws:sqs:${HERE}:*`]);
    expect(arns("{$.QueueUrl|queueArn}", { "QueueUrl.$": "$.queue" })).to.deep.equal([`arn:aws:sqs:${HERE}:*`]);
  });

  it("turn a state machine's ARN, a version's and an alias's into those of its executions", () => {
    const executions = (StateMachineArn: string) => arns("{$.StateMachineArn|executionArn}", { StateMachineArn });
    const machine = "arn:aws:states:eu-west-1:210987654321:stateMachine:nightly";
    for (const arn of [machine, `${machine}:7`, `${machine}:live`]) {
      expect(executions(arn)).to.deep.equal(["arn:aws:states:eu-west-1:210987654321:execution:nightly:*"]);
    }
    expect(executions("${Nightly}")).to.deep.equal([`arn:aws:states:${HERE}:execution:*`]);
  });

  it("take any placeholder for an ARN where a parameter takes nothing else", () => {
    const topic = "arn:{partition}:sns:{region}:{account}:{$.TopicArn}";
    expect(arns(topic, { TopicArn: "${Topic}" })).to.deep.equal(["${Topic}"]);
    expect(arns(topic, { TopicArn: "${Topic}-x" })).to.deep.equal([`arn:aws:sns:${HERE}:\${Topic}-x`]);
  });

  it("turn every way to name a function into its ARN", () => {
    const named = (FunctionName: string) => arns("{$.FunctionName|functionArn}", { FunctionName });
    const own = `arn:aws:lambda:${HERE}:function:score`;
    for (const name of ["score", "function:score", own]) expect(named(name)).to.deep.equal([own]);
    expect(named("score:live")).to.deep.equal([`${own}:live`]);
    const other = "arn:aws:lambda:us-east-1:210987654321:function:score:live";
    expect(named("210987654321:function:score:live")).to.deep.equal([other]);
    expect(named("eu-west-1:210987654321:function:score:live")).to.deep.equal([
      other.replace("us-east-1", "eu-west-1"),
    ]);
    expect(named("${ScoreArn}")).to.deep.equal(["${ScoreArn}"]);
  });

  it("turn an inference profile into itself and its model in any region", () => {
    const models = (ModelId: string) => [
      ...arns("{$.ModelId|modelArn}", { ModelId }),
      ...arns("{$.ModelId|profileModelArn}", { ModelId }),
    ];
    const model = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0";
    expect(models("amazon.nova-lite-v1:0")).to.deep.equal([model, model]);
    const profile = `arn:aws:bedrock:${HERE}:inference-profile/eu.amazon.nova-lite-v1:0`;
    for (const name of ["eu.amazon.nova-lite-v1:0", profile]) {
      expect(models(name)).to.deep.equal([profile, model.replace("us-east-1", "*")]);
    }
  });

  it("refuse a rewriting that does not exist", () => {
    expect(() => arns("{$.X|nothing}", { X: "x" })).to.throw('the rewriting "nothing"');
  });
});

describe("a permission's conditions", () => {
  const conditions = { StringEquals: { "s:kind": "{$.Kinds[].Name}", "s:service": "x.amazonaws.com" } };
  const resources = ["*"];

  it("have one value for each item of a list, and fixed ones as they are", () => {
    const request = { Kinds: [{ Name: "b" }, { Name: "a" }] };
    expect(expand({ resources, conditions }, request).conditions).to.deep.equal({
      StringEquals: { "s:kind": ["a", "b"], "s:service": "x.amazonaws.com" },
    });
  });

  it("compare by pattern where a value is not known in whole", () => {
    const request = { Kinds: [{ "Name.$": "States.Format('k-{}', $.x)" }] };
    expect(expand({ resources, conditions }, request).conditions).to.deep.equal({
      StringLike: { "s:kind": "k-*" },
      StringEquals: { "s:service": "x.amazonaws.com" },
    });
  });

  it("take the whole permission with them when nothing was given for them", () => {
    expect(expand({ resources, conditions }, {}).resources).to.deep.equal([]);
  });
});
