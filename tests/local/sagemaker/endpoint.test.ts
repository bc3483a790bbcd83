import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { AccessDenied } from "../../../local/authorizer";
import { createEndpoint, type LocalEndpoint } from "../../../local/sagemaker/endpoints/endpoint";
import { runTrainingJob } from "../../../local/sagemaker/trainingJob";
import { runTransformJob } from "../../../local/sagemaker/transformJob";
import { botocoreMistakes } from "../../support/botocore";
import { pythonSetupTimeout } from "../../support/python";
import { bucket, modelOf, roleArn, sampleRows, startHarness, trainingRequest, type Harness } from "./harness";

const rows = sampleRows.slice(0, 20).map((row) => row.slice(row.indexOf(",") + 1));
const body = `${rows.join("\n")}\n`;

describe("createEndpoint", function () {
  this.timeout(60_000);
  let jobs: Harness;
  let first: JsonObject;
  let second: JsonObject;
  let endpoint: LocalEndpoint | undefined;
  let statuses: string[];
  let faults: unknown[];
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("csv/train.csv", sampleRows.join("\n"));
    await jobs.put("rows/rows.csv", body);
    const models = ["3", "9"].map(async (num_round) => {
      const HyperParameters = { num_round, objective: "binary:logistic" };
      const training = trainingRequest({ TrainingJobName: `rounds-${num_round}`, HyperParameters });
      const { ModelArtifacts } = await runTrainingJob(training, jobs.env);
      return modelOf((ModelArtifacts as JsonObject)["S3ModelArtifacts"] as string);
    });
    [first, second] = (await Promise.all(models)) as [JsonObject, JsonObject];
  });
  after(() => jobs.close());
  beforeEach(() => {
    jobs.calls.splice(0);
    statuses = [];
    faults = [];
  });
  afterEach(async () => {
    await endpoint?.stop();
    endpoint = undefined;
    expect(jobs.leftovers()).to.deep.equal([]);
    expect(jobs.processes()).to.deep.equal([]);
  });

  const variant = (VariantName: string, InitialVariantWeight = 1) => ({
    ...{ VariantName, ModelName: "model", InitialInstanceCount: 1, InstanceType: "ml.m5.large" as const },
    InitialVariantWeight,
  });
  const plan = (name: string, ...models: JsonObject[]) => ({
    config: {
      EndpointConfigName: name,
      ProductionVariants: models.map((_, index) => variant(`v${index + 1}`, 9 - 8 * index)),
    },
    models,
  });
  const create = async (given: ReturnType<typeof plan>, env = jobs.env) => {
    const listeners = {
      onChange: (changed: LocalEndpoint) => statuses.push(changed.status()),
      onFault: (error: unknown) => faults.push(error),
    };
    return (endpoint = await createEndpoint("Churn", given, env, listeners));
  };
  const invoke = async ({ url }: LocalEndpoint, more: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/invocations`, {
      method: "POST",
      body,
      headers: { "Content-Type": "text/csv", ...more },
    });
    return {
      status: answer.status,
      text: await answer.text(),
      by: answer.headers.get("x-amzn-invoked-production-variant"),
    };
  };
  const transformed = async (model: JsonObject, TransformJobName: string) => {
    const S3DataSource = { S3DataType: "S3Prefix", S3Uri: `s3://${bucket}/rows/` };
    const request = {
      ...{ TransformJobName, ModelName: "model" },
      TransformInput: { ContentType: "text/csv", SplitType: "Line", DataSource: { S3DataSource } },
      TransformOutput: { S3OutputPath: `s3://${bucket}/out/${TransformJobName}`, AssembleWith: "Line" },
      TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
    };
    await runTransformJob(request, model, jobs.env);
    return jobs.get(`out/${TransformJobName}/rows.csv.out`);
  };

  it("answers as a transform job does once it is in service", async () => {
    const created = await create(plan("one", first));
    expect(created.describe()).to.include({ EndpointStatus: "Creating" });
    expect((await invoke(created)).status).to.equal(503);
    await created.settled();
    expect(statuses).to.deep.equal(["Creating", "InService"]);
    const described = created.describe();
    expect(await botocoreMistakes("DescribeEndpoint", "output", described)).to.deep.equal([]);
    expect(described).to.include({
      EndpointArn: "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn",
      EndpointStatus: "InService",
      EndpointConfigName: "one",
    });
    const answer = await invoke(created);
    expect(answer).to.include({ status: 200, by: "v1" });
    expect(answer.text).to.equal(await transformed(first, "same"));
    expect((await fetch(`${created.url}/ping`)).status).to.equal(200);
    expect(jobs.calls.map(({ action }) => action)).to.include("ecr:BatchGetImage");
  });

  it("serves on while it is updated, and then the new model", async () => {
    const created = await create(plan("one", first));
    await created.settled();
    const before = (await invoke(created)).text;
    created.update(plan("two", second));
    const answers: string[] = [];
    while (created.status() === "Updating") answers.push((await invoke(created)).text);
    expect(new Set(answers.slice(0, -1))).to.deep.equal(new Set([before]));
    expect(statuses).to.deep.equal(["Creating", "InService", "Updating", "InService"]);
    expect(created.describe()["EndpointConfigName"]).to.equal("two");
    expect((await invoke(created)).text)
      .to.equal(await transformed(second, "updated"))
      .and.not.equal(before);
  });

  it("serves the new model, and says so, when the old server cannot be cleared away", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mlpipe-endpoint-"));
    const at = (name: string) => join(folder, name);
    try {
      mkdirSync(at("one"));
      symlinkSync(at("one"), at("work"));
      const created = await create(plan("one", first), { ...jobs.env, workDir: at("work") });
      await created.settled();
      // A file where the old server's folder was: that folder cannot be removed any more.
      renameSync(at("one"), at("moved"));
      writeFileSync(at("one"), "");
      rmSync(at("work"));
      mkdirSync(at("work"));
      created.update(plan("two", second));
      await created.settled();
      expect(statuses).to.deep.equal(["Creating", "InService", "Updating", "InService"]);
      expect(created.describe()).to.include({ EndpointConfigName: "two" }).and.not.have.property("FailureReason");
      expect(faults).to.deep.equal([]);
      expect(jobs.logs.at(-1)).to.match(/^What served one did not stop: Error: ENOTDIR/);
    } finally {
      await endpoint?.stop();
      endpoint = undefined;
      rmSync(folder, { recursive: true });
    }
  });

  it("rolls back to what served before when an update fails", async () => {
    await jobs.put("models/broken/model.tar.gz", "no archive");
    const created = await create(plan("one", first));
    await created.settled();
    const before = (await invoke(created)).text;
    created.update(plan("broken", modelOf(`s3://${bucket}/models/broken/model.tar.gz`)));
    await created.settled();
    expect(statuses).to.deep.equal(["Creating", "InService", "Updating", "RollingBack", "InService"]);
    expect(created.describe()).to.include({ EndpointConfigName: "one", EndpointStatus: "InService" });
    expect(created.describe()["FailureReason"]).to.match(/Failed to extract model data archive/);
    expect((await invoke(created)).text).to.equal(before);
  });

  it("fails with a reason when the model cannot be loaded, or the role may not pull it", async () => {
    await jobs.put("models/odd/xgboost-model", "no model");
    jobs.python(
      `
import io, sys, tarfile, boto3
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w:gz") as archive:
    archive.addfile(tarfile.TarInfo("xgboost-model"))
s3 = boto3.client("s3", "us-east-1", endpoint_url=sys.argv[1], aws_access_key_id="T", aws_secret_access_key="t")
s3.put_object(Bucket="data", Key="models/odd/model.tar.gz", Body=packed.getvalue())`,
      jobs.env.s3Endpoint,
    );
    const odd = await create(plan("odd", modelOf(`s3://${bucket}/models/odd/model.tar.gz`)));
    await odd.settled();
    expect(statuses).to.deep.equal(["Creating", "Failed"]);
    expect(odd.describe()["FailureReason"]).to.match(
      /^The primary container for production variant v1 did not pass the ping/,
    );
    await odd.stop();

    const authorize = async (role: string, call: (typeof jobs.calls)[number]) => {
      throw new AccessDenied(role, call, `not authorized to perform: ${call.action}`);
    };
    const denied = await create(plan("one", first), { ...jobs.env, authorizer: { ...jobs.env.authorizer, authorize } });
    await denied.settled();
    expect(denied.describe()).to.include({ EndpointStatus: "Failed" });
    expect(denied.describe()["FailureReason"]).to.match(/not authorized to perform: ecr:/);
    expect(faults).to.deep.equal([]);
  });

  it("shares requests by weight, and asks the variant that is named", async () => {
    const created = await create(plan("both", first, second));
    await created.settled();
    const counts: Record<string, number> = { v1: 0, v2: 0 };
    for (let i = 0; i < 60; i++) counts[(await invoke(created)).by!]!++;
    expect(counts["v1"]).to.be.above(counts["v2"]!);
    expect((await invoke(created, { "X-Amzn-SageMaker-Target-Variant": "v2" })).by).to.equal("v2");
    expect((await invoke(created, { "X-Amzn-SageMaker-Target-Variant": "v3" })).status).to.equal(503);
  });

  it("fails when its model does not answer in time, and leaves nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mlpipe-endpoint-"));
    const python = join(folder, "python");
    writeFileSync(python, "#!/bin/sh\nsleep 600\n", { mode: 0o755 });
    const created = await create(plan("one", first), { ...jobs.env, python, pingLimitInSeconds: 1 });
    await created.settled();
    expect(statuses).to.deep.equal(["Creating", "Failed"]);
    expect(created.describe()["FailureReason"]).to.match(/did not pass the ping health check.*not answered within 1 s/);
    expect(jobs.processes()).to.deep.equal([]);
    expect(spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout).not.to.include(folder);
    rmSync(folder, { recursive: true });
  });

  it("rolls back to what serves when the new model's program never comes up, and leaves nothing of it", async () => {
    await jobs.putArchive("stuck/model.tar.gz", { "code/inference.py": "import time\ntime.sleep(600)\n" });
    const program = { SAGEMAKER_PROGRAM: "inference.py", SAGEMAKER_SUBMIT_DIRECTORY: "/opt/ml/model/code" };
    const stuck = modelOf(`s3://${bucket}/stuck/model.tar.gz`);
    Object.assign(stuck["PrimaryContainer"] as JsonObject, { Environment: program });
    const created = await create(plan("one", first), { ...jobs.env, pingLimitInSeconds: 12 });
    await created.settled();
    const before = (await invoke(created)).text;
    const processes = jobs.processes().length;
    created.update(plan("stuck", stuck));
    await created.settled();
    expect(statuses).to.deep.equal(["Creating", "InService", "Updating", "RollingBack", "InService"]);
    expect(created.describe()).to.include({ EndpointConfigName: "one" });
    expect(created.describe()["FailureReason"]).to.match(/variant v1 did not pass the ping health check/);
    expect((await invoke(created)).text).to.equal(before);
    expect(jobs.processes()).to.have.length(processes);
  });

  const captureConfig = (changes: object = {}) => ({
    ...{ InitialSamplingPercentage: 100, DestinationS3Uri: `s3://${bucket}/capture` },
    CaptureOptions: [{ CaptureMode: "Input" as const }, { CaptureMode: "Output" as const }],
    CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"] },
    ...changes,
  });
  const capturedBelow = async (prefix: string) => {
    const keys = await jobs.keys(prefix);
    const texts = await Promise.all(keys.map((key) => jobs.get(key)));
    const lines = texts.flatMap((text) => text.trimEnd().split("\n"));
    return { keys, records: lines.map((line) => JSON.parse(line)) };
  };
  const withConfig = (given: ReturnType<typeof plan>, more: object) => ({
    ...given,
    config: { ...given.config, ...more },
  });

  it("captures requests and answers as SageMaker writes them", async () => {
    const created = await create(withConfig(plan("one", first), { DataCaptureConfig: captureConfig() }));
    await created.settled();
    const named = { "X-Amzn-SageMaker-Inference-Id": "order-7", "X-Amzn-SageMaker-Custom-Attributes": "trace=1" };
    const answer = await invoke(created, named);
    await invoke(created);
    await fetch(`${created.url}/ping`);
    await created.flush();
    const { keys, records } = await capturedBelow("capture/");
    expect(keys).to.have.length(1);
    expect(keys[0]).to.match(/^capture\/Churn\/v1\/\d{4}\/\d\d\/\d\d\/\d\d\/\d\d-\d\d-\d{3}-[0-9a-f-]{36}\.jsonl$/);
    expect(records).to.have.length(2);
    const { eventId, inferenceTime, ...metadata } = records[0].eventMetadata;
    expect(records[0].captureData).to.deep.equal({
      endpointInput: { observedContentType: "text/csv", mode: "INPUT", data: body, encoding: "CSV" },
      endpointOutput: { observedContentType: "text/csv", mode: "OUTPUT", data: answer.text, encoding: "CSV" },
    });
    expect(metadata).to.deep.equal({ inferenceId: "order-7", customAttributes: ["trace=1"] });
    expect(eventId).to.match(/^[0-9a-f-]{36}$/);
    expect(inferenceTime).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(records[0].eventVersion).to.equal("0");
    expect(created.describe()["DataCaptureConfig"]).to.include({
      CaptureStatus: "Started",
      CurrentSamplingPercentage: 100,
    });
    expect(await botocoreMistakes("DescribeEndpoint", "output", created.describe())).to.deep.equal([]);
  });

  it("captures what is asked for: other types as base64, one side, a share, nothing when it is switched off", async () => {
    const capture = async (name: string, changes: object) => {
      const destination = { DestinationS3Uri: `s3://${bucket}/capture-${name}/` };
      const created = await create(
        withConfig(plan(name, first), { DataCaptureConfig: captureConfig({ ...destination, ...changes }) }),
      );
      await created.settled();
      for (let i = 0; i < 20; i++) await invoke(created);
      await created.stop();
      return (await capturedBelow(`capture-${name}/`)).records;
    };
    const [typed] = await capture("typed", {
      CaptureContentTypeHeader: { JsonContentTypes: ["application/json"] },
      CaptureOptions: [{ CaptureMode: "Input" }],
    });
    expect(typed.captureData).to.deep.equal({
      endpointInput: {
        ...{ observedContentType: "text/csv", mode: "INPUT", encoding: "BASE64" },
        data: Buffer.from(body).toString("base64"),
      },
    });
    expect((await capture("share", { InitialSamplingPercentage: 50 })).length).to.be.within(1, 19);
    expect(await capture("off", { EnableCapture: false })).to.deep.equal([]);
  });

  for (const [what, DestinationS3Uri] of [
    ["may not be written", "s3://no-such-bucket/capture"],
    ["have no place in S3", "https://example.com/capture"],
  ] as const) {
    it(`answers on, and says so once, when captures ${what}`, async () => {
      const DataCaptureConfig = captureConfig({ DestinationS3Uri });
      const created = await create(withConfig(plan("one", first), { DataCaptureConfig }));
      await created.settled();
      jobs.logs.splice(0);
      for (let i = 0; i < 2; i++) {
        expect((await invoke(created)).status).to.equal(200);
        await created.flush();
      }
      const told = jobs.logs.filter((line) => line.startsWith(`Data capture to ${DestinationS3Uri} failed`));
      expect(told).to.have.length(1);
    });
  }

  it("copies requests to a shadow variant, whose answers only the capture sees", async () => {
    const [production, shadow] = [variant("live"), variant("shadow", 0.5)];
    const shadowed = {
      config: {
        ...{ EndpointConfigName: "shadow", ProductionVariants: [production], ShadowProductionVariants: [shadow] },
        DataCaptureConfig: captureConfig({ DestinationS3Uri: `s3://${bucket}/shadow` }),
      },
      models: [first, second],
    };
    const created = await create(shadowed);
    await created.settled();
    const answers = new Set<string>();
    for (let i = 0; i < 40; i++) answers.add(`${(await invoke(created)).by}`);
    await created.flush();
    expect([...answers]).to.deep.equal(["live"]);
    const live = (await capturedBelow("shadow/Churn/live/")).records;
    const copies = (await capturedBelow("shadow/Churn/shadow/")).records;
    expect(live).to.have.length(40);
    expect(copies.length).to.be.within(5, 35);
    expect(copies[0].eventMetadata.invocationSource).to.equal("ShadowExperiment");
    const pair = live.find(({ eventMetadata }) => eventMetadata.eventId === copies[0].eventMetadata.eventId);
    expect(pair.captureData.endpointInput).to.deep.equal(copies[0].captureData.endpointInput);
    expect(pair.captureData.endpointOutput.data).not.to.equal(copies[0].captureData.endpointOutput.data);
    expect(created.describe()["ShadowProductionVariants"]).to.have.length(1);
    expect(await botocoreMistakes("DescribeEndpoint", "output", created.describe())).to.deep.equal([]);
  });

  it("changes weights while it serves, and keeps them in an update that is to retain them", async () => {
    const created = await create(withConfig(plan("both", first, second), { DataCaptureConfig: captureConfig() }));
    await created.settled();
    const weights = () =>
      (created.describe()["ProductionVariants"] as JsonObject[]).map(({ CurrentWeight, CurrentInstanceCount }) => [
        CurrentWeight,
        CurrentInstanceCount,
      ]);
    created.setWeights([
      { VariantName: "v1", DesiredWeight: 0 },
      { VariantName: "v2", DesiredInstanceCount: 3 },
    ]);
    expect(weights()).to.deep.equal([
      [0, 1],
      [1, 3],
    ]);
    for (let i = 0; i < 10; i++) expect((await invoke(created)).by).to.equal("v2");
    created.update(plan("again", first, second), { retained: ["DesiredWeight", "DataCaptureConfig"] });
    await created.settled();
    expect(weights()).to.deep.equal([
      [0, 1],
      [1, 1],
    ]);
    expect(created.describe()).to.have.property("DataCaptureConfig");
    created.update(plan("last", first, second));
    await created.settled();
    expect(weights()).to.deep.equal([
      [9, 1],
      [1, 1],
    ]);
    expect(created.describe()).not.to.have.property("DataCaptureConfig");
  });

  it("is gone when it is stopped while it is created, and when the run ends", async () => {
    const created = await create(plan("one", first));
    await sleep(50);
    await created.stop();
    expect(statuses).to.deep.equal(["Creating"]);
    expect(await invoke(created).catch((error) => error.cause.code)).to.equal("ECONNREFUSED");

    const abort = new AbortController();
    const other = await create(plan("one", first), { ...jobs.env, signal: abort.signal });
    await other.settled();
    abort.abort(new Error("Ctrl-C"));
    await other.stop();
    expect(faults).to.deep.equal([]);
  });

  it("refuses a model that does not run locally as a fault of the run", async () => {
    const image = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.1";
    const model = {
      ModelName: "torch",
      ExecutionRoleArn: roleArn,
      PrimaryContainer: { Image: image, ModelDataUrl: "s3://a/b" },
    };
    await (await create(plan("torch", model))).settled();
    expect(String(faults[0])).to.match(/pytorch-inference:2\.1 does not run locally/);
  });
});
