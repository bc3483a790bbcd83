import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ProductionTrainingPipelineArgs } from "../../components/production/args";
import { runLocal } from "../../local/run";
import type { PipelineResult } from "../../local/runResult";
import { configuredProject } from "../support/localProject";
import { projectRoot, pythonSetupTimeout } from "../support/python";

const SAMPLE = readFileSync(join(projectRoot, "lambda/sample/sample.csv"), "utf8").trim().split("\n");

/** A small forest that is trained in a second. */
const small: ProductionTrainingPipelineArgs = { hyperparameters: { num_round: 2 } };

describe("local run of a production pipeline", function () {
  this.timeout(pythonSetupTimeout);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "production-"))));
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the pipeline with these settings, on these rows. */
  async function run(settings: ProductionTrainingPipelineArgs, rows?: string[]): Promise<PipelineResult> {
    const project = configuredProject({ churn: { type: "ProductionTrainingPipeline", ...small, ...settings } });
    const data = join(folder, "data.csv");
    if (rows) writeFileSync(data, rows.join("\n"));
    try {
      const { result } = await runLocal({ root: project.root, stack: "dev", ...(rows && { data }) });
      return result.pipelines[0]!;
    } finally {
      project.remove();
    }
  }
  const statesOf = ({ states }: PipelineResult) => states.map(({ name }) => name);
  const noticesOf = ({ notes }: PipelineResult) => notes.filter((note) => note.startsWith("Not sent to"));

  it("registers a good model, and uses every permission that it has", async () => {
    const result = await run({ threshold: 0.9 });
    expect(result.status, result.error?.cause).to.equal("SUCCEEDED");
    expect(result.iam).to.deep.include({ denied: 0, unused: 0 });
    expect(noticesOf(result)[0]).to.include("churn registered a model").and.to.include("Version 1 of churn-dev");
  });

  it("trains nothing on data that lacks a column, and says which row", async () => {
    const rows = SAMPLE.map((row, index) => (index === 7 ? row.replace(/,[^,]*$/, "") : row));
    const result = await run({}, rows);
    expect(result.error).to.deep.include({ name: "InvalidData" });
    expect(result.error!.cause).to.match(/row 8/);
    expect(statesOf(result)).to.not.include("PreprocessData");
    expect(noticesOf(result)).to.have.lengthOf(1);
    expect(noticesOf(result)[0]).to.include("churn found invalid data");
  });

  it("trains nothing on labels that are all the same", async () => {
    const result = await run(
      {},
      SAMPLE.map((row) => row.replace(/^\d/, "1")),
    );
    expect(result.error).to.deep.include({ name: "InvalidData" });
    expect(result.error!.cause).to.match(/label/);
  });

  it("registers no model that does not reach the threshold, and says by how much", async () => {
    const result = await run({ threshold: 1 });
    expect(result.error).to.deep.include({ name: "LowQuality" });
    expect(result.error!.cause).to.match(/auc/).and.to.match(/0\.9/);
    expect(statesOf(result)).to.include("EvaluateModel").and.to.not.include("RegisterModel");
    expect(noticesOf(result)).to.have.lengthOf(1);
    expect(noticesOf(result)[0]).to.include("churn found low quality");
  });

  it("trains when no version is in production yet, whatever else it would look at", async () => {
    const result = await run({ threshold: 0.9, retrainWhen: { maxAgeInDays: 30, drift: 0.2 } }, SAMPLE);
    expect(result.status, result.error?.cause).to.equal("SUCCEEDED");
    expect(statesOf(result)).to.include("CheckRetraining").and.to.include("RegisterModel");
    expect(result.iam.denied).to.equal(0);
  });

  it("trains candidates on features of their own", async () => {
    const best = await run({
      candidates: [
        { name: "size", features: [1, 3, 4] },
        { name: "worst", features: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30] },
      ],
    });
    expect(best.status, best.error?.cause).to.equal("SUCCEEDED");
    expect(best.iam).to.deep.include({ denied: 0, unused: 0 });
  });

  it("trains candidates, and a model for each partition", async () => {
    const candidates = [{ name: "shallow", hyperparameters: { max_depth: 2 } }, { name: "deep" }];
    const best = await run({ candidates });
    expect(best.status, best.error?.cause).to.equal("SUCCEEDED");
    expect(best.iam).to.deep.include({ denied: 0, unused: 0 });
    const rows = SAMPLE.map((row, index) => row.replace(",", `,${index % 2},`));
    const parted = await run({ partitions: { column: 2 } }, rows);
    expect(parted.status, parted.error?.cause).to.equal("SUCCEEDED");
    expect(noticesOf(parted)[0]).to.include("churn registered models");
    expect(parted.iam.denied).to.equal(0);
  });
});
