import { expect } from "chai";
import { FeatureTransformPipeline } from "../../components/featureTransformPipeline";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import { testPipeline } from "../support/executions/testPipeline";
import { injectFaults } from "../support/faults/injectFaults";

const success = { name: "success", script: { functions: { "churn-seed": () => ({ rows: 569 }) } } };

describe("faults in every task of the training pipelines", () => {
  it("MlTrainingPipeline", async () => {
    const pipeline = await testPipeline(() => new MlTrainingPipeline("churn"), "churn");
    // The model is what the pipeline is for: predictions can be made with it once more.
    const { executions, problems } = await injectFaults(pipeline, { scenarios: [success], keeps: ["models"] });
    expect(problems).to.deep.equal([]);
    expect(executions).to.equal(67);
  });

  it("FeatureTransformPipeline", async () => {
    const pipeline = await testPipeline(() => new FeatureTransformPipeline("churn"), "churn");
    const { executions, problems } = await injectFaults(pipeline, { scenarios: [success] });
    expect(problems).to.deep.equal([]);
    expect(executions).to.equal(53);
  });
});
