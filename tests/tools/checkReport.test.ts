import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const SCRIPT = resolve("tools/checkReport.mjs");

/** A run as it should be, of two pipelines of which one makes predictions. */
const goodRun = () => ({
  stack: "t",
  pipelines: [pipeline("training", { auc: 0.991 }), pipeline("standardised", { "train:rmse": 0.1 })],
});

const pipeline = (name: string, metrics: Record<string, number>) => ({
  name,
  status: "SUCCEEDED",
  states: [{ name: "Train model", status: "SUCCEEDED", seconds: 1 }],
  metrics,
  artifacts: {},
  iam: { calls: 40, denied: 0, unused: 0 },
});

describe("tools/checkReport.mjs", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "check-report-"));
    writeFileSync(
      join(folder, "Pulumi.t.yaml"),
      "config:\n  sagemaker-pipelines:pipelines:\n    training: {}\n    standardised: {}\n",
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the script on standard output that ends with `report`; gives the exit code and the lines that failed. */
  const check = (report: unknown, output = `progress\n${JSON.stringify(report)}\n`) => {
    writeFileSync(join(folder, "stdout"), output);
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, "stdout"], { cwd: folder, encoding: "utf8" });
    return { status, stdout, failures: stdout.split("\n").filter((line) => line.startsWith("FAIL")) };
  };

  it("passes a good run and says what it looked at", () => {
    const { status, stdout, failures } = check(goodRun());
    expect(failures).to.deep.equal([]);
    expect(status).to.equal(0);
    expect(stdout).to.contain("training: AUC at least 0.97 (found: 0.991)");
  });

  const faults: [string, (run: ReturnType<typeof goodRun>) => void, string][] = [
    ["a denied call", (run) => (run.pipelines[0]!.iam.denied = 1), "training: none denied"],
    ["an unused grant", (run) => (run.pipelines[1]!.iam.unused = 2), "standardised: nothing granted"],
    ["no call judged", (run) => (run.pipelines[0]!.iam.calls = 0), "training: calls were judged"],
    ["a low AUC", (run) => (run.pipelines[0]!.metrics.auc = 0.969), "training: AUC at least"],
    ["no AUC at all", (run) => delete run.pipelines[0]!.metrics.auc, "at least one pipeline was scored"],
    ["a pipeline left out", (run) => run.pipelines.pop(), "the pipelines of the stack t ran"],
    ["a failed pipeline", (run) => (run.pipelines[0]!.status = "FAILED"), "training succeeded"],
    ["a caught state", (run) => (run.pipelines[0]!.states[0]!.status = "CAUGHT"), "training: every state"],
    ["no states", (run) => (run.pipelines[0]!.states = []), "training: every state"],
  ];
  for (const [what, spoil, line] of faults) {
    it(`fails on ${what}`, () => {
      const run = goodRun();
      spoil(run);
      const { status, failures } = check(run);
      expect(status).to.equal(1);
      expect(failures).to.have.length(1);
      expect(failures[0]).to.contain(line);
    });
  }

  it("fails on output without a report", () => {
    const { status, failures } = check(undefined, "Python was not found.\n");
    expect(status).to.equal(1);
    expect(failures[0]).to.contain("no JSON: Python was not found.");
  });

  it("fails on a stack without a configuration", () => {
    const { failures } = check({ ...goodRun(), stack: "nowhere" });
    expect(failures[0]).to.contain("no Pulumi.nowhere.yaml");
  });
});
