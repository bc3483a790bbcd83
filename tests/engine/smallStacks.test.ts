/** What happens to a stack on the real engine, in small programs. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { describeEngine, engineProject, type TestStack, testStack } from "../support/engine";
import type { LocalProject } from "../support/localProject";
import { policyPack } from "../support/policyPack";

const open: { project: LocalProject; stack: TestStack }[] = [];

async function stackOf(program: string, config: Record<string, unknown> = {}): Promise<TestStack & { root: string }> {
  const project = engineProject(program, config);
  const stack = await testStack(project.root);
  open.push({ project, stack });
  return { ...stack, root: project.root };
}

afterEach(() => {
  for (const { project, stack } of open.splice(0)) {
    stack.close();
    project.remove();
  }
});

/** The resource with this name in the exported state. */
async function resource(stack: TestStack, name: string): Promise<any> {
  const { deployment } = JSON.parse(await stack.exported());
  return (deployment.resources as { urn: string }[] | undefined)?.find(({ urn }) => urn.endsWith(`::${name}`));
}

function configure(stack: TestStack, values: Record<string, unknown>): void {
  const file = parse(readFileSync(stack.configFile, "utf8"));
  writeFileSync(stack.configFile, stringify({ ...file, config: { ...file.config, ...values } }));
}

const BUCKET = `
const s3 = require("@pulumi/aws/s3");
const config = new pulumi.Config();
const bucket = new s3.Bucket("data", { bucket: config.get("bucket"), tags: config.getObject("tags") });
`;

