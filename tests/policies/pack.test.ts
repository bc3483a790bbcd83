import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { checkInputs } from "../../local/aws/standIn";
import {
  type AnalyzedResource,
  type PolicyPackProcess,
  startPolicyPack,
  UNKNOWN_TEXT,
  urnOf,
} from "../../local/engine/analyzer";
import { evaluateProgram } from "../../local/program";
import { rules } from "../../policies/rules";
import { machine, single, training } from "./cases/case";

const ROOT = join(__dirname, "../..");
const POLICIES = join(ROOT, "policies");
const BUCKET = "aws:s3/bucket:Bucket";
const tags = { Project: "project", Stack: "dev" };

/** What the engine sends: inputs after the provider's check, and for stacks what the provider gave. */
async function resourcesOf(stack: string): Promise<{ inputs: AnalyzedResource[]; states: AnalyzedResource[] }> {
  const program = await evaluateProgram({ root: ROOT, stack });
  const custom = program.resources.filter((each) => each.custom);
  return {
    inputs: custom.map(({ type, name, inputs }) => ({
      ...{ type, name },
      properties: checkInputs(type, name, inputs, { seed: `${program.project}/${stack}` }),
    })),
    states: custom.map(({ type, name, state }) => ({ type, name, properties: state })),
  };
}

