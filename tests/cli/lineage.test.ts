import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateModelCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { expect } from "chai";
import { startS3Server, type S3Server } from "../../local/s3/server";
import { mlpipe } from "../support/commandLine";
import { motoServer, type MotoServer } from "../support/motoServer";
import { pythonSetupTimeout, testPython } from "../support/python";

const BUCKET = "churn-data";
const ARTIFACT = `s3://${BUCKET}/models/churn-train-2/output/model.tar.gz`;
const IMAGE = "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:3.0-5";
const REGION = "eu-west-1";
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "local" };

const record = {
  Version: 1,
  Execution: {
    Arn: "arn:aws:states:eu-west-1:123456789012:execution:churn:run-2",
    Name: "run-2",
    StartTime: "2026-01-02T00:00:00Z",
  },
  Input: {},
  Data: {
    Source: { Uri: "s3://raw/churn.csv", VersionId: "v7", ETag: '"e"' },
    Snapshot: `s3://${BUCKET}/runs/run-2/raw/data.csv`,
    Digest: "ab12",
    Rows: 569,
    Columns: 31,
  },
  Code: { Digest: "cd34" },
  Images: { Training: IMAGE, Preprocessing: "sagemaker-scikit-learn:1.4-2" },
  Parameters: { objective: "binary:logistic" },
  Features: "1-3,7",
  TrainingJobName: "churn-train-2",
  Metrics: { auc: "0.983" },
  Artifact: ARTIFACT,
};

describe("mlpipe lineage", () => {
  let s3: S3Server;
  let sagemaker: MotoServer;
  let folder: string;
  let packageArn: string;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    const python = await testPython();
    [s3, sagemaker] = await Promise.all([startS3Server({ python }), motoServer("sagemaker")]);
    env = {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SAGEMAKER: sagemaker.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: REGION,
      AWS_CONFIG_FILE: "none",
      AWS_SHARED_CREDENTIALS_FILE: "none",
    };
    folder = mkdtempSync(join(tmpdir(), "lineage-"));
    const store = new S3Client({ endpoint: s3.endpoint, region: REGION, forcePathStyle: true, credentials });
    await store.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    const put = (Key: string, Body: string) => store.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    await put("lineage/run-1.json", JSON.stringify({ ...record, Artifact: "s3://churn-data/models/other" }));
    await put("lineage/run-2.json", JSON.stringify(record));
    await put("lineage/run-3.json", JSON.stringify({ ...record, Artifact: 3, Data: {} }));

    const client = new SageMakerClient({ endpoint: sagemaker.endpoint, region: REGION, credentials });
    await client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: "churn" }));
    const { ModelPackageArn } = await client.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: "churn",
        ModelApprovalStatus: "Approved",
        InferenceSpecification: {
          Containers: [{ Image: IMAGE, ModelDataUrl: ARTIFACT }],
          SupportedContentTypes: ["text/csv"],
          SupportedResponseMIMETypes: ["text/csv"],
        },
        CustomerMetadataProperties: { lineage: `s3://${BUCKET}/lineage/run-2.json` },
      }),
    );
    packageArn = ModelPackageArn!;
    await client.send(
      new CreateModelCommand({
        ModelName: "churn-model-2",
        ExecutionRoleArn: "arn:aws:iam::123456789012:role/r",
        PrimaryContainer: { Image: IMAGE, ModelDataUrl: ARTIFACT },
      }),
    );
  });
  after(async () => {
    await Promise.all([s3.stop(), sagemaker.stop()]);
    rmSync(folder, { recursive: true });
  });

  async function lineage(model: string, ...options: string[]) {
    const run = mlpipe(["lineage", model, ...options], { env });
    return { code: await run.code, out: run.stdout(), err: run.stderr() };
  }

  it("walks from a model package to its data", async () => {
    const { code, out, err } = await lineage(packageArn);
    expect(code, err).to.equal(0);
    const found = ["model package", "Approved", ARTIFACT, "auc=0.983", "churn-train-2"].concat(
      ...[
        "features 1-3,7",
        record.Execution.Arn,
        "cd34",
        record.Data.Snapshot,
        "569 rows x 31 columns",
        "ab12",
        "s3://raw/churn.csv",
        "version v7",
      ],
    );
    let at = 0;
    for (const text of found) {
      at = out.indexOf(text, at);
      expect(at, text).to.be.at.least(0);
    }
  });

  it("gives machines the record, and where it was", async () => {
    const { out } = await lineage(packageArn, "--json");
    const found = JSON.parse(out) as { record: unknown; from: string; package: { arn: string; approval: string } };
    expect(found.record).to.deep.equal(record);
    expect(found.from).to.equal(`s3://${BUCKET}/lineage/run-2.json`);
    expect(found.package).to.include({ arn: packageArn, approval: "Approved" });
  });

  it("finds it by the record, by the model's name, and on disk", async () => {
    mkdirSync(join(folder, "churn", "lineage"), { recursive: true });
    writeFileSync(join(folder, "churn", "lineage", "run-2.json"), JSON.stringify(record));
    for (const model of [`s3://${BUCKET}/lineage/run-2.json`, ARTIFACT, "churn-model-2", folder]) {
      const { code, out, err } = await lineage(model, "--json");
      expect(code, `${model}: ${err}`).to.equal(0);
      expect((JSON.parse(out) as { record: unknown }).record, model).to.deep.equal(record);
    }
  });

  it("says in a line or two what is wrong", async () => {
    mkdirSync(join(folder, "empty"));
    const cases: [string, RegExp][] = [
      ["no model!", /"no model!" is no model\./],
      [`s3://${BUCKET}/models/unknown.tar.gz`, /No record below s3:\/\/churn-data\/lineage\/ is of/],
      [`s3://${BUCKET}/lineage/run-3.json`, /no lineage record: Data\.Source is missing; expected .* \(and \d+ more\)/],
      ["unknown-model", /AWS does not give unknown-model/],
      ["s3://no-such-bucket-here/lineage/x.json", /AWS does not give s3:\/\/no-such-bucket-here/],
      [join(folder, "empty"), /holds no lineage record/],
    ];
    for (const [model, expected] of cases) {
      const { code, out, err } = await lineage(model);
      expect(code, model).to.equal(2);
      expect(err, model).to.match(expected);
      expect(err, model).not.to.match(/\n\s+at /);
      expect(out, model).to.equal("");
    }
  });

  it("says when AWS is not reached", async () => {
    const run = mlpipe(["lineage", packageArn], { env: { ...env, AWS_ENDPOINT_URL_SAGEMAKER: "http://127.0.0.1:9" } });
    expect(await run.code).to.equal(2);
    expect(run.stderr()).to.match(/AWS was not reached/);
  });
});
