/** Small Pulumi projects in temporary folders, for local runs of what this project's own pipelines do not do. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./python";

/** A project's folder; remove it when the test is over. */
export interface LocalProject {
  root: string;
  remove(): void;
}

/** Writes a project that shares this one's packages and Python. */
export function localProject(files: Record<string, string>): LocalProject {
  const root = mkdtempSync(join(tmpdir(), "mlpipe-project-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  symlinkSync(join(projectRoot, "node_modules"), join(root, "node_modules"));
  const [own, shared] = [join(root, ".mlpipe"), join(projectRoot, ".mlpipe")];
  mkdirSync(own);
  for (const name of existsSync(shared) ? readdirSync(shared) : [])
    if (name.startsWith("python-")) symlinkSync(join(shared, name), join(own, name));
  return { root, remove: () => rmSync(root, { recursive: true }) };
}

/** This project's program with another configuration of the stack `dev`: `pipelines` of Pulumi.dev.yaml as an object. */
export function configuredProject(pipelines: object): LocalProject {
  return localProject({
    "Pulumi.yaml": `name: sagemaker-pipelines\nruntime: nodejs\nmain: ${join(projectRoot, "index.ts")}\n`,
    "Pulumi.dev.yaml": JSON.stringify({
      config: { "aws:region": "us-east-1", "sagemaker-pipelines:pipelines": pipelines },
    }),
  });
}

/** What a pipeline of {@link miniProject} is made of. */
export interface MiniPipeline {
  /** States of the machine; `StartAt` is the first. `BUCKET`, `JOB_ROLE` and `FUNCTION` in texts are filled in. */
  states: Record<string, object>;
  /** States of another machine, `mini-inner`, with the same role; its ARN fills `INNER`. */
  inner?: Record<string, object>;
  /** Statements of the machine's role; everything is allowed when absent. */
  machine?: object[];
  /** Statements of the role of jobs and of the function; everything is allowed when absent. */
  job?: object[];
  /** Code of the function, `index.js`. */
  code?: string;
  /** A group of the Model Registry. */
  group?: string;
  /** Who may assume the role of the jobs and the function. */
  jobService?: string[];
}

const PROGRAM = `
const { readFileSync, mkdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const iam = require("@pulumi/aws/iam");
const lambda = require("@pulumi/aws/lambda");
const s3 = require("@pulumi/aws/s3");
const sfn = require("@pulumi/aws/sfn");
const pulumi = require("@pulumi/pulumi");

const mini = JSON.parse(readFileSync(join(__dirname, "mini.json"), "utf8"));
const everything = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const role = (name, services, statements = everything) => {
  const trust = { Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" };
  const made = new iam.Role(name, { name, assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }) });
  new iam.RolePolicy(name, { role: made.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) });
  return "arn:aws:iam::123456789012:role/" + name;
};
const bucket = new s3.Bucket("data", { bucket: "mini-data" });
const jobRole = role("mini-job", mini.jobService ?? ["sagemaker.amazonaws.com", "lambda.amazonaws.com"], mini.job);
const machineRole = role("mini-machine", ["states.amazonaws.com"], mini.machine);
const code = join(__dirname, "code");
mkdirSync(code, { recursive: true });
writeFileSync(join(code, "index.js"), mini.code ?? "exports.handler = async (event) => event;");
new lambda.Function("fn", {
  name: "mini-fn", runtime: "nodejs24.x", handler: "index.handler", role: jobRole,
  code: new pulumi.asset.FileArchive(code), timeout: 20, memorySize: 256,
});
const fill = { BUCKET: "mini-data", JOB_ROLE: jobRole, FUNCTION: "mini-fn" };
fill.INNER = "arn:aws:states:us-east-1:123456789012:stateMachine:mini-inner";
const definitionOf = (states) => JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
  .replace(/BUCKET|JOB_ROLE|FUNCTION|INNER/g, (name) => fill[name]);
const machine = new sfn.StateMachine("mini", { name: "mini", roleArn: machineRole, definition: definitionOf(mini.states) });
if (mini.inner) new sfn.StateMachine("inner", { name: "mini-inner", roleArn: machineRole, definition: definitionOf(mini.inner) });
if (mini.group) {
  const { ModelPackageGroup } = require("@pulumi/aws/sagemaker");
  new ModelPackageGroup("group", { modelPackageGroupName: mini.group });
}
exports.pipelines = { mini: { stateMachineArn: machine.arn, bucket: bucket.bucket, models: "s3://mini-data/models/" } };
`;

/** A project with one pipeline, `mini`: a bucket `mini-data`, two roles, a function and a state machine. */
export function miniProject(mini: MiniPipeline): LocalProject {
  return localProject({
    "Pulumi.yaml": "name: mini-project\nruntime: nodejs\nmain: index.cjs\n",
    "Pulumi.dev.yaml": "config: {}\n",
    "index.cjs": PROGRAM,
    "mini.json": JSON.stringify(mini),
  });
}
