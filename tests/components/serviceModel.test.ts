import { expect } from "chai";
import { requestOf } from "../../asl/parameterValue";
import { parseIntegration } from "../../asl/resource";
import { walkStates } from "../../asl/walk";
import { FeatureTransformPipeline } from "../../components/featureTransformPipeline";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import type { TrainingPipelineArgs } from "../../components/trainingPipelineArgs";
import { botocoreMistakes } from "../support/botocore";
import { evaluate } from "../support/evaluate";
import { pythonSetupTimeout, testPython } from "../support/python";
import { rendered } from "../support/render";

const everything: TrainingPipelineArgs = {
  kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1234",
  vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
  spot: true,
  tags: { Team: "ml" },
};

describe("what jobs are sent", () => {
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });

  for (const Pipeline of [MlTrainingPipeline, FeatureTransformPipeline]) {
    for (const args of [{}, everything]) {
      it(`is what botocore's model of SageMaker takes: ${Pipeline.name}, ${args === everything ? "every setting" : "defaults"}`, async () => {
        const evaluated = await evaluate(() => new Pipeline("churn", args));
        const requests = [...walkStates(evaluated.definition("churn"))].flatMap(({ name, state }) => {
          const api = state.Type === "Task" ? parseIntegration(state.Resource)?.api : undefined;
          if (state.Type !== "Task" || api === undefined || !api.startsWith("sagemaker:")) return [];
          const request = rendered(requestOf(state));
          const operation = api.replace(/^sagemaker:c/, "C");
          return [
            {
              name,
              operation,
              request: operation === "CreateTransformJob" ? { ...request, ModelName: "churn" } : request,
            },
          ];
        });
        expect(requests).to.have.length(Pipeline === MlTrainingPipeline ? 3 : 2);
        for (const { name, operation, request } of requests) {
          expect(await botocoreMistakes(operation, "input", request), name).to.deep.equal([]);
        }
      }).timeout(30_000);
    }
  }

  it("is refused by the same model when it is wrong", async () => {
    const mistakes = await botocoreMistakes("CreateTrainingJob", "input", {
      TrainingJobName: "a_b",
      HyperParamters: {},
    });
    expect(mistakes.join("\n"))
      .to.include("HyperParamters")
      .and.to.include("a_b does not match")
      .and.to.include("RoleArn");
  }).timeout(30_000);
});
