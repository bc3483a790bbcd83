import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { InvalidRequest } from "../../../local/sagemaker/jobEnvironment";
import { readAnswers } from "../../../local/sagemaker/labeling/answers";
import { runLabelingJob } from "../../../local/sagemaker/labeling/labelingJob";
import { UserError } from "../../../local/userError";
import { botocoreMistakes } from "../../support/botocore";
import { pythonSetupTimeout } from "../../support/python";
import { bucket, roleArn, startHarness, type Harness } from "./harness";

const preLambda = (name: string) => `arn:aws:lambda:us-east-1:432418664414:function:${name}`;

function labelingRequest(changes: JsonObject = {}, task = "PRE-ImageMultiClass"): JsonObject {
  return {
    LabelingJobName: "Label-0123456789ab",
    LabelAttributeName: "sport",
    RoleArn: roleArn,
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${bucket}/in/input.manifest` } } },
    OutputConfig: { S3OutputPath: `s3://${bucket}/labeled/` },
    LabelCategoryConfigS3Uri: `s3://${bucket}/in/labels.json`,
    HumanTaskConfig: {
      WorkteamArn: "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team",
      UiConfig: { UiTemplateS3Uri: `s3://${bucket}/in/template.html` },
      PreHumanTaskLambdaArn: preLambda(task),
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: preLambda(task.replace("PRE", "ACS")) },
      TaskTitle: "Sport",
      TaskDescription: "Which sport is it?",
      NumberOfHumanWorkersPerDataObject: 1,
      TaskTimeLimitInSeconds: 60,
    },
    Tags: [{ Key: "project", Value: "test" }],
    ...changes,
  };
}

