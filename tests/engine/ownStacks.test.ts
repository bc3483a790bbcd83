/** This project's own stacks on the real engine: from the first preview to the end. */
import { readFileSync, writeFileSync } from "node:fs";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { describeEngine, type TestStack, testStack } from "../support/engine";
import { projectRoot } from "../support/python";

/** A step of `pulumi preview --json`. */
interface Step {
  op: string;
  urn: string;
  newState?: { type: string; inputs?: Record<string, unknown> };
}

/** Every property that a policy, or AWS, reads as a document. */
const DOCUMENTS: Record<string, string> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:sfn/stateMachine:StateMachine": "definition",
};

async function steps(stack: TestStack): Promise<Step[]> {
  const { code, stdout, stderr } = await stack.pulumi("preview", ["--json"]);
  expect(code, stderr).to.equal(0);
  return (JSON.parse(stdout) as { steps: Step[] }).steps;
}

for (const name of ["dev", "prod"]) {
  describeEngine(`engine: the first preview of the stack ${name}`, () => {
    let made: Step[];
    before(async () => {
      const stack = await testStack(projectRoot, name);
      made = await steps(stack).finally(() => stack.close());
    });

    it("creates everything", () => {
      expect(made.map(({ op }) => op)).to.satisfy((ops: string[]) => ops.every((op) => op === "create"));
    });

    for (const [type, property] of Object.entries(DOCUMENTS)) {
      it(`knows the ${property} of every ${type}`, () => {
        const resources = made.filter(({ newState }) => newState?.type === type);
        expect(resources).to.not.be.empty;
        for (const { urn, newState } of resources) {
          const document = newState?.inputs?.[property];
          expect(document, urn).to.be.a("string").that.does.not.include(unknownValue);
          expect(() => JSON.parse(document as string) as unknown, urn).to.not.throw();
          expect(document, urn).to.not.match(/Calling \[to|\[Output</);
        }
      });
    }

    it("knows every physical name", () => {
      const named = made.flatMap(({ newState }) => newState?.inputs?.["bucket"] ?? newState?.inputs?.["name"] ?? []);
      expect(named).to.have.length.above(10);
      expect(named).to.not.include(unknownValue);
    });
  });
}

describeEngine("engine: the life of the stack dev", () => {
  let stack: TestStack;
  before(async () => {
    stack = await testStack(projectRoot);
  });
  after(() => stack.close());

  /** Steps are in the order of a stack's life: each builds on the one before. */
  it("is created", async () => {
    const { code, stdout, stderr } = await stack.pulumi("up");
    expect(code, stderr + stdout).to.equal(0);
    expect(stdout).to.match(/\+ \d+ created/);
    expect(stdout).to.contain("arn:aws:states:us-east-1:123456789012:stateMachine:train-model-");
  });

  it("stays as it is at a second up", async () => {
    const { code, stdout } = await stack.pulumi("up", ["--expect-no-changes"]);
    expect(code, stdout).to.equal(0);
    expect(stdout).to.match(/\d+ unchanged/);
  });

  it("is found as it was left by a refresh", async () => {
    const { code, stdout } = await stack.pulumi("refresh", ["--expect-no-changes"]);
    expect(code, stdout).to.equal(0);
  });

  it("changes nothing but the state machine for another type of instance", async () => {
    const config = parse(readFileSync(stack.configFile, "utf8"));
    config.config["sagemaker-pipelines:pipelines"]["train-model"].instanceType = "ml.m5.4xlarge";
    writeFileSync(stack.configFile, stringify(config));
    const changed = (await steps(stack)).filter(({ op }) => op !== "same");
    expect(changed.map(({ op, urn }) => [op, urn.split("$").at(-1)])).to.deep.equal([
      ["update", "aws:sfn/stateMachine:StateMachine::train-model"],
    ]);
    const { code, stdout } = await stack.pulumi("up");
    expect(code, stdout).to.equal(0);
    expect(stdout).to.match(/~ 1 updated/);
    expect(await stack.exported()).to.contain("ml.m5.4xlarge");
  });

  it("is destroyed", async () => {
    const { code, stdout } = await stack.pulumi("destroy");
    expect(code, stdout).to.equal(0);
    expect(stdout).to.match(/- \d+ deleted/);
    expect(JSON.parse(await stack.exported()).deployment.resources ?? []).to.deep.equal([]);
  });
});
