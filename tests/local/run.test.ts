/** The whole, as a user runs it: both pipelines of the stack `dev` in a process of their own. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { type CommandRun, descendantsOf, leftOf, mlpipe, temporaryFolder } from "../support/commandLine";
import { pythonSetupTimeout, testPython } from "../support/python";

interface Report {
  stack: string;
  seconds: number;
  orchestrationSeconds: number;
  report: string;
  pipelines: {
    name: string;
    status: string;
    states: { name: string; status: string; seconds: number; job?: string }[];
    metrics: Record<string, number>;
    artifacts: Record<string, string>;
    iam: {
      calls: number;
      denied: number;
      unused: number;
      notTaken: number;
      roles: { notTaken: { action: string }[] }[];
    };
  }[];
}

describe("local run: the pipelines of the stack dev", function () {
  this.timeout(120_000);
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });

  describe("to the end", () => {
    const folder = temporaryFolder();
    const kept = join(folder.path, "kept");
    let run: CommandRun;
    let report: Report;
    before(async () => {
      run = mlpipe(["local", "--json", "--keep", kept], { env: { TMPDIR: folder.path } });
      expect(await run.code, run.stderr()).to.equal(0);
      report = JSON.parse(run.stdout()) as Report;
    });
    after(() => folder.remove());
    const pipeline = (name: string) => report.pipelines.find((one) => one.name === name)!;

    it("prints one JSON object on standard output and all else on standard error", () => {
      expect(run.stdout().trimEnd().split("\n")).to.have.length(1);
      expect(run.stderr()).to.contain("train-model").and.to.contain("SUCCEEDED").and.to.contain("calls judged");
    });

    it("runs every state", () => {
      const names = (name: string) =>
        pipeline(name)
          .states.filter(({ job }) => job)
          .map((state) => state.name);
      expect(names("train-model")).to.deep.equal([
        "Generate dataset",
        "Train model (XGBoost)",
        "Save model",
        "Batch transform",
      ]);
      expect(names("transform-features")).to.deep.equal([
        "Generate dataset",
        "Standardization: x' = (x - x̄) / σ",
        "Train model (XGBoost)",
      ]);
      expect(names("deployment")).to.deep.equal([
        ...["Generate dataset", "Train model", "Save model", "Create endpoint config", "Create endpoint"],
      ]);
      for (const { states } of report.pipelines) {
        expect(states.map(({ status }) => status)).to.satisfy((all: string[]) =>
          all.every((status) => status === "SUCCEEDED"),
        );
      }
    });

    it("predicts the held-back rows well", () => {
      expect(pipeline("train-model").metrics["auc"]).to.be.at.least(0.97);
      expect(pipeline("transform-features").metrics).to.include.keys("train:rmse", "validation:rmse");
    });

    it("needs every permission that the roles have, and no other", () => {
      for (const { name, iam } of report.pipelines) {
        expect(iam, name).to.include({ denied: 0 });
        // What deploys a registered version trains nothing.
        expect(iam.calls, name).to.be.above(name === "production-deploy" ? 30 : 50);
        expect(iam.unused, name).to.equal(0);
        if (!name.includes("deploy")) expect(iam.notTaken, name).to.equal(0);
      }
    });

    it("tells apart what updates and ways back need, which a first deployment that goes well does not take", () => {
      const actions = pipeline("deployment").iam.roles.flatMap(({ notTaken }) => notTaken.map(({ action }) => action));
      expect([...new Set(actions)].sort()).to.deep.equal([
        ...["sagemaker:DeleteEndpoint", "sagemaker:DeleteEndpointConfig", "sagemaker:DeleteModel"],
        ...["sagemaker:DescribeEndpointConfig", "sagemaker:UpdateEndpoint"],
      ]);
    });

    it("keeps whole artifacts where it says", () => {
      const { modelFile, predictionsFile } = pipeline("train-model").artifacts;
      // gzip's magic number.
      expect(readFileSync(modelFile!).subarray(0, 2).toString("hex")).to.equal("1f8b");
      const rows = readFileSync(join(predictionsFile!, "test.csv.out"), "utf8").trimEnd().split("\n");
      for (const row of rows) expect(row).to.match(/^[01](\.0)?,0?\.\d+/);
      const held = readFileSync(join(kept, "train-model", "csv", "test.csv"), "utf8")
        .trimEnd()
        .split("\n");
      expect(rows).to.have.length(held.length);
      expect(existsSync(join(kept, "transform-features", "scaler", "scaler.json"))).to.equal(true);
    });

    it("writes the report", () => {
      const html = readFileSync(report.report, "utf8");
      expect(html).to.contain("train-model").and.to.contain("transform-features").and.to.contain("<svg");
    });

    it("spends little time on anything but Python", () => {
      expect(report.orchestrationSeconds).to.be.above(0).and.below(report.seconds);
      // 1 to 2 seconds on an idle machine; tests share theirs.
      expect(report.orchestrationSeconds).to.be.below(8);
    });

    it("leaves nothing behind", () => {
      expect(readdirSync(folder.path).filter((name) => !name.startsWith("tsx-"))).to.deep.equal(["kept"]);
    });
  });

  describe("interrupted", () => {
    for (const [signal, moment] of [
      ["SIGINT", /Train model \(XGBoost\) …/],
      ["SIGTERM", /Standardization.* …/],
      ["SIGINT", /Generate dataset …/],
    ] as const) {
      it(`by ${signal} at "${moment.source}" ends with 130, and no process or file is left`, async () => {
        const folder = temporaryFolder();
        const run = mlpipe(["local", "--keep", join(folder.path, "kept")], { env: { TMPDIR: folder.path } });
        while (!moment.test(run.stdout()) && run.child.exitCode === null) await sleep(20);
        await sleep(150);
        const started = descendantsOf(run.child.pid!);
        expect(started.map(({ command }) => command).join("\n")).to.contain("s3_server.py");
        run.child.kill(signal);
        expect(await run.code).to.equal(130);
        expect(run.stderr()).to.contain("Stopping");
        expect(await leftOf(started)).to.deep.equal([]);
        expect(readdirSync(folder.path).filter((name) => !name.startsWith("tsx-"))).to.deep.equal([]);
        folder.remove();
      });
    }

    it("even by SIGKILL leaves no process", async () => {
      const folder = temporaryFolder();
      const run = mlpipe(["local"], { env: { TMPDIR: folder.path } });
      while (!/Train model \(XGBoost\) …/.test(run.stdout()) && run.child.exitCode === null) await sleep(20);
      await sleep(150);
      const started = descendantsOf(run.child.pid!);
      run.child.kill("SIGKILL");
      await run.code;
      expect(await leftOf(started)).to.deep.equal([]);
      folder.remove();
    });
  });
});