describe("runLabelingJob", () => {
  let jobs: Harness;
  let folder: string;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    folder = mkdtempSync(join(tmpdir(), "answers-test-"));
    const image = (name: string) => `s3://${bucket}/images/${name}.png`;
    const lines = ["a", "b", "c", "gone"].map((name) => ({ "source-ref": image(name), id: name }));
    await jobs.put("in/input.manifest", lines.map((line) => JSON.stringify(line)).join("\n"));
    await jobs.put("in/labels.json", JSON.stringify({ labels: [{ label: "football" }, { label: "rugby" }] }));
    await jobs.put("in/template.html", "<crowd-form></crowd-form>");
    for (const name of ["a", "b", "c"]) await jobs.put(`images/${name}.png`, name);
  });
  after(() => {
    rmSync(folder, { recursive: true });
    return jobs.close();
  });
  afterEach(() => expect(jobs.leftovers()).to.deep.equal([]));

  const answers = (...lines: JsonObject[]) => {
    const file = join(folder, "answers.jsonl");
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join("\n"));
    return readAnswers(file);
  };
  const of = (name: string, sport: unknown, more: JsonObject = {}) =>
    ({ "source-ref": `s3://${bucket}/images/${name}.png`, sport, ...more }) as JsonObject;
  const output = async () =>
    (await jobs.get("labeled/Label-0123456789ab/manifests/output/output.manifest"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  it("writes the output manifest as Ground Truth does, and counts", async () => {
    const given = answers(
      of("a", "rugby"),
      of("b", 0, { "sport-metadata": { confidence: 0.75 } }),
      of("gone", "rugby"),
    );
    expect(await botocoreMistakes("CreateLabelingJob", "input", labelingRequest())).to.deep.equal([]);
    const described = await runLabelingJob(labelingRequest(), given, jobs.env);
    expect(await botocoreMistakes("DescribeLabelingJob", "output", described)).to.deep.equal([]);
    expect(described).to.deep.include({
      LabelingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/label-0123456789ab",
      LabelingJobStatus: "Completed",
      LabelCounters: { TotalLabeled: 2, HumanLabeled: 2, MachineLabeled: 0, FailedNonRetryableError: 1, Unlabeled: 1 },
      LabelingJobOutput: {
        OutputDatasetS3Uri: `s3://${bucket}/labeled/Label-0123456789ab/manifests/output/output.manifest`,
      },
    });
    const [a, b, c, gone] = await output();
    expect(a).to.include({ "source-ref": `s3://${bucket}/images/a.png`, id: "a", sport: 1 });
    expect(a["sport-metadata"]).to.include({
      "class-name": "rugby",
      confidence: 1,
      type: "groundtruth/image-classification",
      "job-name": "labeling-job/label-0123456789ab",
      "human-annotated": "yes",
    });
    expect(a["sport-metadata"]["creation-date"]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    expect(b["sport-metadata"]).to.include({ "class-name": "football", confidence: 0.75 });
    expect(c).not.to.have.property("sport");
    expect(c["sport-metadata"]["failure-reason"]).to.match(/No worker/);
    expect(gone["sport-metadata"]["failure-reason"]).to.match(/Failed to read s3:\/\/data\/images\/gone\.png/);
  });

  it("takes its own output manifest as answers, several labels an object, and labels of other kinds", async () => {
    const several = labelingRequest({}, "PRE-ImageMultiClassMultiLabel");
    await runLabelingJob(several, answers(of("a", ["rugby", "football"])), jobs.env);
    const [first] = await output();
    expect(first).to.deep.include({ sport: [1, 0] });
    expect(first["sport-metadata"]).to.deep.include({
      "class-map": { "0": "football", "1": "rugby" },
      "confidence-map": { "0": 1, "1": 1 },
    });
    await runLabelingJob(several, answers(...(await output())), jobs.env);
    expect((await output())[0]).to.deep.equal(first);

    const boxes = { image_size: [{ width: 10, height: 10, depth: 3 }], annotations: [] };
    await runLabelingJob(labelingRequest({}, "PRE-BoundingBox"), answers(of("a", boxes)), jobs.env);
    expect((await output())[0]).to.deep.include({ sport: boxes });
    expect((await output())[0]["sport-metadata"].type).to.equal("groundtruth/object-detection");
  });

  it("labels no more than it is to", async () => {
    const limited = labelingRequest({ StoppingConditions: { MaxHumanLabeledObjectCount: 1 } });
    const { LabelCounters } = await runLabelingJob(limited, answers(of("a", 0), of("b", 0)), jobs.env);
    expect(LabelCounters).to.include({ HumanLabeled: 1, Unlabeled: 2 });
  });

  const failures: [string, JsonObject, RegExp][] = [
    [
      "no manifest",
      { InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://data/in/none" } } } },
      /Failed to download s3:\/\/data\/in\/none: NoSuchKey/,
    ],
    [
      "a manifest that is none",
      { InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://data/in/template.html" } } } },
      /Line 1 of the manifest file .* source-ref or source/,
    ],
    [
      "a category file that is none",
      { LabelCategoryConfigS3Uri: "s3://data/in/template.html" },
      /has no list "labels"/,
    ],
    [
      "a key that is only the beginning of one",
      { LabelCategoryConfigS3Uri: "s3://data/in/labels" },
      /Failed to download s3:\/\/data\/in\/labels: NoSuchKey/,
    ],
  ];
  for (const [what, changes, message] of failures) {
    it(`fails with ${what}`, async () => {
      const failed = await jobs.failure(runLabelingJob(labelingRequest(changes), answers(of("a", 0)), jobs.env));
      expect(failed.message).to.match(message);
      expect(failed.describe).to.include({ LabelingJobStatus: "Failed", FailureReason: failed.message });
      expect(await botocoreMistakes("DescribeLabelingJob", "output", failed.describe)).to.deep.equal([]);
    });
  }

  it("fails with an answer that is no category", async () => {
    const failed = await jobs.failure(runLabelingJob(labelingRequest(), answers(of("a", "chess")), jobs.env));
    expect(failed.message).to.match(/"chess" is none of the label categories: football, rugby/);
  });

  it("refuses label attribute names that SageMaker refuses", async () => {
    const refused = (changes: JsonObject, task?: string) =>
      runLabelingJob(labelingRequest(changes, task), new Map(), jobs.env).catch((error) => error);
    for (const [error, message] of [
      [await refused({ LabelAttributeName: "sport-metadata" }), /must not end with -metadata/],
      [await refused({ LabelAttributeName: "sport-ref" }), /must not end with -ref/],
      [await refused({}, "PRE-SemanticSegmentation"), /must end with -ref/],
    ] as const) {
      expect(error).to.be.instanceOf(InvalidRequest);
      expect(error.message).to.match(message);
    }
  });

  it("says which line of the answers is wrong", () => {
    expect(() => answers(of("a", 0), { sport: 1 })).to.throw(UserError, /Line 3 of .*answers\.jsonl is no answer/);
    expect(() => readAnswers(join(folder, "none"))).to.throw(UserError, /cannot be read: ENOENT[^]*source-ref/);
  });
});
