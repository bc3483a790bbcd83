import { expect } from "chai";
import type { JsonObject } from "../../asl/definition";
import type { CompareAnswer, CompareEvent } from "../../lambda/compare/event";
import { dataCapture } from "../../local/sagemaker/endpoints/dataCapture";
import { createEndpoint } from "../../local/sagemaker/endpoints/endpoint";
import { runTrainingJob } from "../../local/sagemaker/trainingJob";
import {
  bucket,
  modelOf,
  roleArn,
  sampleRows,
  startHarness,
  trainingRequest,
  type Harness,
} from "../local/sagemaker/harness";
import { pythonSetupTimeout } from "../support/python";
import { functionOnS3, metricsOf, type FunctionOnS3 } from "./functionOnS3";

/** What a variant was asked and what it answered. */
interface Captured {
  id?: string;
  inference?: string;
  asked?: string;
  answer: string;
  type?: string;
  time?: string;
}

const NOON = "2026-03-01T12:00:00Z";

describe("the comparing function", function () {
  this.timeout(60_000);
  let on: FunctionOnS3;
  let jobs: Harness;
  let endpoint: string;
  let count = 0;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    [on, jobs] = await Promise.all([functionOnS3("compare"), startHarness()]);
  });
  after(() => Promise.all([on.stop(), jobs.close()]));
  beforeEach(() => (endpoint = `churn-${count++}`));

  const captureConfig = {
    ...{ InitialSamplingPercentage: 100, DestinationS3Uri: `s3://${bucket}/capture/` },
    CaptureOptions: [{ CaptureMode: "Input" as const }, { CaptureMode: "Output" as const }],
    CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
  };
  /** Captures requests as a local endpoint does. */
  async function capture(name: string, requests: Captured[]) {
    const capturing = dataCapture(endpoint, captureConfig, jobs.env)!;
    requests.forEach(({ id, inference, asked, answer, type = "text/csv", time = NOON }, index) =>
      capturing.record(
        { name, roleArn },
        {
          ...{ eventId: id ?? `${name}-${index}`, ...(inference !== undefined && { inferenceId: inference }) },
          ...{ time: new Date(time), isShadow: name === "shadow" },
          input: { contentType: "text/csv", body: Buffer.from(asked ?? `${name},${index}`) },
          output: { contentType: type, body: Buffer.from(answer) },
        },
      ),
    );
    await capturing.flush();
  }
  const put = (labels: Record<string, string>) =>
    jobs.put(
      `truth/${endpoint}/2026/03/02/00/labels.jsonl`,
      Object.entries(labels)
        .map(([eventId, data]) =>
          JSON.stringify({
            groundTruthData: { data, encoding: "CSV" },
            eventMetadata: { eventId },
            eventVersion: "0",
          }),
        )
        .join("\n"),
    );
  const ask = (event: Partial<CompareEvent> | JsonObject) =>
    on.invoke<CompareAnswer>(
      {
        ...{
          Pipeline: "churn",
          Capture: `s3://${bucket}/capture/${endpoint}`,
          Production: "live",
          Candidate: "shadow",
        },
        ...{ From: "2026-03-01T11:59:59.500Z", To: "2026-03-01T12:30:00Z", MinimumRequests: 2, MaxDisagreement: 0.1 },
        Output: `s3://${bucket}/comparison/${endpoint}/`,
        ...event,
      },
      jobs.env.s3Endpoint,
    );
  async function compare(event: Partial<CompareEvent> = {}) {
    const { result, error, log } = await ask(event);
    expect(error).to.equal(undefined);
    return { ...result!, log };
  }
  const written = async () => JSON.parse(await jobs.get(`comparison/${endpoint}/comparison.json`));
  const groundTruth = () => ({ GroundTruth: `s3://${bucket}/truth/${endpoint}/`, Metric: "auc" as const });
  const answers = (...values: string[]): Captured[] => values.map((answer, index) => ({ id: `e${index}`, answer }));

  it("compares a shadow's copies with the originals", async () => {
    await capture("live", answers("0.9", "0.2", "0.7"));
    await capture("shadow", answers("0.8", "0.3", "0.51"));
    const { log, ...answer } = await compare();
    expect(answer).to.deep.equal({
      Promote: true,
      Reason: "shadow and live disagree on 0 % of 3 requests.",
      Requests: { Production: 3, Candidate: 3 },
      Compared: 3,
      Disagreement: 0,
      ErrorShare: { Production: 0, Candidate: 0 },
      Metrics: null,
      ComparisonUri: `s3://${bucket}/comparison/${endpoint}/comparison.json`,
    });
    expect(metricsOf(log)).to.deep.equal({ Disagreement: 0, CandidateErrorShare: 0, ComparedRequests: 3, Promote: 1 });
    expect(await written()).to.deep.include({ ...answer, IsWhole: true, Labelled: null, Examples: [] });
  });

  it("does not promote what disagrees too often, and shows where", async () => {
    await capture("live", answers("0.9", "0.2", "0.7\n0.1"));
    await capture("shadow", answers("0.8", "0.6", "0.7\n0.2"));
    expect(await compare()).to.deep.include({
      Promote: false,
      Reason: "shadow and live disagree on 25 % of 3 requests, allowed: at most 10 %.",
      Disagreement: 0.25,
    });
    expect((await written()).Examples).to.deep.equal([{ eventId: "e1", production: [0.2], candidate: [0.6] }]);
    expect(await compare({ MaxDisagreement: 0.25 })).to.include({ Promote: true });
  });

  it("compares numbers by their relative difference, and names as they are", async () => {
    await capture("live", answers("100", "-100", "benign"));
    await capture("shadow", answers("104", "-94", "benign"));
    expect(await compare({ Tolerance: 0.05 })).to.include({ Disagreement: 0.333333 });
    expect(await compare({ Tolerance: 0.06 })).to.include({ Disagreement: 0, Promote: true });
  });

  it("reads JSON and base64, and counts as many values as the longer answer has", async () => {
    const json = (answer: string, index: number) => ({ id: `e${index}`, answer, type: "application/json" });
    await capture("live", [
      ...['{"predictions":[{"score":0.9},{"score":0.1}]}', "[0.2,0.3]"].map(json),
      { id: "text", answer: "0.6", type: "text/plain; charset=utf-8" },
    ]);
    await capture("shadow", [
      ...['{"predictions":[{"score":0.7},{"score":0.2}]}', "[0.2]"].map(json),
      { id: "text", answer: "0.4", type: "text/plain; charset=utf-8" },
    ]);
    expect(await compare()).to.include({ Compared: 3, Disagreement: 0.4 });
  });

  it("pairs by event ID, else by inference ID, else by equal bodies", async () => {
    await capture("live", [
      { inference: "order-1", answer: "0.9" },
      { asked: "1,2,3", answer: "0.1" },
      { asked: "of production alone", answer: "0.9" },
      { id: "same", inference: "again", answer: "0.9" },
      { id: "other", inference: "again", answer: "0.1" },
    ]);
    await capture("shadow", [
      { inference: "order-1", answer: "0.8" },
      { asked: "1,2,3", answer: "0.2" },
      { asked: "of the candidate alone", answer: "0.1" },
      { id: "other", inference: "again", answer: "0.1" },
    ]);
    expect(await compare()).to.deep.include({
      Requests: { Production: 5, Candidate: 4 },
      Compared: 3,
      Disagreement: 0,
    });
  });

  it("waits for enough requests of the time that counts", async () => {
    const outside = ["2026-03-01T11:59:58Z", "2026-03-01T12:30:01Z", "2026-02-28T12:00:00Z"];
    await capture("live", answers("0.9", "0.9"));
    await capture("shadow", answers("0.9"));
    for (const time of outside) await capture("shadow", [{ answer: "0.9", time }]);
    expect(await compare()).to.deep.include({
      Promote: false,
      Reason: "shadow answered 1 request, allowed: at least 2.",
      Requests: { Production: 2, Candidate: 1 },
    });
    endpoint = "never-asked";
    expect(await compare()).to.deep.include({
      Reason: "live answered 0 requests, allowed: at least 2.",
      Disagreement: null,
      ErrorShare: { Production: null, Candidate: null },
    });
  });

  it("does not promote what answers with nothing usable", async () => {
    await capture("live", answers("0.9", "0.8", "0.1", "0.2"));
    await capture("shadow", answers("0.9", "nan", "", "0.2,inf"));
    expect(await compare()).to.deep.include({
      Promote: false,
      Reason: "75 % of the answers of shadow are unusable, allowed: at most 0 %.",
      ErrorShare: { Production: 0, Candidate: 0.75 },
      Compared: 1,
    });
    expect((await compare({ MaxErrorShare: 0.8, MinimumRequests: 1 })).Promote).to.equal(true);
  });

  it("lets quality decide where each variant has requests of its own", async () => {
    const requests = (...scores: number[]) =>
      scores.map((score, index) => ({ inference: `r${index}`, answer: `${score}` }));
    await capture(
      "live",
      requests(0.9, 0.3, 0.4, 0.1).map((one) => ({ ...one, inference: `live-${one.inference}` })),
    );
    await capture("shadow", requests(0.9, 0.6, 0.4, 0.1));
    const nothing = await compare();
    expect(nothing).to.include({ Promote: false, Disagreement: null });
    expect(nothing.Reason).to.equal(
      "Both answered 0 requests so that it can be compared, allowed: at least 2, or ground truth.",
    );

    const labels = ["1", "1", "0", "0"].flatMap((label, index) => [
      [`r${index}`, label],
      [`live-r${index}`, label],
    ]);
    await put({ ...Object.fromEntries(labels), "another request": "1" });
    expect(await compare(groundTruth())).to.deep.include({
      Promote: true,
      Reason: "auc of shadow is 1, live has 0.75.",
      Metrics: {
        Production: { auc: "0.75", accuracy: "0.75", f1: "0.666667", logloss: "0.48138" },
        Candidate: { auc: "1", accuracy: "1", f1: "1", logloss: "0.308093" },
      },
    });
    expect((await written()).Labelled).to.deep.equal({ Production: 4, Candidate: 4 });
    const { Promote, Reason } = await compare({ ...groundTruth(), Production: "shadow", Candidate: "live" });
    expect({ Promote, Reason }).to.deep.equal({
      Promote: false,
      Reason: "auc of live is 0.75, allowed: at least 1, as shadow has.",
    });
  });

  it("does not promote on too little ground truth, or on one class", async () => {
    await capture("live", answers("0.9", "0.8", "0.1"));
    await capture("shadow", answers("0.9", "0.8", "0.1"));
    expect((await compare(groundTruth())).Reason).to.equal(
      "Ground truth is known of 0 requests that live answered, allowed: at least 2.",
    );
    await put({ e0: "1", e1: "1" });
    const { Promote, Reason, Metrics } = await compare(groundTruth());
    expect({ Promote, Metrics }).to.deep.equal({ Promote: false, Metrics: null });
    expect(Reason).to.equal(
      "auc cannot be told: what live answered has label 1 in each row; auc takes rows of both classes.",
    );
    await put({ e0: "1", e1: "1", e2: "0" });
    expect((await compare(groundTruth())).Reason).to.equal(
      "auc of shadow is 1, live has 1. shadow and live disagree on 0 % of 3 requests.",
    );
  });

  it("compares two models behind a real endpoint", async () => {
    await jobs.put("csv/train.csv", sampleRows.join("\n"));
    const models = ["1", "20"].map(async (num_round) => {
      const HyperParameters = { num_round, objective: "binary:logistic" };
      const training = trainingRequest({ TrainingJobName: `rounds-${num_round}`, HyperParameters });
      const { ModelArtifacts } = await runTrainingJob(training, jobs.env);
      return modelOf((ModelArtifacts as JsonObject)["S3ModelArtifacts"] as string);
    });
    const variant = (VariantName: string) => ({
      ...{ VariantName, ModelName: "model", InitialInstanceCount: 1, InstanceType: "ml.m5.large" as const },
      InitialVariantWeight: 1,
    });
    const config = {
      ...{ EndpointConfigName: "shadowed", DataCaptureConfig: captureConfig },
      ...{ ProductionVariants: [variant("live")], ShadowProductionVariants: [variant("shadow")] },
    };
    const faults: unknown[] = [];
    const listeners = { onChange: () => undefined, onFault: (error: unknown) => faults.push(error) };
    const From = new Date().toISOString();
    const served = await createEndpoint(endpoint, { config, models: await Promise.all(models) }, jobs.env, listeners);
    try {
      await served.settled();
      expect(faults).to.deep.equal([]);
      const rows = sampleRows.slice(0, 60).map((row) => row.split(","));
      for (const [index, [, ...features]] of rows.entries()) {
        const headers = { "Content-Type": "text/csv", "X-Amzn-SageMaker-Inference-Id": `row-${index}` };
        await fetch(`${served.url}/invocations`, { method: "POST", headers, body: features.join(",") });
      }
      await served.flush();
      await put(Object.fromEntries(rows.map(([label = ""], index) => [`row-${index}`, label])));
    } finally {
      await served.stop();
    }
    const To = new Date().toISOString();
    const { Promote, Compared, Disagreement, Metrics, Requests } = await compare({
      ...{ ...groundTruth(), From, To, Metric: "logloss", MinimumRequests: 50, MaxDisagreement: 0.5 },
    });
    expect({ Promote, Compared, Requests }).to.deep.equal({
      Promote: true,
      Compared: 60,
      Requests: { Production: 60, Candidate: 60 },
    });
    expect(Disagreement).to.be.below(0.2);
    expect(Number(Metrics!.Candidate["logloss"])).to.be.below(Number(Metrics!.Production["logloss"]) / 2);
  });

  it("fails on files that are something else, and on what cannot be read or written", async () => {
    await capture("live", answers("0.9", "0.8"));
    await capture("shadow", answers("0.9", "0.8"));
    const output = await ask({ Output: "s3://no-such-bucket/comparison/" });
    expect(output.error?.name).to.equal("NoSuchBucket");
    await jobs.put(`truth/${endpoint}/labels.csv`, "e0,1\n");
    const labels = await ask(groundTruth());
    expect(labels.error).to.deep.equal({
      name: "DataError",
      message: `s3://data/truth/${endpoint}/labels.csv, line 1: found "e0,1", allowed: a line of ground truth.`,
    });
    await jobs.put(
      `capture/${endpoint}/live/2026/03/01/12/a.jsonl`,
      '{"captureData":{},"eventMetadata":{"eventId":1}}\n',
    );
    expect((await ask({})).error?.message).to.contain("(see eventMetadata.eventId), allowed: a line of captured data.");
  });

  it("says what is wrong with its event", async () => {
    const wrong = await ask({
      Capture: "capture",
      From: "yesterday",
      MinimumRequests: 0,
      MaxDisagreement: 2,
      Metric: "AUC",
    });
    expect(wrong.error?.name).to.equal("ConfigurationError");
    for (const path of ["Capture", "From", "MinimumRequests", "MaxDisagreement", "Metric"])
      expect(wrong.error?.message).to.contain(`\n${path} `);
    const atOdds = await ask({ ...{ To: "2026-03-01T11:00:00Z", Candidate: "live", Metric: "rmse" } });
    expect(atOdds.error?.message).to.equal(
      [
        "The function's event is wrong.",
        'To is "2026-03-01T11:00:00Z", allowed: a time after From, by at most 31 days',
        "Tolerance is not set, allowed: a number, since rmse is a metric of numbers",
        'Candidate is "live", allowed: another variant than Production',
      ].join("\n"),
    );
    const unmeasured = await ask({ GroundTruth: "s3://data/truth/" });
    expect(unmeasured.error?.message).to.contain("\nMetric is not set, allowed: a metric, since there is GroundTruth");
  });
});
