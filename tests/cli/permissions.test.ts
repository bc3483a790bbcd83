/** `mlpipe permissions` as a user runs it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { StateMachineDefinition } from "../../asl/definition";
import { readDefinition } from "../../asl/read/readDefinition";
import type { PolicyDocument } from "../../iam/document";
import { permissionsFor } from "../../iam/permissionsFor";
import { runMlpipe, temporaryFolder } from "../support/commandLine";
import { projectRoot } from "../support/python";

const training = "tests/cli/fixtures/training.asl.json";
const WHERE = ["--account", "123456789012", "--region", "eu-west-1"];
const ROLE = "arn:aws:iam::123456789012:role/training";

/** A definition of one Task, as text. */
const oneTask = (Resource: string, Parameters: object) =>
  JSON.stringify({ StartAt: "Run", States: { Run: { Type: "Task", Resource, Parameters, End: true } } });

describe("mlpipe permissions", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  const at = (name: string, content: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  };
  const permissions = (...args: string[]) => runMlpipe(["permissions", ...args]);

  it("prints the policy as a document ready for a file, and notes beside it", async () => {
    const { code, stdout, stderr } = await permissions(training, ...WHERE);
    expect(code).to.equal(0);
    const environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };
    const { definition } = readDefinition(readFileSync(join(projectRoot, training)));
    const { statements } = permissionsFor(definition as unknown as StateMachineDefinition, environment);
    expect(JSON.parse(stdout)).to.deep.equal({ Version: "2012-10-17", Statement: statements });
    expect(stderr).to.match(
      /training[.]asl[.]json:9:9: note: .*training-job\/churn-[*]: .*\n {4}States.Train.Parameters/,
    );
  });

  it("prints policies and notes as one JSON object with --json, of YAML from standard input too", async () => {
    const input = readFileSync(join(projectRoot, "tests/cli/fixtures/training.asl.yaml"));
    const { code, stdout, stderr } = await runMlpipe(["permissions", "-", ...WHERE, "--json"], { input });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const { policies, notes } = JSON.parse(stdout) as { policies: PolicyDocument[]; notes: { path: string }[] };
    const actions = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    expect(actions).to.include.members(["sagemaker:CreateTrainingJob", "sagemaker:CreateModel", "iam:PassRole"]);
    expect(notes.map(({ path }) => path)).to.include("States.Train.Parameters.TrainingJobName");
  });

  for (const [region, args, partition] of [
    ["eu-west-1", [], "aws"],
    ["cn-north-1", [], "aws-cn"],
    ["us-gov-west-1", [], "aws-us-gov"],
    ["eu-west-1", ["--partition", "aws-cn"], "aws-cn"],
  ] as const) {
    it(`makes ARNs of the partition ${partition} for ${[region, ...args].join(" ")}`, async () => {
      const file = at("queue.json", oneTask("arn:aws:states:::dynamodb:putItem", { TableName: "t", Item: {} }));
      const { stdout } = await permissions(file, "--account", "123456789012", "--region", region, ...args);
      expect((JSON.parse(stdout) as PolicyDocument).Statement[0]!.Resource).to.deep.equal([
        `arn:${partition}:dynamodb:${region}:123456789012:table/t`,
      ]);
    });
  }

  it("names every state that keeps permissions from being derived, with its line", async () => {
    const dynamic = at(
      "role.json",
      oneTask("arn:aws:states:::sagemaker:createModel", { ModelName: "m", "ExecutionRoleArn.$": "$.Role" }),
    );
    const { code, stdout, stderr } = await permissions(dynamic, ...WHERE);
    expect(stderr).to.match(
      /role.json:1:\d+: error: the role comes from [$].Role.*\n {4}States.Run.Parameters.ExecutionRoleArn/,
    );
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    const { errors } = JSON.parse((await permissions(dynamic, ...WHERE, "--json")).stdout) as { errors: object[] };
    expect(errors[0]).to.include({ path: "States.Run.Parameters.ExecutionRoleArn", line: 1 });
    const passed = await permissions(dynamic, ...WHERE, "--role", ROLE, "--role", `${ROLE}-2`);
    expect(passed.code).to.equal(0);
    const passing = (JSON.parse(passed.stdout) as PolicyDocument).Statement.find(({ Action }) =>
      Action.includes("iam:PassRole"),
    );
    expect(passing?.Resource).to.deep.equal([ROLE, `${ROLE}-2`]);
  });

  it("lets a Distributed Map start the machine of the given name", async () => {
    const inner = JSON.parse(oneTask("arn:aws:states:::lambda:invoke", { FunctionName: "f" })) as object;
    const processor = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...inner };
    const map = { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor: processor, End: true } } };
    const { stdout } = await permissions(at("map.json", JSON.stringify(map)), ...WHERE, "--name", "churn-*");
    expect(stdout).to.contain('"arn:aws:states:eu-west-1:123456789012:stateMachine:churn-*"');
  });

  it("prints several documents when one would be over IAM's quota", async () => {
    const states = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => {
        const Parameters = { FunctionName: `a-function-with-quite-a-long-name-${index}` };
        const next = index < 149 ? { Next: `S${index + 1}` } : { End: true };
        return [`S${index}`, { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters, ...next }];
      }),
    );
    const file = at("many.json", JSON.stringify({ StartAt: "S0", States: states }));
    const { stdout, stderr } = await permissions(file, ...WHERE);
    expect(stderr).to.match(/[2-9] documents: .*6144/);
    const documents = stdout.split(/(?<=^\})\n/m).filter((text) => text !== "");
    expect(documents.length).to.be.above(1);
    for (const text of documents) expect(JSON.stringify(JSON.parse(text)).length).to.be.at.most(6144);
    const { policies } = JSON.parse((await permissions(file, ...WHERE, "--json")).stdout) as { policies: object[] };
    expect(policies).to.deep.equal(documents.map((text) => JSON.parse(text) as object));
  });

  it("says when a definition calls nothing", async () => {
    const file = at("pass.json", '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}');
    const { code, stdout, stderr } = await permissions(file, ...WHERE);
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: "" });
    expect(stderr).to.contain("calls nothing");
    expect((await permissions(file, ...WHERE, "--json")).stdout).to.equal('{"policies":[],"notes":[]}\n');
  });

  it("refuses a definition in which a state is lost", async () => {
    const states = '"A": { "Type": "Succeed" },\n"A": { "Type": "Fail" }';
    const { code, stderr } = await permissions(
      at("twice.json", `{ "StartAt": "A", "States": { ${states} } }`),
      ...WHERE,
    );
    expect(stderr).to.match(/twice.json:2:1: error: "A" is there in line 1 and again in line 2/);
    expect(code).to.equal(1);
  });

  it("gives an error object for a file that cannot be read, with --json", async () => {
    const { code, stdout, stderr } = await permissions("none.json", ...WHERE, "--json");
    expect(JSON.parse(stdout)).to.have.nested.property("error.code", "no-file");
    expect({ code, stderr }).to.deep.equal({ code: 2, stderr: "" });
  });

  const wrongUse: [string, string[], RegExp][] = [
    ["no account", [training, "--region", "eu-west-1"], /required option '--account <id>' not specified/],
    ["no region", [training, "--account", "123456789012"], /required option '--region <code>' not specified/],
    ["a short account", [training, "--account", "12", "--region", "eu-west-1"], /'12' is invalid. .*twelve digits/],
    ["a region that is none", [training, "--account", "123456789012", "--region", "Ireland"], /'Ireland' is invalid/],
    ["a partition that is none", [training, ...WHERE, "--partition", "china"], /'china' is invalid/],
    ["a role that is no ARN", [training, ...WHERE, "--role", "training"], /'training' is invalid. .*role's ARN/],
    [
      "a role of another partition",
      [training, "--account", "123456789012", "--region", "cn-north-1", "--role", ROLE],
      /not in the partition aws-cn/,
    ],
    ["a name with a star inside", [training, ...WHERE, "--name", "a*b"], /'a[*]b' is invalid/],
    ["a misspelt option", [training, ...WHERE, "--roles", ROLE], /unknown option '--roles'[^]*--role/],
    ["a file that is not there", ["none.json", ...WHERE], /none.json: error: there is no such file/],
  ];
  for (const [what, args, message] of wrongUse) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, stdout, stderr } = await permissions(...args);
      expect(stderr).to.match(message);
      expect(stderr).not.to.contain("    at ");
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
  }
});
