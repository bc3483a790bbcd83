import { expect } from "chai";
import type { EvaluateAnswer, EvaluateEvent } from "../../lambda/evaluate/event";
import { pythonSetupTimeout } from "../support/python";
import { functionOnS3, metricsOf, type FunctionOnS3 } from "./functionOnS3";

const GOOD = "1,0.9\n1,0.8\n0,0.3\n0,0.1\n";
const POOR = "1,0.9\n1,0.2\n0,0.3\n0,0.1\n";
const NUMBERS = "10,11\n20,19\n30,33\n";

describe("the evaluating function", () => {
  let on: FunctionOnS3;
  let bucket: string;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    on = await functionOnS3("evaluate");
  });
  after(() => on.stop());
  beforeEach(async () => (bucket = await on.bucket()));

  /** Measures candidates with these predictions. */
  async function evaluate(predictions: Record<string, string>, event: Partial<EvaluateEvent> = {}) {
    for (const [name, text] of Object.entries(predictions)) await on.put(bucket, `p/${name}/test.csv.out`, text);
    const Candidates = Object.keys(predictions).map((Name) => ({
      Name,
      Predictions: `s3://${bucket}/p/${Name}/`,
      ModelDataUrl: `s3://${bucket}/models/${Name}.tar.gz`,
      TrainingJobName: `train-${Name}`,
    }));
    const { result, error, log } = await on.invoke<EvaluateAnswer>({
      Pipeline: "churn",
      Candidates,
      Metric: "auc",
      Threshold: 0.7,
      Output: `s3://${bucket}/evaluation/`,
      ...event,
    });
    expect(error).to.equal(undefined);
    return { ...result!, log };
  }
  const read = async (name: string) => JSON.parse(await on.read(bucket, `evaluation/${name}`));

  it("picks the best candidate, and writes its quality as SageMaker does", async () => {
    const { log, ...answer } = await evaluate({ poor: POOR, good: GOOD });
    expect(answer).to.deep.equal({
      Passed: true,
      Reason: "auc of good is 1, as good as 0.7 or better.",
      Metric: "auc",
      Value: 1,
      Best: { Name: "good", ModelDataUrl: `s3://${bucket}/models/good.tar.gz`, TrainingJobName: "train-good" },
      Metrics: { auc: "1", accuracy: "1", f1: "1", logloss: "0.197635" },
      Candidates: [
        { Name: "poor", Value: 0.75 },
        { Name: "good", Value: 1 },
      ],
      MetricsUri: `s3://${bucket}/evaluation/metrics.json`,
    });
    const { dataset, binary_classification_metrics: metrics } = await read("metrics.json");
    expect(dataset.item_count).to.equal(4);
    expect(metrics.confusion_matrix).to.deep.equal({ "0": { "0": 2, "1": 0 }, "1": { "0": 0, "1": 2 } });
    expect(metrics.auc).to.deep.equal({ value: 1, standard_deviation: "NaN" });
    expect(await read("evaluation.json")).to.deep.include({ ...answer, Threshold: 0.7, LargerIsBetter: true });
    expect(metricsOf(log)).to.include({ auc: 1, accuracy: 1, Passed: 1 });
  });

  it("takes less for better where it is", async () => {
    const answer = await evaluate({ far: "10,20\n20,10\n", near: NUMBERS }, { Metric: "rmse", Threshold: 2 });
    expect(answer).to.deep.include({ Passed: true, Value: 1.91485 });
    expect(answer.Best!.Name).to.equal("near");
    expect((await read("metrics.json")).regression_metrics.mse.value).to.be.closeTo(11 / 3, 1e-12);
    const strict = await evaluate({ near: NUMBERS }, { Metric: "rmse", Threshold: 1.9 });
    expect(strict).to.include({ Passed: false, Reason: "rmse of near is 1.91485, allowed: at most 1.9." });
  });

  it("compares with the version in production", async () => {
    const against = (auc: string | undefined, event: Partial<EvaluateEvent> = {}) =>
      evaluate({ poor: POOR }, { Production: { Version: "7", Metrics: auc === undefined ? {} : { auc } }, ...event });
    expect(await against("0.75")).to.include({
      Passed: true,
      Reason: "auc of poor is 0.75, version 7 in production has 0.75.",
    });
    expect(await against("0.75", { MinimumImprovement: 0.01 })).to.include({
      Passed: false,
      Reason: "auc of poor is 0.75, allowed: at least 0.76, since version 7 in production has 0.75.",
    });
    expect(await against("0.8")).to.include({ Passed: false });
    for (const nothing of [undefined, "NaN", ""]) {
      const { Passed, Reason } = await against(nothing);
      expect(Passed).to.equal(false);
      expect(Reason).to.contain("version 7 in production has no auc to compare it with");
    }
    expect((await evaluate({ poor: POOR }, { Production: { Found: false } })).Passed).to.equal(true);
  });

  it("leaves out candidates that failed or cannot be measured", async () => {
    const failed = { Name: "broken", Error: "AlgorithmError" };
    const good = { Name: "good", Predictions: `s3://${bucket}/p/good`, ModelDataUrl: "m", TrainingJobName: "t" };
    await on.put(bucket, "p/good/1.out", GOOD);
    const answer = await evaluate({}, { Candidates: [failed, good] });
    expect(answer).to.deep.include({ Passed: true, Candidates: [failed, { Name: "good", Value: 1 }] });

    const none = await evaluate({}, { Candidates: [failed] });
    expect(none).to.deep.include({
      Passed: false,
      Reason: "No candidate could be measured: broken: AlgorithmError",
      Value: null,
      Best: null,
      Metrics: {},
      MetricsUri: "",
    });
    expect(metricsOf(none.log)).to.deep.equal({ Passed: 0 });
  });

  const unmeasured: Record<string, [text: string, reason: string, metric?: EvaluateEvent["Metric"]]> = {
    "one class": ["1,0.9\n1,0.8\n", "has label 1 in each row; auc takes rows of both classes."],
    "other labels": ["2,0.9\n1,0.8\n", "has a label 2; auc takes labels 0 and 1."],
    "no rows": ["\n", "holds no predictions."],
    "three columns": ["1,0.9,0.1\n", 'row 1: found "1,0.9,0.1", allowed: label,prediction: two numbers'],
    "not a number": ["1,nan\n", 'row 1: found "1,nan", allowed: label,prediction: two numbers'],
    "no probability": ["1,3\n0,0.2\n", "logloss is not a number for these predictions.", "logloss"],
    "labels without spread": ["1,3\n1,0.2\n", "r2 is not a number for these predictions.", "r2"],
  };
  for (const [what, [text, reason, Metric = "auc"]] of Object.entries(unmeasured)) {
    it(`does not pass on ${what}`, async () => {
      const { Passed, Reason } = await evaluate({ only: text }, { Metric });
      expect(Passed).to.equal(false);
      expect(Reason).to.contain("No candidate could be measured: only: ").and.to.contain(reason);
    });
  }

  it("says what is wrong with its event", async () => {
    const { error } = await on.invoke({ Pipeline: "p", Candidates: [], Metric: "AUC", Output: "x" });
    expect(error?.name).to.equal("ConfigurationError");
    for (const path of ["Candidates", "Metric", "Threshold", "Output"]) expect(error?.message).to.contain(`\n${path} `);
  });
});
