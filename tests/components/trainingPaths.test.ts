import { expect } from "chai";
import { FeatureTransformPipeline } from "../../components/featureTransformPipeline";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import { assertFullyCovered } from "../support/coverage";
import type { Happening, Script } from "../support/executions/script";
import { testPipeline, type PipelineRun, type TestPipeline } from "../support/executions/testPipeline";

const GENERATE = "Generate dataset";
const TRAIN = "Train model (XGBoost)";
const STANDARDIZE = "Standardization: x' = (x - x̄) / σ";

const seeded = { "churn-seed": () => ({ rows: 569 }) };
const denied: Happening = { kind: "error", error: "SageMaker.AmazonSageMakerException", cause: "not authorized" };
const stopped: Happening = { kind: "jobStops", isError: false };
const always = (state: string, happening: Happening): Script => ({ tasks: { [state]: () => happening } });

/** Every way through the states of a pipeline, by what the execution ends with. */
async function runAll(pipeline: TestPipeline, scripts: Script[]): Promise<PipelineRun[]> {
  const runs: PipelineRun[] = [];
  for (const script of scripts) runs.push(await pipeline.run({ script: { functions: seeded, ...script } }));
  return runs;
}

const endsOf = (runs: PipelineRun[]) => runs.map(({ execution: { status, error } }) => error ?? status);

describe("every path of the training pipelines", () => {
  it("MlTrainingPipeline", async () => {
    const pipeline = await testPipeline(() => new MlTrainingPipeline("churn"), "churn");
    const runs = await runAll(pipeline, [
      {},
      always(GENERATE, { kind: "error", error: "DataSourceError", cause: "no such object" }),
      always(TRAIN, { kind: "jobFails", reason: "AlgorithmError: no data" }),
      always(TRAIN, stopped),
      always("Save model", denied),
      always("Batch transform", { kind: "hangs" }),
      always("Batch transform", stopped),
    ]);
    expect(endsOf(runs)).to.deep.equal([
      ...["SUCCEEDED", "DataSourceError", "States.TaskFailed", "JobStopped"],
      ...["SageMaker.AmazonSageMakerException", "States.Timeout", "JobStopped"],
    ]);
    const { states, transitions } = assertFullyCovered(
      pipeline.definition,
      runs.map(({ events }) => events.get("churn")!),
    );
    expect([states.length, transitions.length]).to.deep.equal([10, 13]);
  });

  it("FeatureTransformPipeline", async () => {
    const pipeline = await testPipeline(() => new FeatureTransformPipeline("churn"), "churn");
    const runs = await runAll(pipeline, [
      {},
      always(GENERATE, { kind: "error", error: "DataSourceError", cause: "no such object" }),
      always(STANDARDIZE, { kind: "jobFails", reason: "AlgorithmError: a header" }),
      always(STANDARDIZE, stopped),
      always(TRAIN, { kind: "jobStops", isError: true }),
      always(TRAIN, stopped),
    ]);
    expect(endsOf(runs)).to.deep.equal([
      ...["SUCCEEDED", "DataSourceError", "States.TaskFailed", "JobStopped", "States.TaskFailed", "JobStopped"],
    ]);
    assertFullyCovered(
      pipeline.definition,
      runs.map(({ events }) => events.get("churn")!),
    );
  });
});
