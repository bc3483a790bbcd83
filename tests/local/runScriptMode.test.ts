/** A local run that trains and serves with programs of the user's, past the gateway, with the derived roles. */
import { expect } from "chai";
import type { StateMachineDefinition } from "../../asl/definition";
import type { Statement } from "../../iam/document";
import { jobRolePermissionsFor } from "../../iam/jobRolePermissions";
import { permissionsFor } from "../../iam/permissionsFor";
import { runLocal } from "../../local/run";
import { type LocalProject, miniProject } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";
import { chain } from "../support/taskChain";
import { packed, sampleRows, sklearnImage } from "./sagemaker/harness";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const jobRole = "arn:aws:iam::123456789012:role/mini-job";
const TRAIN = `
import argparse, os
import joblib, numpy
from sklearn.linear_model import LogisticRegression
parser = argparse.ArgumentParser()
parser.add_argument("--max-iter", type=int)
given = parser.parse_args()
table = numpy.loadtxt(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "train.csv"), delimiter=",")
model = LogisticRegression(max_iter=given.max_iter).fit(table[:, 1:], table[:, 0])
print(f"accuracy={model.score(table[:, 1:], table[:, 0])}")
joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], os.environ["SM_CURRENT_HOST"]))
`;
const SERVE = `
import os, joblib
def model_fn(folder):
    return joblib.load(os.path.join(folder, "algo-1"))
`;
const archives = { train: packed({ "train.py": TRAIN }), serve: packed({ "serve.py": SERVE }) };
const heldOut = sampleRows.slice(400);

/** A function that puts the sample and both programs into the bucket. */
const seeding = `
const { S3Client, PutObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
const put = (Key, Body) => new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket: "mini-data", Key, Body }));
exports.handler = async () => {
  await put("csv/train.csv", ${JSON.stringify(sampleRows.slice(0, 400).join("\n"))});
  await put("rows/rows.csv", ${JSON.stringify(heldOut.map((row) => row.slice(row.indexOf(",") + 1)).join("\n"))});
  await put("code/train.tar.gz", Buffer.from("${archives.train.toString("base64")}", "base64"));
  await put("code/serve.tar.gz", Buffer.from("${archives.serve.toString("base64")}", "base64"));
  return {};
};`;

const input = (S3Uri: string) => ({ S3DataSource: { S3DataType: "S3Prefix", S3Uri } });
const states = chain({
  Seed: ["lambda:invoke", { FunctionName: "mini-fn" }],
  Train: [
    "sagemaker:createTrainingJob.sync",
    {
      TrainingJobName: "t-1",
      RoleArn: jobRole,
      AlgorithmSpecification: {
        TrainingImage: sklearnImage,
        TrainingInputMode: "File",
        MetricDefinitions: [{ Name: "train:accuracy", Regex: "accuracy=([0-9.]+)" }],
      },
      HyperParameters: {
        "max-iter": "5000",
        sagemaker_program: '"train.py"',
        sagemaker_submit_directory: '"s3://mini-data/code/train.tar.gz"',
      },
      InputDataConfig: [{ ChannelName: "train", DataSource: input("s3://mini-data/csv/") }],
      OutputDataConfig: { S3OutputPath: "s3://mini-data/models/" },
      ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    },
  ],
  Model: [
    "sagemaker:createModel",
    {
      ModelName: "m-1",
      ExecutionRoleArn: jobRole,
      PrimaryContainer: {
        Image: sklearnImage,
        "ModelDataUrl.$": "$.Train.ModelArtifacts.S3ModelArtifacts",
        Environment: {
          SAGEMAKER_PROGRAM: "serve.py",
          SAGEMAKER_SUBMIT_DIRECTORY: "s3://mini-data/code/serve.tar.gz",
        },
      },
    },
  ],
  Transform: [
    "sagemaker:createTransformJob.sync",
    {
      TransformJobName: "p-1",
      ModelName: "m-1",
      TransformInput: { ContentType: "text/csv", SplitType: "Line", DataSource: input("s3://mini-data/rows/") },
      TransformOutput: { S3OutputPath: "s3://mini-data/predictions/", Accept: "text/csv", AssembleWith: "Line" },
      TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
    },
  ],
  Read: ["aws-sdk:s3:getObject", { Bucket: "mini-data", Key: "predictions/rows.csv.out" }],
  Show: { Type: "Fail", Error: "Shown", CausePath: "$.Read.Body" } as { Type: string },
});
const definition = { StartAt: "Seed", States: states } as unknown as StateMachineDefinition;

describe("local run: script mode", function () {
  this.timeout(60_000);
  let project: LocalProject | undefined;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });
  afterEach(() => {
    project?.remove();
    project = undefined;
  });

  /** The run's one pipeline, with the job role's statements changed. */
  async function run(change: (statements: Statement[]) => Statement[] = (statements) => statements) {
    const own = [
      {
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: ["csv", "rows", "code"].map((folder) => `arn:aws:s3:::mini-data/${folder}/*`),
      },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ];
    const { statements: machine } = permissionsFor(definition, environment);
    const job = [...change(jobRolePermissionsFor(definition, environment, jobRole).statements), ...own];
    project = miniProject({ states, machine, job, code: seeding });
    const { result } = await runLocal({ root: project.root, stack: "dev" });
    return result.pipelines[0]!;
  }
  const withoutReading = (object: string) => (statements: Statement[]) =>
    statements.map((statement) => ({
      ...statement,
      Resource: statement.Resource.filter((resource) => resource !== `arn:aws:s3:::mini-data/${object}`),
    }));

  it("trains on two hosts and predicts, with all and only what is granted", async () => {
    const { error, iam, curve, notes } = await run();
    expect(error).to.include({ name: "Shown" }, JSON.stringify(error));
    const predictions = error!.cause.trim().split("\n").map(Number);
    const right = heldOut.filter((row, index) => Number(row.split(",")[0]) === predictions[index]).length;
    expect(predictions).to.have.length(heldOut.length);
    expect(right / heldOut.length).to.be.above(0.9);
    expect(iam.roles.flatMap(({ denied, unused }) => [...denied, ...unused])).to.deep.equal([]);
    // Each host has written its own.
    expect(curve.map(({ name }) => name)).to.deep.equal(["train:accuracy", "train:accuracy"]);
    expect(notes.join("\n")).to.match(/^The 2 hosts of a training job are processes of this machine/);
  });

  for (const [object, state] of [
    ["code/train.tar.gz", "Train"],
    ["code/serve.tar.gz", "Transform"],
  ] as const) {
    it(`is denied when ${object} may not be read, and says so`, async () => {
      const { error, iam } = await run(withoutReading(object));
      expect(error!.state ?? state).to.equal(state);
      expect(error!.cause).to.match(new RegExp(`Failed to download s3://mini-data/${object}: AccessDenied \\(403\\)`));
      // Of a job on two instances both containers have asked.
      const denied = new Set(
        iam.roles.flatMap((role) => role.denied).map((entry) => `${entry.action} ${entry.resource}`),
      );
      expect([...denied]).to.deep.equal([`s3:GetObject arn:aws:s3:::mini-data/${object}`]);
    });
  }
});
