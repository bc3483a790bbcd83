import { expect } from "chai";
import { FeatureTransformPipeline } from "../../components/featureTransformPipeline";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import { everyPath, type Scenario } from "../support/executions/everyPath";
import type { Happening, Script } from "../support/executions/script";
import { testPipeline } from "../support/executions/testPipeline";

const TRAIN = "Train model (XGBoost)";
const STANDARDIZE = "Standardization: x' = (x - x̄) / σ";

const stopped: Happening = { kind: "jobStops", isError: false };
const functions: Script["functions"] = { "churn-seed": () => ({ rows: 569 }) };
const success: Scenario = { name: "success", script: { functions } };
const always = (name: string, state: string, happening: Happening): Scenario => {
  return { name, script: { functions, tasks: { [state]: () => happening } } };
};

/** What each scenario ended with. */
async function endsOf(program: () => unknown, scenarios: Scenario[]): Promise<Record<string, string>> {
  const { runs } = await everyPath(await testPipeline(program, "churn"), "churn", scenarios);
  return Object.fromEntries([...runs].map(([name, { execution }]) => [name, execution.error ?? execution.status]));
}

describe("every path of the training pipelines", () => {
  it("MlTrainingPipeline", async () => {
    const ends = await endsOf(
      () => new MlTrainingPipeline("churn"),
      [
        success,
        always("no data", "Generate dataset", { kind: "error", error: "DataSourceError", cause: "no such object" }),
        always("training fails", TRAIN, { kind: "jobFails", reason: "AlgorithmError: no data" }),
        always("training stopped", TRAIN, stopped),
        always("predictions take too long", "Batch transform", { kind: "hangs" }),
        always("predictions stopped", "Batch transform", stopped),
      ],
    );
    expect(ends).to.deep.equal({
      success: "SUCCEEDED",
      "no data": "DataSourceError",
      "training fails": "States.TaskFailed",
      "training stopped": "JobStopped",
      "predictions take too long": "States.Timeout",
      "predictions stopped": "JobStopped",
    });
  });

  it("FeatureTransformPipeline", async () => {
    const ends = await endsOf(
      () => new FeatureTransformPipeline("churn"),
      [
        success,
        always("standardization fails", STANDARDIZE, { kind: "jobFails", reason: "AlgorithmError: a header" }),
        always("standardization stopped", STANDARDIZE, stopped),
        always("training stopped, as an error", TRAIN, { kind: "jobStops", isError: true }),
        always("training stopped", TRAIN, stopped),
      ],
    );
    expect(ends).to.deep.equal({
      success: "SUCCEEDED",
      "standardization fails": "States.TaskFailed",
      "standardization stopped": "JobStopped",
      "training stopped, as an error": "States.TaskFailed",
      "training stopped": "JobStopped",
    });
  });
});
