import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { linearScale, sampled } from "../../local/report/chart";
import { formatNumber, formatSeconds } from "../../local/report/format";
import { renderReport, writeReport } from "../../local/report/report";
import type { IamTally, PipelineResult, Prediction, RunResult } from "../../local/runResult";
import { trainingPipeline } from "../asl/drawDefinitions";
import { type Element, everyElement, parseXml } from "../asl/drawXml";

const entry = (action: string) => ({ action, resource: "arn:aws:s3:::churn-dev-data/csv/*" });

const iam: IamTally = {
  calls: 12,
  denied: 0,
  unused: 0,
  notTaken: 0,
  roles: [
    { role: "churn-dev-jobs", calls: 12, denied: [], unused: [], notTaken: [], granted: [entry("s3:GetObject")] },
  ],
};

const binary: Prediction[] = [
  { label: 0, prediction: 0.1 },
  { label: 0, prediction: 0.4 },
  { label: 1, prediction: 0.35 },
  { label: 1, prediction: 0.8 },
];

const succeeded: PipelineResult = {
  name: "churn",
  status: "SUCCEEDED",
  seconds: 6,
  states: [
    { name: "Generate dataset", status: "SUCCEEDED", seconds: 1 },
    { name: "Train model", status: "SUCCEEDED", seconds: 3, job: "churn-dev-train-0a1b2c3d4e5f" },
    { name: "Save model", status: "SUCCEEDED", seconds: 0.004 },
    { name: "Batch transform", status: "SUCCEEDED", seconds: 1.5 },
  ],
  metrics: { "train:rmse": 0.12345678, auc: 0.75 },
  artifacts: { model: "s3://churn-dev-data/models/model.tar.gz" },
  iam,
  curve: [0.5, 0.3, 0.2].flatMap((value, step) => [
    { name: "train:rmse", step, value },
    { name: "validation:rmse", step, value: value + 0.1 },
  ]),
  tuning: [],
  notes: [],
  endpoints: [],
  predictions: binary,
  definition: trainingPipeline,
};

const cause = JSON.stringify({ TrainingJobStatus: "Failed", FailureReason: "ClientError: <label> out of range" });

const failed: PipelineResult = {
  ...succeeded,
  name: "broken",
  status: "FAILED",
  states: [
    { name: "Train model", status: "CAUGHT", seconds: 2 },
    { name: "Pipeline failed", status: "FAILED", seconds: 0 },
  ],
  metrics: {},
  artifacts: {},
  curve: [],
  predictions: [],
  iam: {
    calls: 3,
    denied: 1,
    unused: 1,
    notTaken: 0,
    roles: [{ ...iam.roles[0]!, calls: 3, denied: [entry("s3:PutObject")], unused: [entry("s3:ListBucket")] }],
  },
  error: { name: "States.TaskFailed", state: "Train model", cause },
};

const run = (...pipelines: PipelineResult[]): RunResult => ({
  project: "sagemaker-pipelines",
  stack: "dev",
  startedAt: "2026-03-01T12:34:56.789Z",
  seconds: 14.25,
  orchestrationSeconds: 1.5,
  pipelines,
});

const read = (page: string) => everyElement(parseXml(page));
const words = (element: Element): string =>
  [element.text, ...element.children.map(words)].join(" ").replace(/\s+/g, " ");
const tables = (page: string) => {
  const found = read(page).filter(({ name }) => name === "table");
  return new Map(found.map((table) => [table.children[0]!.text, table]));
};
const rowsOf = (table: Element) =>
  everyElement(table)
    .filter(({ name }) => name === "tr")
    .slice(1)
    .map((row) => row.children.map((cell) => words(cell).trim()));

