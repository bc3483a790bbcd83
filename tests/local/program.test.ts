import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { evaluateProgram, type ProgramOptions } from "../../local/program";
import { UserError } from "../../local/userError";

const ROOT = resolve("tests/local/fixtures/program");

const evaluate = (options: Partial<ProgramOptions> = {}) => evaluateProgram({ root: ROOT, stack: "dev", ...options });

/** The error of a program that fails in the named way. */
const failure = async (fail: string, options: Partial<ProgramOptions> = {}): Promise<Error> => {
  try {
    await evaluate({ ...options, config: { fail } });
  } catch (error) {
    return error as Error;
  }
  throw new Error(`"${fail}" did not fail`);
};

describe("evaluateProgram", () => {
  it("gives every resource with its inputs, what AWS adds, and its id", async () => {
    const { resources } = await evaluate();
    expect(resources.map(({ type, name }) => `${type} ${name}`)).to.have.members([
      "fixture:index:Part Data",
      "aws:s3/bucket:Bucket Data",
      "aws:iam/role:Role runner",
      "aws:lambda/function:Function handler",
      "aws:lambda/function:Function composed",
    ]);
    const bucket = resources.find(({ type }) => type === "aws:s3/bucket:Bucket")!;
    expect(bucket.inputs).to.deep.equal({ tags: { own: "yes" } });
    expect(bucket.state).to.include({ arn: `arn:aws:s3:::${bucket.id}`, bucket: bucket.id });
    expect(bucket.state.tagsAll).to.deep.equal({ team: "ml", own: "yes" });
    expect(resources.find(({ name, custom }) => name === "Data" && !custom)).to.include({ id: "" });
  });

  it("gives archives as paths and secrets as values", async () => {
    const { resources } = await evaluate();
    const inputs = (name: string) => resources.find((resource) => resource.name === name)!.inputs as any;
    expect(inputs("handler").code).to.deep.equal({ path: join(ROOT, "code") });
    expect(inputs("handler").environment.variables.TOKEN).to.equal("sesame");
    expect(inputs("composed").code).to.deep.equal({ assets: { "index.js": { text: "exports.x = 1;" } } });
  });

  it("gives the outputs as plain values, however deep the outputs in them", async () => {
    const { outputs, resources } = await evaluate();
    const id = (name: string) => resources.find((resource) => resource.name === name && resource.custom)!.id;
    expect(outputs.nested).to.deep.equal({
      list: [`s3://${id("Data")}/x`],
      handler: `arn:aws:lambda:eu-west-1:123456789012:function:${id("handler")}`,
    });
    expect(outputs.secret).to.deep.equal({ word: "sesame" });
    expect(outputs.account).to.equal("123456789012");
  });

  it("takes configuration from the stack's file over the project's", async () => {
    const dev = await evaluate();
    expect(dev).to.deep.include({ project: "fixture", stack: "dev" });
    expect(dev.environment).to.deep.equal({ partition: "aws", region: "eu-west-1", account: "123456789012" });
    expect(dev.outputs.settings).to.deep.equal({
      greeting: "hello",
      size: 3,
      names: ["a", "b"],
      nested: { deep: { list: [1, "two"] } },
      plain: 7,
    });
    const prod = await evaluate({ stack: "prod" });
    expect(prod.environment.partition).to.equal("aws-us-gov");
    expect(prod.outputs.region).to.equal("us-gov-west-1");
    expect(prod.outputs.settings).to.deep.include({ greeting: "good day", size: 9, nested: null });
  });

  it("takes overrides over both, and a region and account of the caller's", async () => {
    const { outputs, environment } = await evaluate({
      config: { greeting: "hi", "fixture:size": "12", names: ["c"] },
      region: "cn-north-1",
      account: "999988887777",
    });
    expect(outputs.settings).to.deep.include({ greeting: "hi", size: 12, names: ["c"] });
    expect(outputs).to.include({ region: "cn-north-1", account: "999988887777" });
    expect(environment.partition).to.equal("aws-cn");
  });

  it("names resources alike in every run of a stack, and otherwise in another stack", async () => {
    const ids = async (stack: string) => (await evaluate({ stack })).resources.map(({ id }) => id).sort();
    expect(await ids("dev")).to.deep.equal(await ids("dev"));
    expect(await ids("dev")).to.not.deep.equal(await ids("prod"));
  });

  it("runs calls made together one after the other", async () => {
    const [dev, prod, again] = await Promise.all([evaluate(), evaluate({ stack: "prod" }), evaluate()]);
    expect(prod.outputs.region).to.equal("us-gov-west-1");
    expect(again).to.deep.equal(dev);
  });

  it("goes on after a program that failed", async () => {
    await failure("bug");
    await failure("rejection");
    expect((await evaluate()).resources).to.have.length(5);
  });
});

