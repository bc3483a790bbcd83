import { expect } from "chai";
import type { Json, JsonObject } from "../../asl/definition";
import type { ProductionTrainingPipelineArgs } from "../../components/production/args";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import { ScriptedError, type Happening, type Script } from "../support/executions/script";
import type { TestAccount } from "../support/executions/testAccount";
import { testPipeline, type PipelineRun } from "../support/executions/testPipeline";
import { goodFunctions, invalidAnswer, poorAnswer } from "../support/productionScript";

const failing: Happening = { kind: "jobFails", reason: "AlgorithmError: no data" };

const of = (args: ProductionTrainingPipelineArgs) =>
  testPipeline(() => new ProductionTrainingPipeline("churn", args), "churn");
const endOf = ({ execution: { status, error } }: PipelineRun) => error ?? status;
const recordsOf = ({ memory }: TestAccount) =>
  [...memory.objects].flatMap(([key, text]) => (key.includes("/lineage/") ? [JSON.parse(text) as JsonObject] : []));

describe("options of ProductionTrainingPipeline", () => {
  it("candidates: the best goes on, with its own hyperparameters in its record", async () => {
    const pipeline = await of({
      candidates: [
        { name: "shallow", features: [4, 1, 2, 3] },
        { name: "deep", hyperparameters: { max_depth: 8 } },
      ],
    });
    const { Parameters } = pipeline.definition.States["PreprocessData"] as unknown as { Parameters: JsonObject };
    expect(Parameters).to.have.nested.property("AppSpecification.ContainerArguments").that.includes("shallow=4,1-3");
    expect(Parameters).to.have.nested.property("ProcessingOutputConfig.Outputs").that.has.lengthOf(4);
    const account = pipeline.newAccount({ isJudged: true });
    const asked: Json[] = [];
    const functions = {
      ...goodFunctions,
      "churn-evaluate"(event: Json) {
        const { Candidates } = event as { Candidates: JsonObject[] };
        asked.push(Candidates.map(({ Name, Error: failure = "" }) => `${Name as string}${failure as string}`));
        return goodFunctions["churn-evaluate"]({ ...(event as JsonObject), Candidates: Candidates.toReversed() });
      },
    };
    try {
      const run = await pipeline.run({ account, script: { functions } });
      expect(endOf(run)).to.equal("SUCCEEDED");
      expect(run.after.models).to.deep.equal([]);
      const [record] = recordsOf(account);
      expect(record).to.deep.include({ Candidate: "deep", Features: "all" });
      expect(record!["Parameters"]).to.include({ max_depth: "8", eval_metric: "auc" });
      const other = await pipeline.run({
        account,
        script: { functions, tasks: { "TrainModel (shallow)": () => failing } },
      });
      expect(endOf(other)).to.equal("SUCCEEDED");
      const plain = await pipeline.run({ account, script: { functions: goodFunctions } });
      expect(recordsOf(account).at(-1)).to.deep.include({ Candidate: "shallow", Features: "4,1-3" });
      const registered = plain.attempts.find(({ state }) => state === "RegisterModel")!;
      expect(registered.request["CustomerMetadataProperties"]).to.include({ candidate: "shallow", features: "4,1-3" });
      expect(asked).to.deep.equal([
        ["shallow", "deep"],
        ["shallowStates.TaskFailed", "deep"],
      ]);
      expect(account.authorizer.tally().denied).to.equal(0);
    } finally {
      await account.close();
    }
  });

  it("tuning: the best trial goes on, with what it was trained with in its record", async () => {
    const pipeline = await of({
      tuning: { trials: 2, ranges: { max_depth: { minimum: 2, maximum: 4, isInteger: true } } },
    });
    const account = pipeline.newAccount({ isJudged: true });
    try {
      const run = await pipeline.run({ account, script: { functions: goodFunctions } });
      expect(endOf(run)).to.equal("SUCCEEDED");
      const [record] = recordsOf(account);
      expect(record!["TrainingJobName"]).to.match(/^churn-dev-tune-/);
      expect((record!["Parameters"] as { max_depth: string }).max_depth).to.match(/^[234]$/);
      expect(account.authorizer.tally().denied).to.equal(0);
    } finally {
      await account.close();
    }
  });

  it("partitions: a version for each, and a record", async () => {
    for (const mode of ["INLINE", "DISTRIBUTED"] as const) {
      const pipeline = await of({ partitions: { column: 2, mode, toleratedFailures: 1 } });
      const account = pipeline.newAccount({ isJudged: true });
      const script = (poor: string[]): Script => ({
        functions: {
          ...goodFunctions,
          "churn-evaluate": (event) =>
            poor.some((name) => JSON.stringify(event).includes(`evaluation/${name}/`))
              ? poorAnswer(event)
              : goodFunctions["churn-evaluate"](event),
        },
        onJob({ kind, request }, { objects }) {
          if (kind !== "processing") return;
          const { Outputs } = request["ProcessingOutputConfig"] as { Outputs: { S3Output: { S3Uri: string } }[] };
          for (const { S3Output } of Outputs) {
            for (const name of ["north", "south"]) objects.set(`${S3Output.S3Uri.slice(5)}${name}.csv`, "1,2\n");
          }
        },
      });
      try {
        const run = await pipeline.run({ account, script: script([]) });
        expect(endOf(run), run.execution.cause).to.equal("SUCCEEDED");
        expect(recordsOf(account).map(({ Partition }) => Partition)).to.have.members(["north", "south"]);
        expect(run.published.map(({ Subject }) => Subject)).to.deep.equal(["churn registered models"]);
        expect(endOf(await pipeline.run({ account, script: script(["south"]) }))).to.equal("SUCCEEDED");
        const failed = await pipeline.run({ account, script: script(["north", "south"]) });
        expect(endOf(failed)).to.equal(
          mode === "INLINE" ? "PartitionsFailed" : "States.ExceedToleratedFailureThreshold",
        );
        expect(failed.published.map(({ Subject }) => Subject)).to.deep.equal(["churn failed"]);
        expect(account.authorizer.tally().denied).to.equal(0);
      } finally {
        await account.close();
      }
    }
  });

  it("retrainWhen: asks first, and skips with the reason", async () => {
    const records = "s3://records/churn/";
    const pipeline = await of({
      dataSource: "s3://data/churn.csv",
      retrainWhen: { maxAgeInDays: 30, drift: 0.2, quality: { metric: "auc", minimum: 0.8, records } },
    });
    const asked: Json[] = [];
    const skip: Script["functions"] = {
      ...goodFunctions,
      "churn-retrain"(event) {
        asked.push(event);
        return { Retrain: false, Reason: "The version in production is good enough.", Reasons: [] };
      },
    };
    const skipped = await pipeline.run({ script: { functions: skip } });
    expect(endOf(skipped)).to.equal("SUCCEEDED");
    expect(skipped.execution.output).to.have.nested.property(
      "Retraining.Result.Reason",
      "The version in production is good enough.",
    );
    expect(skipped.attempts.map(({ state }) => state)).to.deep.equal(["FindProduction", "CheckRetraining"]);
    expect(asked).to.deep.equal([
      {
        Pipeline: "churn",
        Production: { Found: false },
        MaxAgeInDays: 30,
        Data: { Source: "s3://data/churn.csv", DriftLimit: 0.2 },
        Quality: { Metric: "auc", Records: records, Minimum: 0.8 },
      },
    ]);
    const trained = await pipeline.run({ script: { functions: goodFunctions } });
    expect(endOf(trained)).to.equal("SUCCEEDED");
    const failed = await pipeline.run({
      script: {
        functions: {
          ...goodFunctions,
          "churn-retrain"() {
            throw new ScriptedError("DataSourceError", "no records");
          },
        },
      },
    });
    expect(endOf(failed)).to.equal("DataSourceError");
    expect(failed.published.map(({ Subject }) => Subject)).to.deep.equal(["churn failed"]);
  });

  it("driftLimit: compares the data with that of the version in production, and tells of the column", async () => {
    for (const partitions of [undefined, { column: 2, mode: "DISTRIBUTED" as const }]) {
      const pipeline = await of({
        driftLimit: 0.3,
        registry: { approval: "Approved" },
        ...(partitions && { partitions }),
      });
      const account = pipeline.newAccount({ isJudged: true });
      const asked: JsonObject[] = [];
      const functions = (psi: number): Script["functions"] => ({
        ...goodFunctions,
        "churn-validate"(event) {
          asked.push(event as JsonObject);
          const Reason = `column 2: found a distribution unlike the baseline's (population stability index ${psi}).`;
          return psi > 0.3 ? { ...invalidAnswer, Reason } : goodFunctions["churn-validate"](event);
        },
      });
      const onJob: Script["onJob"] = ({ kind, request }, { objects }) => {
        if (kind !== "processing") return;
        const { Outputs } = request["ProcessingOutputConfig"] as { Outputs: { S3Output: { S3Uri: string } }[] };
        for (const { S3Output } of Outputs) objects.set(`${S3Output.S3Uri.slice(5)}north.csv`, "1,2\n");
      };
      try {
        const run = (psi: number) => pipeline.run({ account, script: { functions: functions(psi), onJob } });
        for (const psi of [0, 0.1]) {
          const good = await run(psi);
          expect(endOf(good), good.execution.cause).to.equal("SUCCEEDED");
        }
        const drifted = await run(4);
        expect(endOf(drifted)).to.equal("InvalidData");
        expect(drifted.execution.cause).to.include("column 2").and.to.include("index 4");
        expect(drifted.published.map(({ Subject }) => Subject)).to.deep.equal(["churn found invalid data"]);
        expect(drifted.attempts.map(({ state }) => state)).to.not.include("PreprocessData");
        const [first, second, third] = asked as [JsonObject, JsonObject, JsonObject];
        expect(first).to.not.have.any.keys("Baseline", "DriftLimit");
        const { Bucket, Run } = first as { Bucket: string; Run: string };
        const baseline = { Baseline: `s3://${Bucket}/statistics/${Run}.json`, DriftLimit: 0.3 };
        expect(second).to.deep.equal({ ...first, Run: second["Run"], ...baseline });
        expect(third["Baseline"]).to.equal(`s3://${Bucket}/statistics/${second["Run"] as string}.json`);
        expect(account.authorizer.tally().denied).to.equal(0);
      } finally {
        await account.close();
      }
    }
  });

  it("cache: the same data is prepared and trained on once, and a missing artifact is a miss", async () => {
    const pipeline = await of({ cache: true });
    const account = pipeline.newAccount({ isJudged: true });
    const { objects } = account.memory;
    const script: Script = {
      functions: goodFunctions,
      onJob({ kind, request }) {
        if (kind !== "processing") return;
        const { Outputs } = request["ProcessingOutputConfig"] as { Outputs: { S3Output: { S3Uri: string } }[] };
        for (const { S3Output } of Outputs) objects.set(`${S3Output.S3Uri.slice(5)}data.csv`, "1,2\n");
      },
    };
    const jobs = (run: PipelineRun) =>
      run.attempts.flatMap(({ state }) => (["PreprocessData", "TrainModel"].includes(state) ? [state] : []));
    const drop = (part: string) => {
      for (const key of objects.keys()) if (key.includes(part)) objects.delete(key);
    };
    const runs: PipelineRun[] = [];
    const run = async (tasks: Script["tasks"] = {}) => {
      runs.push(await pipeline.run({ account, script: { ...script, tasks } }));
      expect(endOf(runs.at(-1)!), runs.at(-1)!.execution.cause).to.equal("SUCCEEDED");
      return jobs(runs.at(-1)!);
    };
    try {
      const both = ["PreprocessData", "TrainModel"];
      expect(await run()).to.deep.equal(both);
      expect(await run()).to.deep.equal([]);
      const [first, second] = recordsOf(account);
      expect(second!["TrainingJobName"]).to.equal(first!["TrainingJobName"]);
      const prepared = [...objects.keys()].filter((key) => key.endsWith("/prepared/train/data.csv"));
      expect(prepared).to.have.lengthOf(2);
      drop("/models/");
      expect(await run()).to.deep.equal(["TrainModel"]);
      drop("/prepared/");
      expect(await run()).to.deep.equal(["PreprocessData"]);
      const s3: Happening = { kind: "error", error: "S3.S3Exception", cause: "denied" };
      expect(await run({ "List prepared rows": () => s3 })).to.deep.equal(["PreprocessData"]);
      expect(await run({ "Copy prepared rows": () => s3 })).to.deep.equal(["PreprocessData"]);
      drop("/cache/");
      expect(await run({ "Keep preprocess": () => s3, "Keep train": () => s3 })).to.deep.equal(both);
      expect(await run()).to.deep.equal(both);
      expect(account.authorizer.tally().denied).to.equal(0);
    } finally {
      await account.close();
    }
  });

  it("hands network, key, spot capacity and warm pools to the jobs", async () => {
    const { definition } = await of({
      vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1234",
      networkIsolation: true,
      spot: true,
    });
    const of1 = (state: string) => (definition.States[state] as unknown as { Parameters: JsonObject }).Parameters;
    expect(of1("PreprocessData")["NetworkConfig"]).to.deep.include({ EnableNetworkIsolation: true });
    expect(of1("TrainModel")).to.deep.include({ EnableManagedSpotTraining: true, EnableNetworkIsolation: true });
    expect(of1("Save model")).to.deep.include({ EnableNetworkIsolation: true });
    expect(of1("RecordLineage")).to.include({ ServerSideEncryption: "aws:kms" });
    const warm = await of({ warmPoolInSeconds: 600 });
    expect(JSON.stringify(warm.definition)).to.include('"KeepAlivePeriodInSeconds":600');
  });
});