describe("HTML report", () => {
  const page = renderReport(run(succeeded, failed));

  it("is well-formed, with every id once and every reference answered", () => {
    const elements = read(page);
    const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).to.equal(ids.length);
    const wanted = elements.flatMap(({ attributes }) => [
      ...(attributes["aria-labelledby"]?.split(" ") ?? []),
      ...(attributes.href?.startsWith("#") ? [attributes.href.slice(1)] : []),
    ]);
    expect(ids).to.include.members(wanted);
  });

  it("loads nothing and runs nothing", () => {
    const elements = read(page);
    for (const { name, attributes } of elements) {
      expect(["script", "link", "img", "iframe", "object", "use", "image"]).not.to.include(name);
      expect(Object.keys(attributes).filter((key) => /^(src|srcset|style|on\w+)$/.test(key))).to.deep.equal([]);
      expect(attributes.href ?? "#").to.match(/^#/);
    }
    const styles = elements.filter(({ name }) => name === "style").map(({ text }) => text);
    expect(styles.join("")).not.to.match(/url\(|@import|https?:/);
  });

  it("has landmarks, a language, captioned tables and titled charts", () => {
    const elements = read(page);
    const names = elements.map(({ name }) => name);
    expect(names).to.include.members(["header", "nav", "main", "footer", "h1"]);
    expect(elements[0]!.attributes.lang).to.equal("en");
    for (const table of elements.filter(({ name }) => name === "table")) {
      expect(table.children[0]).to.have.property("name", "caption");
    }
    for (const picture of elements.filter(({ attributes }) => attributes.role === "img")) {
      expect(picture.children[0]).to.have.property("name", "title");
    }
  });

  it("shows the trials of a tuning job, endpoints and notes", () => {
    const trial = (number: number, more: object) => ({
      ...{ name: `t-00${number}`, status: "Completed" as const, seconds: number },
      ...{ hyperParameters: { eta: "0.123456", booster: "dart" }, ...more },
    });
    const tuned: PipelineResult = {
      ...succeeded,
      tuning: [
        {
          ...{ job: "tune", metric: "validation:auc", goal: "Maximize", maxTrials: 3, best: "t-002" },
          trials: [
            trial(1, { objective: 0.5 }),
            trial(2, { objective: 0.98765 }),
            trial(3, { status: "Failed", failureReason: "ClientError: <no>" }),
          ],
        },
      ],
      endpoints: [{ name: "churn", status: "InService", url: "http://127.0.0.1:4000" }],
      notes: ["Not sent to <topic>"],
    };
    const shown = renderReport(run(tuned));
    expect(rowsOf(tables(shown).get("tune: 3 trials to maximize validation:auc")!)).to.deep.equal([
      ["t-001", "0.1235", "dart", "0.5", "1 s"],
      ["t-002 best", "0.1235", "dart", "0.9877", "2 s"],
      ["t-003", "0.1235", "dart", "Failed: ClientError: <no>", "3 s"],
    ]);
    const endpoints = tables(shown).get("Endpoints as they were last; they ended with the run")!;
    expect(rowsOf(endpoints)).to.deep.equal([["churn", "InService", "http://127.0.0.1:4000"]]);
    expect(
      read(shown)
        .filter(({ name }) => name === "li")
        .map(({ text }) => text),
    ).to.include("Not sent to <topic>");
  });

  it("shows how each state ended and how long it took", () => {
    expect(rowsOf(tables(renderReport(run(succeeded))).get("States in the order of the run")!)).to.deep.equal([
      ["Generate dataset", "Succeeded", "1 s", ""],
      ["Train model churn-dev-train-0a1b2c3d4e5f", "Succeeded", "3 s", ""],
      ["Save model", "Succeeded", "0 s", ""],
      ["Batch transform", "Succeeded", "1.5 s", ""],
    ]);
    const drawn = read(page).filter(({ attributes }) => attributes["data-state"] === "Train model");
    expect(drawn.map(({ attributes }) => attributes["data-status"])).to.deep.equal(["SUCCEEDED", "CAUGHT"]);
  });

  it("puts bars one after the other, or at the start when states ran at the same time", () => {
    const starts = (seconds: number) =>
      read(renderReport(run({ ...succeeded, seconds })))
        .filter(({ attributes }) => attributes.class === "bar")
        .map((bar) => Number(bar.children[1]!.attributes.x));
    expect(starts(5.504)).to.deep.equal([0, 18.2, 72.7, 72.7]);
    expect(starts(3)).to.deep.equal([0, 0, 0, 0]);
  });

  it("shows metrics, artifacts and the tally by role", () => {
    const found = tables(renderReport(run(succeeded)));
    expect(rowsOf(found.get("Final values")!)).to.deep.equal([
      ["train:rmse", "0.1235"],
      ["auc", "0.75"],
    ]);
    expect(rowsOf(found.get("What the run made; gone with it, unless --keep DIR is given")!)).to.deep.equal([
      ["model", "s3://churn-dev-data/models/model.tar.gz"],
    ]);
    expect(rowsOf(found.get("12 calls judged: 0 denied, 0 granted entries unused")!)).to.deep.equal([
      ["churn-dev-jobs", "12", "0", "1", "0"],
    ]);
    expect(rowsOf(found.get("Granted to churn-dev-jobs")!)).to.deep.equal([
      ["s3:GetObject", "arn:aws:s3:::churn-dev-data/csv/*"],
    ]);
  });

  it("draws a line for each data set, with axes and a legend", () => {
    const figure = read(page).find(({ name, children }) => name === "figure" && children[0]!.text === "rmse by round")!;
    const lines = everyElement(figure).filter(
      ({ name, attributes }) => name === "path" && attributes.class?.startsWith("line"),
    );
    expect(lines.filter(({ attributes }) => attributes.d!.split("L").length === 3)).to.have.length(2);
    expect(words(figure))
      .to.include("train (last 0.2)")
      .and.to.include("validation (last 0.3)")
      .and.to.include("Round");
    expect(words(figure)).to.include("train: from 0.5 to 0.2 in 3 rounds; validation: from 0.6 to 0.3 in 3 rounds");
  });

  it("draws ROC curve, distribution and confusion matrix of labels of 0 and 1", () => {
    expect(page).to.include("ROC curve: AUC 0.75").and.to.include("Predictions by label");
    expect(rowsOf(tables(page).get("Confusion matrix at 0.5")!)).to.deep.equal([
      ["0", "(100 %) 2", "(0 %) 0", "2"],
      ["1", "(50 %) 1", "(50 %) 1", "2"],
    ]);
  });

  it("draws continuous labels beside the diagonal, thinned out when there are many", () => {
    const predictions = Array.from({ length: 20000 }, (_, index) => ({ label: index / 7, prediction: index / 7 + 1 }));
    const scatter = renderReport(run({ ...succeeded, predictions }));
    expect(scatter).to.include("Predicted against true: RMSE 1<").and.to.include("1000 of 20000 rows");
    expect(scatter.match(/<circle class="point/g)).to.have.length(1000);
    expect(scatter).not.to.include("ROC");
    expect(scatter.length).to.be.below(250_000);
  });

  it("keeps the page small for any number of predictions", () => {
    const predictions = Array.from({ length: 100_000 }, (_, index) => ({
      label: index % 3 === 0 ? 1 : 0,
      prediction: ((index * 7919) % 100_003) / 100_003,
    }));
    expect(renderReport(run({ ...succeeded, predictions })).length).to.be.below(150_000);
  });

  it("shows the error with its reason and its whole cause", () => {
    const error = read(page).find(({ attributes }) => attributes.class === "error")!;
    expect(words(error))
      .to.include("States.TaskFailed in Train model")
      .and.to.include("ClientError: <label> out of range");
    expect(words(error)).to.include('"TrainingJobStatus": "Failed"');
    const text = renderReport(run({ ...failed, error: { name: "X", cause: "no <JSON>" } }));
    expect(text).to.include("<pre>no &lt;JSON&gt;</pre>");
    expect(renderReport(run({ ...failed, error: { name: "X", cause: "null" } }))).to.include("<pre>null</pre>");
    expect(rowsOf(tables(page).get("Denied to churn-dev-jobs")!)[0]![0]).to.equal("s3:PutObject");
  });

  it("lists what a whole run did not need, and of a run that ended early says that it is not known", () => {
    const whole = tables(renderReport(run({ ...failed, status: "SUCCEEDED" })));
    expect(rowsOf(whole.get("Unused by churn-dev-jobs")!)[0]![0]).to.equal("s3:ListBucket");
    const early = renderReport(run(failed));
    expect(tables(early).has("Unused by churn-dev-jobs")).to.equal(false);
    expect(early).to.include("the run ended early, so what it would still have needed is not known");
  });

  it("tells artifacts that were kept from those that are gone", () => {
    const kept = { ...succeeded, artifacts: { model: "s3://b/model.tar.gz", modelFile: "out/model.tar.gz" } };
    expect([...tables(renderReport(run(kept))).keys()]).to.include("What the run left");
  });

  it("never shows a value that is none", () => {
    const odd: PipelineResult = {
      ...succeeded,
      seconds: 0,
      states: [{ name: "A", status: "SUCCEEDED", seconds: 0 }],
      metrics: { auc: NaN },
      curve: [
        { name: "loss", step: 0, value: 1 },
        { name: "train:auc", step: 0, value: NaN },
      ],
      predictions: [{ label: 1, prediction: 3 }],
    };
    const one = { ...odd, predictions: [{ label: 5, prediction: NaN }] };
    for (const result of [run(succeeded, failed), run(), run(odd, one), run({ ...odd, curve: [], predictions: [] })]) {
      expect(renderReport(result)).not.to.match(/undefined|NaN|Infinity|\[object/);
      read(renderReport(result));
    }
  });

  it("escapes all that comes from outside", () => {
    const name = `<b>"x"&y</b>`;
    const hostile = {
      ...failed,
      name,
      states: [{ name, status: "FAILED" as const, seconds: 1, job: name }],
      metrics: { [name]: 1 },
      artifacts: { [name]: name },
      curve: [{ name, step: 0, value: 1 }],
      predictions: binary,
      iam: { ...iam, roles: [{ ...iam.roles[0]!, role: name, granted: [{ action: name, resource: name }] }] },
      error: { name, cause: name, state: name },
    };
    const text = renderReport({ ...run(hostile), project: name, startedAt: name });
    read(text);
    expect(text).not.to.include("<b>");
  });
});

describe("writeReport", () => {
  it("makes the folder, and leaves what was there when it cannot finish", async () => {
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    try {
      const path = join(folder, "new", "report.html");
      await writeReport(run(succeeded), path);
      expect(readFileSync(path, "utf8")).to.equal(renderReport(run(succeeded)));
      expect(readdirSync(join(folder, "new"))).to.deep.equal(["report.html"]);
      writeFileSync(join(folder, "file"), "");
      const error = await writeReport(run(), join(folder, "file", "report.html")).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(Error);
      expect(readFileSync(join(folder, "file"), "utf8")).to.equal("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("chart axes and numbers", () => {
  it("have ticks at round values", () => {
    expect(linearScale([0, 1], [0, 100]).ticks.map(formatNumber)).to.deep.equal(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
    expect(linearScale([0, 4], [0, 100]).ticks).to.deep.equal([0, 1, 2, 3, 4]);
    expect(linearScale([-13, 37], [0, 100]).ticks).to.deep.equal([-10, 0, 10, 20, 30]);
    expect(linearScale([0.353, 0.61], [0, 100]).ticks.map(formatNumber)).to.deep.equal(["0.4", "0.5", "0.6"]);
    expect(linearScale([3, 3], [0, 100])(3)).to.equal(50);
    expect(linearScale([0, 10], [100, 0])(2.5)).to.equal(75);
  });

  it("thin out evenly, ends included", () => {
    const items = Array.from({ length: 1000 }, (_, index) => index);
    expect(sampled(items, 5)).to.deep.equal([0, 250, 500, 749, 999]);
    expect(sampled(items, 2000)).to.equal(items);
  });

  it("are written in few digits", () => {
    expect([0.98765, 12, 1e-7, 123456.789, -0.5, NaN, Infinity].map(formatNumber)).to.deep.equal([
      "0.9877",
      "12",
      "1e-7",
      "123500",
      "-0.5",
      "–",
      "–",
    ]);
    expect([0.004, 0.042, 12.34, 60, 125, 3720].map(formatSeconds)).to.deep.equal([
      "0 s",
      "0.04 s",
      "12.3 s",
      "1 min 0 s",
      "2 min 5 s",
      "1 h 2 min",
    ]);
  });
});