describe("evaluateProgram: what the user is told", () => {
  const told: [string, string][] = [
    ["property", "pipelines.a.volume: must be at least 1, not 0\nCorrect the program."],
    [
      "properties",
      "2 settings are wrong:\npipelines.a.volume: must be at least 1, not 0\npipelines.b has no type\nCorrect the program.",
    ],
    ["config", "fixture:pipelines.a.volume: was 0; expected 1 or more\nCorrect Pulumi.dev.yaml."],
    ["run", "stop here\nCorrect the program."],
    ["later", "pipelines.a.volume: must be at least 1, not 0\nCorrect the program."],
    ["rejection", "nobody waited\nCorrect the program."],
  ];
  for (const [fail, message] of told) {
    it(`says the whole of it, and no more: ${fail}`, async () => {
      const error = await failure(fail);
      expect(error).to.be.instanceOf(UserError);
      expect(error.message).to.equal(message);
    });
  }

  it("names a missing configuration value", async () => {
    const { message } = await failure("require");
    expect(message).to.contain("Missing required configuration variable 'fixture:absent'");
    expect(message).to.match(/\nCorrect Pulumi\.dev\.yaml\.$/);
  });

  it("names every resource type without a stand-in, and those with one", async () => {
    const { message } = await failure("type");
    expect(message).to.contain("aws:ec2/vpc:Vpc").and.to.contain("aws:sqs/queue:Queue");
    expect(message.match(/There are stand-ins for/g)).to.have.length(1);
  });

  it("names a function without a stand-in", async () => {
    expect((await failure("invoke")).message).to.contain("aws:ec2/getVpc:getVpc");
  });

  it("names a physical name that is too long", async () => {
    expect((await failure("name")).message).to.contain("78 characters, and AWS allows 64");
  });

  it("names every input that AWS would refuse, with resource, property, what was given and what is allowed", async () => {
    const error = await failure("inputs");
    expect(error).to.be.instanceOf(UserError);
    const role = 'AWS would refuse aws:iam/role:Role "wrong": ';
    const handler = 'AWS would refuse aws:lambda/function:Function "nothing": ';
    expect(error.message).to.include(`${role}maxSessionDuration must be a whole number from 3600 to 43200, not 60\n`);
    expect(error.message).to.include(`${role}assumeRolePolicy`);
    expect(error.message).to.include(
      'AWS would refuse aws:cloudwatch/logGroup:LogGroup "logs": retentionInDays must be one of 0, 1, 3,',
    );
    expect(error.message).to.include(`${handler}role must be an ARN, not "worker"\n`);
    expect(error.message).to.include(`${handler}runtime is missing, or imageUri in its place\n`);
    expect(error.message).to.match(/\nCorrect the program\.$/);
  });

  it("refuses resources without names where the stack has autonaming disabled, and takes patterns", async () => {
    const named = (autonaming: object) =>
      evaluate({ config: { "pulumi:autonaming": autonaming } }).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await named({ mode: "disabled" }))
      .to.include('aws:s3/bucket:Bucket "Data" has no bucket, and the stack has autonaming disabled.\n')
      .and.to.include('aws:lambda/function:Function "handler" has no name, ');
    expect(await named({ pattern: "acme-${name}" })).to.equal("");
    const role = { "aws:iam/role:Role": { mode: "disabled" } };
    const said = await named({ mode: "disabled", providers: { aws: { mode: "default", resources: role } } });
    expect(said).to.include('aws:iam/role:Role "runner" has no name').and.to.not.include("Bucket");
  });

  it("names such an input beside what the program throws", async () => {
    const { message } = await failure("mistakes");
    expect(message).to.include("stop here\n").and.to.include("retentionInDays");
  });

  it("ends a program that never ends", async () => {
    const error = await failure("never", { timeoutSeconds: 0.5 });
    expect(error).to.be.instanceOf(UserError);
    expect(error.message).to.contain("did not end within 0.5 s");
  });

  it("throws a program's bug as it is, with the place in its source", async () => {
    const error = await failure("bug");
    expect(error).to.be.instanceOf(TypeError);
    expect(error.stack).to.match(/fixtures\/program\/index\.ts:\d+/);
  });

  const configurations: [string, string, RegExp][] = [
    ["an unknown stack", "stagging", /There is no stack "stagging".*\nStacks: broken, dev, prod, secret\./],
    [
      "a value of the wrong type",
      "broken",
      /fixture:size is "large".*type integer\.\nCorrect it in Pulumi\.broken\.yaml\./,
    ],
    ["a secret that cannot be opened", "secret", /fixture:nested is encrypted in Pulumi\.secret\.yaml/],
  ];
  for (const [what, stack, message] of configurations) {
    it(`refuses ${what}`, async () => {
      const error: unknown = await evaluate({ stack }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(UserError);
      expect((error as Error).message).to.match(message);
    });
  }

  const unreadable: [string, string, string, RegExp][] = [
    ["a project file that is no YAML", "name: [", "config: {}", /Pulumi\.yaml cannot be read:\n(.|\n)*line 1/],
    [
      "an unknown type of value",
      "name: p\nconfig: { size: { type: number } }",
      "",
      /Pulumi\.yaml cannot be read:\n(.|\n)*size/,
    ],
    ["a stack file of another shape", "name: p", "config: 3", /Pulumi\.dev\.yaml cannot be read:\n(.|\n)*config/],
    [
      "a missing value",
      "name: p\nconfig: { size: { type: integer } }",
      "",
      /The stack dev has no value for p:size\.\nSet it in/,
    ],
  ];
  for (const [what, project, stack, message] of unreadable) {
    it(`refuses ${what}`, async () => {
      const root = mkdtempSync(join(tmpdir(), "program-"));
      try {
        writeFileSync(join(root, "Pulumi.yaml"), project);
        writeFileSync(join(root, "Pulumi.dev.yaml"), stack);
        const error: unknown = await evaluate({ root }).catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(UserError);
        expect((error as Error).message).to.match(message);
      } finally {
        rmSync(root, { recursive: true });
      }
    });
  }

  it("refuses a folder that is no project", async () => {
    const error: unknown = await evaluate({ root: join(ROOT, "..") }).catch((reason: unknown) => reason);
    expect((error as Error).message).to.match(
      /There is no .*Pulumi\.yaml\.\nRun this in the folder of a Pulumi project, or name it with --project\./,
    );
  });

  it("leaves standard output, exit code and listeners as they were, also after a failure", () => {
    const script = `
      const { evaluateProgram } = require(${JSON.stringify(resolve("local/program.ts"))});
      const run = (config) => evaluateProgram({ root: ${JSON.stringify(ROOT)}, stack: "dev", config, timeoutSeconds: 0.5 });
      process.on("unhandledRejection", function ours() {});
      run({ print: true }).then(() => run({ fail: "never" })).catch(() => undefined).then(() => {
        const [listener] = process.listeners("unhandledRejection");
        console.log(JSON.stringify([listener.name, process.listenerCount("unhandledRejection"), Error.stackTraceLimit]));
      });`;
    const stdout = execFileSync(process.execPath, ["--import", "tsx", "--eval", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(JSON.parse(stdout)).to.deep.equal(["ours", 1, 10]);
  });
});
