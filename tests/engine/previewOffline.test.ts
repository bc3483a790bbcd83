/** `mlpipe preview`: what a user sees, and what is left when it is over. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { descendantsOf, leftOf, mlpipe, runMlpipe } from "../support/commandLine";
import { describeEngine, engineProject } from "../support/engine";
import { type LocalProject, localProject } from "../support/localProject";
import { policyPack } from "../support/policyPack";
import { projectRoot } from "../support/python";

const projects: LocalProject[] = [];
const kept = (project: LocalProject) => {
  projects.push(project);
  return project.root;
};

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const BUCKET = 'new (require("@pulumi/aws/s3").Bucket)("data", { bucket: "the-data", forceDestroy: true });';

/** To many parsers of YAML the expression is a text; to the CLI's it has aliases in it. */
const UNQUOTED = `config:
  small:note: ${"long ".repeat(30)}
  small:triggers:
    schedules: { nightly: { expression: cron(0 3 * * ? *) } }
`;

/** This project's program with other pipelines. */
function ownProgram(pipelines: object): LocalProject {
  const own = readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8");
  return localProject({
    "Pulumi.yaml": own.replace(/^main: .*$/m, `main: ${join(projectRoot, "index.ts")}`),
    "Pulumi.dev.yaml": JSON.stringify({ config: { "sagemaker-pipelines:pipelines": pipelines } }),
  });
}

const preview = (root: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  runMlpipe(["preview", "--project", root, ...args], { env });

describeEngine("mlpipe preview", () => {
  it("prints what the CLI prints, and leaves the user's files alone", async () => {
    const root = kept(engineProject(BUCKET));
    const before = readFileSync(join(root, "Pulumi.dev.yaml"), "utf8");
    const { code, stdout, stderr } = await preview(root);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/\+ +aws:s3:Bucket +data +create/);
    expect(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")).to.equal(before);
  });

  it("judges with the project's own policies, and tells machines of violations", async () => {
    const root = kept(engineProject(BUCKET));
    policyPack(join(root, "policies"));
    const { code, stdout, stderr } = await preview(root, ["--json"]);
    expect(code, stderr).to.equal(1);
    const { changeSummary, policyViolations } = JSON.parse(stdout);
    expect(changeSummary).to.deep.equal({ create: 2 });
    expect(policyViolations).to.have.length(1);
    expect(policyViolations[0]).to.include({ policyName: "no-force-destroy", enforcementLevel: "mandatory" });
    expect(policyViolations[0].resourceUrn).to.match(/Bucket::data$/);
  });

  it("shows the program no credentials", async () => {
    const names = "Object.keys(process.env).filter((name) => /^AWS_.*(KEY|TOKEN|PROFILE)/.test(name))";
    const secret = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_PROFILE: "work", AWS_SESSION_TOKEN: "t" };
    const { stdout } = await preview(kept(engineProject(`exports.seen = ${names}.length;`)), [], secret);
    expect(stdout).to.match(/seen: 0/);
  });

  it("says once, and without a stack trace, what is wrong in a config", async () => {
    const { code, stdout, stderr } = await preview(kept(ownProgram({ a: { type: "MlTrainingPipelin" } })));
    expect(code).to.equal(1);
    const said = stdout.slice(stdout.indexOf("Diagnostics:"));
    expect(said.match(/MlTrainingPipelin"/g), said).to.have.length(1);
    expect(stdout + stderr).to.not.match(/^\s+at .*:\d+:\d+/m);
  });

  const encrypted = {
    "Pulumi.yaml": "name: small\nruntime: nodejs\n",
    "Pulumi.dev.yaml": "config:\n  a:b:\n    secure: v1:x\n",
  };
  const mistakes: [string, () => string[], NodeJS.ProcessEnv, RegExp][] = [
    ["an unknown stack", () => [kept(engineProject(BUCKET)), "--stack", "prd"], {}, /no stack "prd"[^]*Stacks: dev\./],
    ["an encrypted value", () => [kept(localProject(encrypted))], {}, /holds an encrypted value[^]*npx pulumi preview/],
    [
      "YAML that the CLI's parser does not take",
      () => [kept(localProject({ ...encrypted, "Pulumi.dev.yaml": UNQUOTED }))],
      {},
      /does not take the stack dev: [^]*yaml: line 4: [^]*Correct Pulumi\.dev\.yaml[^]*quotes/,
    ],
    ["a folder without a project", () => [join(kept(engineProject(BUCKET)), "node_modules")], {}, /Pulumi project/],
    [
      "a policy pack that is none",
      () => [kept(engineProject(BUCKET)), "--policy-pack", "docs"],
      {},
      /docs is no policy pack/,
    ],
    [
      "a policy pack that is not built",
      () => {
        const root = kept(engineProject(BUCKET));
        policyPack(join(root, "policies"));
        rmSync(join(root, "policies", "index.js"));
        return [root];
      },
      {},
      /has no index\.js: it is not built[^]*npm run build/,
    ],
    [
      "a machine without the CLI",
      () => [kept(engineProject(BUCKET))],
      { PULUMI_HOME: "/nowhere", PATH: "/nowhere" },
      /no Pulumi CLI at \/nowhere[^]*npx pulumi version[^]*npm run pulumi:build/,
    ],
  ];
  for (const [what, args, env, said] of mistakes) {
    it(`refuses ${what} with exit code 2`, async () => {
      const [root = "", ...more] = args();
      const { code, stderr } = await preview(root, more, env);
      expect(stderr).to.match(said);
      expect(code).to.equal(2);
    });
  }

  it("leaves no process behind at Ctrl-C", async () => {
    const root = kept(engineProject("module.exports = new Promise((end) => setTimeout(end, 60000));"));
    policyPack(join(root, "policies"));
    const command = mlpipe(["preview", "--project", root]);
    let running = descendantsOf(command.child.pid!);
    while (!running.some(({ command: line }) => line.includes("cmd/run ") || line.includes("cmd/run/"))) {
      await sleep(100);
      running = descendantsOf(command.child.pid!);
    }
    expect(running).to.have.length.above(1);
    command.child.kill("SIGINT");
    expect(await command.code).to.equal(130);
    expect(await leftOf(running)).to.deep.equal([]);
  });
});
