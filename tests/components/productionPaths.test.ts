import { expect } from "chai";
import type { Json, JsonObject } from "../../asl/definition";
import type { ProductionTrainingPipelineArgs } from "../../components/production/args";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import { assertFullyCovered } from "../support/coverage";
import { ScriptedError, type Happening, type Script } from "../support/executions/script";
import { testPipeline, type PipelineRun, type TestPipeline } from "../support/executions/testPipeline";
import { goodFunctions, invalidAnswer, poorAnswer } from "../support/productionScript";

const denied: Happening = { kind: "error", error: "SageMaker.SageMakerException", cause: "not authorized" };
const stopped: Happening = { kind: "jobStops", isError: false };
const always = (state: string, happening: Happening): Script => ({ tasks: { [state]: () => happening } });
const answers = (functions: Script["functions"]): Script => ({ functions });

const of = (args: ProductionTrainingPipelineArgs) =>
  testPipeline(() => new ProductionTrainingPipeline("churn", args), "churn");

/** Runs of an account of their own each, but for the function answers that a script changes. */
async function runAll(pipeline: TestPipeline, runs: { script?: Script; input?: Json }[]): Promise<PipelineRun[]> {
  const ended: PipelineRun[] = [];
  for (const { script = {}, input = {} } of runs) {
    ended.push(
      await pipeline.run({ input, script: { ...script, functions: { ...goodFunctions, ...script.functions } } }),
    );
  }
  return ended;
}

const endOf = ({ execution: { status, error } }: PipelineRun) => error ?? status;
const noticesOf = ({ published }: PipelineRun) => published.map(({ Subject }) => Subject);
const eventsOf = (runs: PipelineRun[]) => runs.map(({ events }) => events.get("churn")!);
const lineageOf = (account: { memory: { objects: Map<string, string> } }) =>
  [...account.memory.objects].flatMap(([key, text]) =>
    key.includes("/lineage/") ? [JSON.parse(text) as JsonObject] : [],
  );