describe("policy pack, as a process", function () {
  this.timeout(60_000);
  let pack: PolicyPackProcess;
  before(async () => {
    execFileSync(process.execPath, [join(ROOT, "tools/bundlePolicies.mjs")]);
    pack = await startPolicyPack(POLICIES);
  });
  after(() => pack.close());

  it("tells the engine every rule, with its level, page, remedy and settings", async () => {
    const { policiesList, name } = await pack.info();
    expect(name).to.equal("sagemaker-pipelines-policies");
    expect(policiesList.map((each) => each.name)).to.deep.equal(rules.map((each) => each.name));
    for (const policy of policiesList) {
      expect(policy.url, policy.name).to.match(/^https:/);
      expect(policy.remediationSteps, policy.name).to.not.equal("");
      expect(policy.configschema === undefined, policy.name).to.equal(
        Object.keys(rules.find((each) => each.name === policy.name)!.config.entries).length === 0,
      );
    }
  });

  for (const stack of ["dev", "prod"]) {
    it(`finds nothing in the ${stack} stack of this project, at the defaults`, async () => {
      const { inputs, states } = await resourcesOf(stack);
      const own = await startPolicyPack(POLICIES, stack);
      try {
        expect(inputs.length).to.be.greaterThan(20);
        const said = (await Promise.all(inputs.map((resource) => own.analyze(resource)))).flat();
        expect(said.map(({ policy, message }) => `${policy}: ${message}`)).to.deep.equal([]);
        expect((await own.analyzeStack(states)).map(({ policy, message }) => `${policy}: ${message}`)).to.deep.equal(
          [],
        );
      } finally {
        own.close();
      }
    });
  }

  it("reports a violation with its place and remedy, at its level", async () => {
    const { type, name, properties } = machine(
      single(training({ ResourceConfig: { InstanceType: "ml.p5.48xlarge", InstanceCount: 1 } })),
    );
    const said = await pack.analyze({ type, name, properties: { ...properties } });
    const own = said.filter(({ policy }) => policy === "sagemaker-instance-types");
    expect(own.map(({ level }) => level)).to.deep.equal(["mandatory"]);
    expect(own[0]?.message).to.match(
      /definition\.States\.Only\.Parameters\.ResourceConfig\.InstanceType: ml\.p5\.48xlarge is not allowed/,
    );
    expect(own[0]?.message).to.include("Use an allowed instance type");
  });

  it("reports an unknown value as not checked, by name, beside the violations of the same resource", async () => {
    const properties = {
      environment: { variables: { OPEN: UNKNOWN_TEXT, KEY: `AKIA${"ABCDEFGH".repeat(2)}` } },
      runtime: "nodejs24.x",
      timeout: 60,
      tags,
    };
    const said = await pack.analyze({ type: "aws:lambda/function:Function", name: "f", properties });
    expect(said.map(({ policy, level }) => [policy, level])).to.deep.equal([
      ["lambda-secrets", "mandatory"],
      ["lambda-secrets", "advisory"],
    ]);
    expect(said[0]?.message).to.include("environment.variables.KEY: it looks like an access key of AWS");
    expect(said[0]?.message).to.not.include("AKIA");
    expect(said[1]?.message).to.include("not checked: environment.variables.OPEN");
  });

  it("judges what is known of a stack and names the resource of what is not", async () => {
    const bucket = { type: BUCKET, name: "data", properties: { bucket: "data" } };
    const block = {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      name: "block",
      properties: {
        bucket: UNKNOWN_TEXT,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: false,
      },
      madeFrom: { bucket: [urnOf(bucket)] },
    };
    const said = (await pack.analyzeStack([bucket, block])).filter(({ policy }) => policy === "s3-public-access");
    expect(said.map(({ urn }) => urn)).to.deep.equal([urnOf(block)]);
    expect(said[0]?.message).to.include("restrictPublicBuckets: was not true");
    const open = (await pack.analyzeStack([bucket, { ...block, madeFrom: {} }])).filter(
      ({ policy }) => policy === "s3-public-access",
    );
    expect(open.map(({ level }) => level)).to.deep.equal(["advisory"]);
    expect(open[0]?.message).to.include("data.bucket: which bucket a setting of the stack belongs to is not known yet");
  });

  describe("config", () => {
    afterEach(() => pack.configure({}));

    it("is taken from the engine", async () => {
      const { type, name, properties } = machine(single(training()));
      const spot = async () =>
        (await pack.analyze({ type, name, properties: { ...properties } })).filter(
          ({ policy }) => policy === "sagemaker-spot",
        );
      expect(await spot()).to.deep.equal([]);
      await pack.configure({ "sagemaker-spot": { enforcementLevel: "advisory", required: true } });
      expect((await spot()).map(({ level }) => level)).to.deep.equal(["advisory"]);
    });

    it("is refused with every mistake, each with the rule and what is allowed", async () => {
      let message = "";
      try {
        await pack.configure({
          "sagemaker-instance-type": { allowed: [] },
          "sagemaker-instance-types": { allowed: "ml.m5.large", allowedTypes: [] },
          "step-functions-logging": { level: "DEBUG" },
          "step-functions-tracing": { enabled: true },
          "iam-exactness": { statements: [{ actions: "s3:GetObject" }, { action: [] }] },
        });
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).to.include(
        'There is no rule "sagemaker-instance-type". Did you mean "sagemaker-instance-types"?',
      );
      expect(message).to.include('Rule sagemaker-instance-types: allowed was "ml.m5.large"; allowed: a list of texts.');
      expect(message).to.include(
        'Rule sagemaker-instance-types: there is no setting "allowedTypes". Its settings are: allowed, allowDynamic.',
      );
      expect(message).to.include(
        'Rule step-functions-logging: level was "DEBUG"; allowed: one of OFF, FATAL, ERROR, ALL.',
      );
      expect(message).to.include(
        'Rule iam-exactness: statements.0.actions was "s3:GetObject"; allowed: a list of texts.',
      );
      expect(message).to.include("Rule iam-exactness: statements.1.actions must be given.");
      expect(message).to.include(
        'Rule iam-exactness: there is no setting "statements.1.action". Its settings are: role, stateMachine, actions, resources.',
      );
      expect(message).to.include('Rule step-functions-tracing: there is no setting "enabled". It has no settings.');
    });
  });

  describe("remediation", () => {
    afterEach(() => pack.configure({}));

    it("adds missing tags, keeps those that are there, and unknown ones unknown", async () => {
      await pack.configure({
        tags: {
          enforcementLevel: "remediate",
          required: ["Project", "Stack", "Team"],
          values: { Team: "ml-${stack}" },
        },
      });
      const [mended] = await pack.remediate({
        type: BUCKET,
        name: "b",
        properties: { bucket: UNKNOWN_TEXT, tags: { Stack: "mine", Other: UNKNOWN_TEXT } },
      });
      expect(mended?.policy).to.equal("tags");
      expect(mended?.properties).to.deep.equal({
        bucket: UNKNOWN_TEXT,
        tags: { Stack: "mine", Other: UNKNOWN_TEXT, Project: "project", Team: "ml-dev" },
      });
    });

    it("does nothing where nothing is missing", async () => {
      await pack.configure({ tags: { enforcementLevel: "remediate" } });
      expect(await pack.remediate({ type: BUCKET, name: "b", properties: { tags } })).to.deep.equal([]);
    });
  });
});

describe("a rule that fails on a resource", function () {
  this.timeout(60_000);

  it("is a violation that names the rule, and the rules after it still judge", async () => {
    const pack = await startPolicyPack(join(__dirname, "fixtures/crash"));
    try {
      const said = await pack.analyze({ type: BUCKET, name: "b", properties: {} });
      expect(said.map(({ policy, level }) => [policy, level])).to.deep.equal([
        ["crashes", "mandatory"],
        ["works", "mandatory"],
      ]);
      expect(said[0]?.message).to.include("the rule crashes could not judge this: Cannot read properties of undefined");
    } finally {
      pack.close();
    }
  });
});