describeEngine("engine: small stacks", () => {
  it("replaces a bucket whose name changes, and what is in it", async () => {
    const stack = await stackOf(
      `${BUCKET}new s3.BucketVersioning("data", { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } });`,
      { "small:bucket": "before-it" },
    );
    expect((await stack.pulumi("up")).code).to.equal(0);
    configure(stack, { "small:bucket": "after-it" });
    const { code, stdout } = await stack.pulumi("up");
    expect(code, stdout).to.equal(0);
    expect(stdout).to.match(/\+-2 replaced/);
    expect((await resource(stack, "data")).outputs).to.include({ bucket: "after-it" });
  });

  it("updates a bucket in place for a tag, and not at all for what AWS takes as the same", async () => {
    const role = (text: string) =>
      `new (require("@pulumi/aws/iam").Role)("r", { assumeRolePolicy: ${JSON.stringify(text)} });`;
    const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
    const document = { Version: "2012-10-17", Statement: [trust] };
    const stack = await stackOf(BUCKET + role(JSON.stringify(document)), { "small:tags": { a: "1" } });
    expect((await stack.pulumi("up")).code).to.equal(0);
    writeFileSync(
      join(stack.root, "index.cjs"),
      `const pulumi = require("@pulumi/pulumi");${BUCKET}${role(JSON.stringify(document, null, 2))}`,
    );
    configure(stack, { "small:tags": { a: "2" } });
    const { code, stdout } = await stack.pulumi("up");
    expect(code, stdout).to.equal(0);
    expect(stdout)
      .to.match(/~ 1 updated/)
      .and.to.match(/2 unchanged/);
    expect(stdout).to.not.contain("replaced");
  });

  it("puts the provider's default tags on everything, also when they change", async () => {
    const tags = (team: string) => ({ "aws:defaultTags": { tags: { team } } });
    const stack = await stackOf(BUCKET, tags("one"));
    expect((await stack.pulumi("up")).code).to.equal(0);
    expect((await resource(stack, "data")).outputs.tagsAll).to.deep.equal({ team: "one" });
    configure(stack, tags("two"));
    expect((await stack.pulumi("up")).stdout).to.match(/~ 1 updated/);
    expect((await resource(stack, "data")).outputs.tagsAll).to.deep.equal({ team: "two" });
  });

  it("names things as the stack's autonaming says", async () => {
    const stack = await stackOf(BUCKET, { "pulumi:autonaming": { pattern: "acme-${name}" } });
    const { code, stdout } = await stack.pulumi("up");
    expect(code, stdout).to.equal(0);
    expect((await resource(stack, "data")).outputs.bucket).to.equal("acme-data");
    expect((await stack.pulumi("up", ["--expect-no-changes"])).code).to.equal(0);
  });

  it("refuses a resource without a name where the stack has autonaming disabled, and takes one with a name", async () => {
    const disabled = { "pulumi:autonaming": { mode: "disabled" } };
    const without = await (await stackOf(BUCKET, disabled)).pulumi("preview");
    expect(without.code).to.not.equal(0);
    expect(without.stdout).to.contain('"bucket" is missing, and the stack has autonaming disabled.');
    const given = await (await stackOf(BUCKET, { ...disabled, "small:bucket": "given" })).pulumi("preview");
    expect(given.code, given.stdout).to.equal(0);
  });

  it("leaves a name with a prefix open until the resource is made", async () => {
    const stack = await stackOf(`
      const iam = require("@pulumi/aws/iam");
      const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
      const role = new iam.Role("r", { namePrefix: "team-", assumeRolePolicy: JSON.stringify({ Statement: [trust] }) });
      exports.name = role.name;`);
    expect((await stack.pulumi("preview")).stdout).to.match(/name: +\[unknown\]/);
    const { stdout } = await stack.pulumi("up");
    expect(stdout).to.match(/name: +"team-\w{26}"/);
  });

  const refused: [string, string, RegExp][] = [
    [
      "a number that is out of range",
      'new (require("@pulumi/aws/cloudwatch").LogGroup)("logs", { retentionInDays: 8 });',
      /property retentionInDays .*must be one of 0, 1, 3/,
    ],
    [
      "a policy document with a mistake",
      `new (require("@pulumi/aws/iam").RolePolicy)("p", {
        role: "r", policy: { Statement: [{ Effect: "allow", Action: "s3:GetObject", Resource: "*" }] },
      });`,
      /property policy: Statement\[0\]\.Effect .*must be "Allow" or "Deny"/,
    ],
    [
      "a name that is too long",
      `new (require("@pulumi/aws/iam").Role)("${"r".repeat(60)}", { assumeRolePolicy: "{}" });`,
      /68 characters, and AWS allows 64/,
    ],
    [
      "a type without a stand-in",
      'new (require("@pulumi/aws/ec2").Vpc)("v");',
      /resource type aws:ec2\/vpc:Vpc, which has no stand-in/,
    ],
  ];
  for (const [what, program, said] of refused) {
    it(`refuses ${what} at the preview, as AWS would`, async () => {
      const { code, stdout } = await (await stackOf(program)).pulumi("preview");
      expect(code).to.not.equal(0);
      expect(stdout).to.match(said);
    });
  }

  it("never shows a secret, in state or output", async () => {
    const secret = "correct-horse-battery";
    const stack = await stackOf(`
      const config = new pulumi.Config();
      const bucket = new (require("@pulumi/aws/s3").Bucket)("data", { tags: { password: config.requireSecret("password"), plain: "seen" } });
      exports.tags = bucket.tagsAll;`);
    const set = ["config", "set", "--secret", "password", secret, "--stack", "dev", "--config-file", stack.configFile];
    expect((await stack.engine.run(set, { cwd: stack.root })).code).to.equal(0);
    const printed = [
      await stack.pulumi("preview", ["--diff"]),
      await stack.pulumi("preview", ["--json"]),
      await stack.pulumi("up", ["--diff"]),
    ];
    for (const { code, stdout, stderr } of printed) {
      expect(code, stdout).to.equal(0);
      expect(stdout + stderr).to.not.contain(secret);
    }
    const state = readFileSync(join(stack.engine.state, ".pulumi", "stacks", "small", "dev.json"), "utf8");
    expect(state).to.contain("seen").and.to.not.contain(secret);
    const shown = ["stack", "export", "--stack", "dev", "--show-secrets"];
    const { stdout } = await stack.engine.run(shown, { cwd: stack.root });
    expect(stdout, "tags and tagsAll").to.match(new RegExp(`(${secret}[^]*){2}`));
  });

  it("recovers from kill -9 half-way through an up", async () => {
    const stack = await stackOf(`
      const fs = require("node:fs");
      const s3 = require("@pulumi/aws/s3");
      const buckets = [...Array(8).keys()].map((index) => new s3.Bucket("bucket-" + index, { bucket: "bucket-" + index }));
      if (!pulumi.runtime.isDryRun() && fs.existsSync("slow")) {
        const made = pulumi.all(buckets.map((bucket) => bucket.arn));
        const rest = made.apply((arns) => { fs.writeFileSync("half-way", ""); return new Promise((go) => setTimeout(go, 20000, arns)); });
        new s3.BucketVersioning("last", { bucket: rest[0], versioningConfiguration: { status: "Enabled" } });
      } else new s3.BucketVersioning("last", { bucket: buckets[0].bucket, versioningConfiguration: { status: "Enabled" } });`);
    writeFileSync(join(stack.root, "slow"), "");
    const kill = new AbortController();
    const halfWay = setInterval(() => {
      try {
        readFileSync(join(stack.root, "half-way"));
        kill.abort();
      } catch {
        // Not yet.
      }
    }, 20);
    const killed = await stack.pulumi("up", [], { kill: kill.signal });
    clearInterval(halfWay);
    expect(killed.code).to.equal(-1);

    // The lock of the engine that was killed.
    writeFileSync(
      join(stack.root, "index.cjs"),
      readFileSync(join(stack.root, "index.cjs"), "utf8").replace('"slow"', '"never"'),
    );
    const locked = await stack.pulumi("up");
    expect(locked.code).to.not.equal(0);
    expect(locked.stderr).to.contain("pulumi cancel");
    expect((await stack.engine.run(["cancel", "--yes", "dev"], { cwd: stack.root })).code).to.equal(0);

    const refreshed = await stack.pulumi("refresh", ["--clear-pending-creates"]);
    expect(refreshed.code, refreshed.stdout + refreshed.stderr).to.equal(0);
    const { code, stdout, stderr } = await stack.pulumi("up");
    expect(code, stdout + stderr).to.equal(0);
    expect(await resource(stack, "last")).to.be.an("object");
    expect((await stack.pulumi("up", ["--expect-no-changes"])).code).to.equal(0);
  });
});

describeEngine("engine: a policy pack", () => {
  for (const command of ["preview", "up"]) {
    it(`stops a violation at ${command}`, async () => {
      const stack = await stackOf(
        'new (require("@pulumi/aws/s3").Bucket)("data", { bucket: "the-data", forceDestroy: true });',
      );
      const pack = join(stack.root, "pack");
      policyPack(pack);
      const { code, stdout } = await stack.pulumi(command, ["--policy-pack", pack]);
      expect(code).to.not.equal(0);
      expect(stdout).to.match(/\[mandatory\] +no-force-destroy +\(aws:s3:Bucket: data\)[^]*forceDestroy is set/);
      expect(stdout).to.not.match(/warning/i, stdout);
      expect(await resource(stack, "data"), "nothing was made").to.equal(undefined);
    });
  }
});