describe("every path of ProductionTrainingPipeline", () => {
  it("registers a model, compares the next one with it once it is approved, and leaves no model behind", async () => {
    const pipeline = await of({ registry: { approval: "Approved" } });
    const account = pipeline.newAccount({ isJudged: true });
    const events: Json[] = [];
    const script = answers({
      ...goodFunctions,
      "churn-evaluate"(event) {
        events.push((event as JsonObject)["Production"]!);
        return goodFunctions["churn-evaluate"](event);
      },
    });
    try {
      const first = await pipeline.run({ account, script });
      const second = await pipeline.run({ account, script });
      expect([first, second].map(endOf)).to.deep.equal(["SUCCEEDED", "SUCCEEDED"]);
      expect(noticesOf(first)).to.deep.equal(["churn registered a model"]);
      expect(second.after.models).to.deep.equal([]);
      const [before, after] = events as JsonObject[];
      expect(before).to.deep.equal({ Found: false });
      expect(after).to.deep.include({ Found: true, Version: 1 });
      expect((after as { Metrics: object }).Metrics).to.include({ auc: "0.98", pipeline: "churn" });
      const [record, next] = lineageOf(account);
      expect(record).to.deep.include({ Candidate: "xgboost", Metrics: { auc: "0.98", accuracy: "0.95" } });
      expect([record, next].map((one) => one!["ModelPackage"])).to.deep.equal([
        "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn-dev/1",
        "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn-dev/2",
      ]);
      expect(account.authorizer.tally().denied).to.equal(0);
    } finally {
      await account.close();
    }
  });

  it("goes every way", async () => {
    const pipeline = await of({ dataSource: "s3://data/churn/" });
    const described = (status: string, then = "Completed") => {
      let looks = 0;
      return (): Happening => ({
        kind: "answers",
        result: { ModelPackageStatus: looks++ === 0 ? status : then },
      });
    };
    const approved: Happening = {
      kind: "answers",
      result: { ModelPackageSummaryList: [{ ModelPackageVersion: 7 }] },
    };
    const registered = {
      ModelPackageVersion: 7,
      CreationTime: "2026-01-01T00:00:00Z",
      CustomerMetadataProperties: { statisticsUri: "s3://b/s.json", auc: "0.9" },
    };
    const inProduction = (result: JsonObject): Script => ({
      tasks: { FindProduction: () => approved, DescribeProduction: () => ({ kind: "answers", result }) },
    });
    const runs = await runAll(pipeline, [
      {},
      { input: { DataSource: "s3://data/churn/2026/" } },
      { input: { DataSource: "s3://elsewhere/churn.csv" } },
      { script: inProduction(registered) },
      { script: inProduction({ ModelPackageVersion: 7 }) },
      { script: always("FindProduction", denied) },
      { script: { tasks: { FindProduction: () => approved, DescribeProduction: () => denied } } },
      {
        script: answers({
          "churn-validate"() {
            throw new ScriptedError("DataSourceError", "no such object");
          },
        }),
      },
      { script: answers({ "churn-validate": () => invalidAnswer }) },
      { script: always("PreprocessData", { kind: "jobFails", reason: "AlgorithmError: a header" }) },
      { script: always("PreprocessData", stopped) },
      { script: always("TrainModel", { kind: "jobFails", reason: "AlgorithmError: no data" }) },
      { script: always("TrainModel", stopped) },
      { script: always("Save model", denied) },
      { script: always("Predict held-out rows", { kind: "jobFails", reason: "AlgorithmError: a row" }) },
      {
        script: {
          tasks: {
            "Predict held-out rows": () => ({ kind: "jobFails", reason: "AlgorithmError: a row" }),
            "Delete model after failure": () => denied,
          },
        },
      },
      { script: always("Predict held-out rows", stopped) },
      { script: always("Delete model", denied) },
      {
        script: answers({
          "churn-evaluate"() {
            throw new ScriptedError("DataError", "no predictions");
          },
        }),
      },
      { script: answers({ "churn-evaluate": poorAnswer }) },
      { script: always("RegisterModel", denied) },
      { script: { tasks: { DescribeVersion: described("InProgress") } } },
      { script: { tasks: { DescribeVersion: described("Failed") } } },
      { script: always("DescribeVersion", denied) },
      { script: always("RecordLineage", { kind: "error", error: "S3.S3Exception", cause: "not authorized" }) },
      { script: always("SetApproval", denied) },
      { script: { tasks: { SetApproval: () => denied, RejectVersion: () => denied } } },
      { script: always("NotifySuccess", { kind: "error", error: "SNS.AmazonSNSException", cause: "denied" }) },
      {
        script: {
          tasks: {
            NotifyForeignData: () => ({ kind: "error", error: "SNS.AmazonSNSException", cause: "denied" }),
          },
        },
        input: { DataSource: 7 },
      },
      {
        script: {
          functions: { "churn-validate": () => invalidAnswer },
          tasks: { NotifyValidationFailure: () => ({ kind: "error", error: "SNS.X", cause: "denied" }) },
        },
      },
      {
        script: {
          functions: { "churn-evaluate": poorAnswer },
          tasks: { NotifyLowQuality: () => ({ kind: "error", error: "SNS.X", cause: "denied" }) },
        },
      },
      {
        script: {
          tasks: {
            TrainModel: () => ({ kind: "jobFails", reason: "x" }),
            NotifyFailure: () => ({ kind: "error", error: "SNS.X", cause: "denied" }),
          },
        },
      },
    ]);
    assertFullyCovered(pipeline.definition, eventsOf(runs));
    expect(runs.map(endOf)).to.deep.equal([
      ...["SUCCEEDED", "SUCCEEDED", "InvalidInput", "SUCCEEDED", "SUCCEEDED"],
      ...["SageMaker.SageMakerException", "SageMaker.SageMakerException", "DataSourceError", "InvalidData"],
      ...["States.TaskFailed", "JobStopped", "States.TaskFailed", "JobStopped", "SageMaker.SageMakerException"],
      ...["States.TaskFailed", "States.TaskFailed", "JobStopped", "SageMaker.SageMakerException"],
      ...["DataError", "LowQuality", "SageMaker.SageMakerException", "SUCCEEDED", "RegistrationFailed"],
      ...["SageMaker.SageMakerException", "S3.S3Exception", "SageMaker.SageMakerException"],
      ...["SageMaker.SageMakerException", "SUCCEEDED", "InvalidInput", "InvalidData", "LowQuality"],
      "States.TaskFailed",
    ]);
    for (const run of runs.filter(({ execution }) => execution.status === "FAILED").slice(0, -4)) {
      expect(noticesOf(run), endOf(run)).to.have.lengthOf(1);
    }
  });
});
