import { expect } from "chai";
import type { RetrainAnswer, RetrainEvent } from "../../lambda/retrain/event";
import type { ValidateAnswer } from "../../lambda/validate/event";
import { pythonSetupTimeout } from "../support/python";
import { functionOnS3, metricsOf, type FunctionOnS3 } from "./functionOnS3";
import { lambdaBundle } from "../../lambda/bundles";
import { invokeBundle } from "./invokeBundle";

/** Rows of a label, a uniform column and one that is `shift` further on. */
function rows(count: number, shift = 0): string {
  const lines = Array.from({ length: count }, (_, row) => `${row % 2},${row % 97},${((row * 7) % 101) / 10 + shift}`);
  return `${lines.join("\n")}\n`;
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe("the function that decides on retraining", () => {
  let on: FunctionOnS3;
  let bucket: string;
  let Production: RetrainEvent["Production"];

  before(async function () {
    this.timeout(pythonSetupTimeout);
    on = await functionOnS3("retrain");
  });
  after(() => on.stop());
  beforeEach(async () => {
    bucket = await on.bucket();
    Production = { Found: true, Version: 7, CreationTime: daysAgo(30.5) };
  });

  /** Leaves the statistics of a table at `$.Production.StatisticsUri`, as validation writes them. */
  async function trainedOn(table: string) {
    await on.put(bucket, "raw.csv", table);
    const event = { Pipeline: "churn", Run: "first", Bucket: bucket, Source: `s3://${bucket}/raw.csv` };
    const { result } = await invokeBundle<ValidateAnswer>(lambdaBundle("validate"), on.endpoint, {}, event);
    expect(result).to.include({ IsValid: true });
    Production = { ...Production, StatisticsUri: result!.StatisticsUri };
  }
  const ask = (event: object = {}) => on.invoke<RetrainAnswer>({ Pipeline: "churn", Production, ...event });
  async function decide(event: object = {}) {
    const { result, error, log } = await ask(event);
    expect(error).to.equal(undefined);
    return { ...result!, log };
  }
  const newData = async (table: string | Buffer, DriftLimit = 0.2) => {
    await on.put(bucket, "new/data.csv", table);
    return { Data: { Source: `s3://${bucket}/new/data.csv`, DriftLimit } };
  };
  const records = async (text: string, limits: object = { Minimum: 0.8 }, Metric = "auc") => {
    await on.put(bucket, "records/2026/1.csv", text);
    return { Quality: { Metric, Records: `s3://${bucket}/records/`, ...limits } };
  };

  it("says that a model is needed where there is none, and reads nothing", async () => {
    const Data = { Source: `s3://no-such-bucket/data.csv`, DriftLimit: 0.2 };
    const { log, ...answer } = await decide({ Production: { Found: false }, MaxAgeInDays: 1, Data });
    const Reason = "No version is in production.";
    expect(answer).to.deep.equal({ Retrain: true, Reason, Reasons: [Reason], Unknown: [] });
    expect(metricsOf(log)).to.deep.equal({ Retrain: 1 });
  });

  it("tells the age of the version in production", async () => {
    expect(await decide({ MaxAgeInDays: 31 })).to.deep.include({
      Retrain: false,
      Reason: "Version 7 in production is still good.",
      Reasons: [],
    });
    const { log, ...old } = await decide({ MaxAgeInDays: 30 });
    expect(old.Reasons).to.deep.equal(["Version 7 in production is 30.5 days old, allowed: at most 30."]);
    const decision = log.map((line) => JSON.parse(line)).find(({ message }) => message === "Decided");
    expect(decision).to.deep.include({ ...old, Version: 7, ModelAgeInDays: 30.5, MaxPsi: null });
    expect(metricsOf(log).ModelAgeInDays).to.be.closeTo(30.5, 0.01);
  });

  it("compares new data with what the version was trained on", async () => {
    await trainedOn(rows(1000));
    const same = await decide(await newData(rows(1000)));
    expect(same).to.include({ Retrain: false });
    expect(metricsOf(same.log).MaxPsi).to.be.within(0, 0.01);

    const { Retrain, Reason, log } = await decide(await newData(`label,a,b\n${rows(1000, 4)}`));
    expect(Retrain).to.equal(true);
    expect(Reason).to.match(
      /^column 3 of s3:\/\/data-\d+\/new\/data\.csv is unlike what version 7 in production was trained on \(population stability index \d\.\d+, allowed: at most 0\.2\)\.$/,
    );
    expect(metricsOf(log).MaxPsi).to.be.above(0.2);
  });

  it("counts gaps, and reads all objects below a prefix", async () => {
    await trainedOn(rows(1000));
    const gaps = rows(1000).replaceAll(/^(\d),\d+/gm, "$1,");
    expect((await decide(await newData(gaps))).Reason).to.contain("column 2 of");
    await on.put(bucket, "parts/1.csv", rows(1000));
    await on.put(bucket, "parts/2.csv", rows(1000, 100));
    const parts = { Data: { Source: `s3://${bucket}/parts/`, DriftLimit: 0.2 } };
    expect((await decide(parts)).Reason).to.contain("column 3 of");
  });

  it("measures predictions whose labels have become known", async () => {
    const good = await decide(await records("1,0.9\n0,0.2\n1,0.6\n0,0.1\n"));
    expect(good).to.include({ Retrain: false });
    expect(metricsOf(good.log).LiveQuality).to.equal(1);
    const poor = await decide(await records("1,0.9\n0,0.2\n1,0.1\n0,0.15\n"));
    expect(poor).to.deep.include({ Retrain: true, Reasons: ["auc in production is 0.5, allowed: at least 0.8."] });
    const far = await decide(await records("10,14\n20,24\n", { Maximum: 3 }, "rmse"));
    expect(far.Reason).to.equal("rmse in production is 4, allowed: at most 3.");
  });

  const early: Record<string, [text: string, why: string, metric?: string]> = {
    "there are no records": ["", "holds no predictions"],
    "all are of one class": ["0,0.1\n0,0.7\n", "has label 0 in each row"],
    "their labels do not differ": ["3,1\n3,2\n", "gives no number", "r2"],
  };
  for (const [what, [text, why, metric = "auc"]] of Object.entries(early)) {
    it(`needs no model yet while ${what}`, async () => {
      const { log, ...answer } = await decide(await records(text, { Minimum: 0.8 }, metric));
      const unknown = `${metric} is not known yet: s3://${bucket}/records/ ${why}.`;
      expect(answer).to.deep.equal({
        Retrain: false,
        Reason: `Version 7 in production is still good. ${unknown}`,
        Reasons: [],
        Unknown: [unknown],
      });
      expect(metricsOf(log)).not.to.have.property("LiveQuality");
    });
  }

  it("gives all reasons that there are", async () => {
    await trainedOn(rows(1000));
    const event = { MaxAgeInDays: 7, ...(await newData(rows(500, 9))), ...(await records("1,0.1\n0,0.9\n")) };
    const { Reasons, Reason } = await decide(event);
    expect(Reasons).to.have.length(3);
    expect(Reason).to.equal(Reasons.join(" "));
  });

  const unreadable: Record<string, [table: string | Buffer, message: string]> = {
    "with text among its numbers": ["1,2,3\n0,two,3\n", 'row 2: found "two", allowed: numbers'],
    "of other columns": ["1,2\n0,2\n", "row 1: found 2 columns, allowed: 3, as in s3://"],
    "that is no text": [Buffer.from("1f8b080000", "hex"), "found a gzip file, allowed: CSV text"],
    "without a row": ["label,a,b\n", "holds no rows."],
  };
  for (const [what, [table, message]] of Object.entries(unreadable)) {
    it(`fails on data ${what}, in place of training on it`, async () => {
      await trainedOn(rows(100));
      const { error } = await ask(await newData(table));
      expect(error?.name).to.equal("DataError");
      expect(error?.message).to.contain(message);
    });
  }

  it("fails on what cannot be read, under S3's own name", async () => {
    await trainedOn(rows(100));
    const absent = await ask({ Data: { Source: `s3://${bucket}/absent.csv`, DriftLimit: 0.2 } });
    expect(absent.error).to.deep.include({ name: "NoSuchKey" });
    Production = { ...Production, StatisticsUri: `s3://${bucket}/gone.json` };
    expect((await ask(await newData(rows(100)))).error?.message).to.contain(
      `There is no object s3://${bucket}/gone.json`,
    );
    const refused = { Pipeline: "p", Production, MaxAgeInDays: 1, ...(await newData(rows(100))) };
    expect((await on.invoke(refused, "http://127.0.0.1:9")).error?.name).to.equal("DataSourceError");
    const text = await ask(await records("1,yes\n"));
    expect(text.error).to.deep.include({ name: "DataError" });
  });

  it("says what is wrong with its event", async () => {
    const Quality = { Metric: "AUC", Records: "records" };
    const { error } = await ask({ Quality, MaxAgeInDays: -1, More: 1 });
    expect(error?.name).to.equal("ConfigurationError");
    for (const path of ["Quality.Metric", "Quality.Records", "MaxAgeInDays", "More"])
      expect(error?.message).to.contain(`\n${path} `);
    Production = { Found: true, Version: 7 };
    const missing = await ask({ MaxAgeInDays: 1, ...(await newData(rows(1))) });
    expect(missing.error?.name).to.equal("ConfigurationError");
    for (const path of ["Production.CreationTime", "Production.StatisticsUri"])
      expect(missing.error?.message).to.contain(`\n${path} is not set`);
    const unlimited = await ask({ Quality: { Metric: "auc", Records: "s3://b/r/" } });
    expect(unlimited.error?.message).to.contain("allowed: with a Minimum, a Maximum or both");
  });
});
