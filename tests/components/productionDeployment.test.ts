import { expect } from "chai";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import { evaluate } from "../support/evaluate";
import { testPipeline } from "../support/executions/testPipeline";
import { goodFunctions } from "../support/productionScript";

const program = () =>
  new ProductionTrainingPipeline("churn", {
    registry: { approval: "Approved" },
    deployment: { smokeTest: { rows: [[1, 2, 3]] } },
  });

describe("deployment of ProductionTrainingPipeline", () => {
  it("is started for each version of the group that is approved", async () => {
    const evaluated = await evaluate(program);
    const { inputs } = evaluated.one("aws:cloudwatch/eventRule:EventRule", "churn-deploy-approved");
    expect(JSON.parse(inputs["eventPattern"] as string)).to.deep.equal({
      source: ["aws.sagemaker"],
      "detail-type": ["SageMaker Model Package State Change"],
      detail: { ModelPackageGroupName: ["churn-dev"], ModelApprovalStatus: ["Approved"] },
    });
  });

  it("puts an approved version behind an endpoint, and refuses one that is not", async () => {
    const training = await testPipeline(program, "churn");
    const deployment = await testPipeline(program, "churn-deploy");
    const account = training.newAccount({ isJudged: true });
    const refused = await deployment.run({ account });
    try {
      const trained = await training.run({ account, script: { functions: goodFunctions } });
      expect(trained.execution.status, trained.execution.cause).to.equal("SUCCEEDED");
      const ModelPackageArn = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn-dev/1";
      const deployed = await deployment.run({ account, input: { ModelPackageArn } });
      expect(refused.execution.error).to.equal("NoApprovedModel");
      expect(deployed.execution.status, deployed.execution.cause).to.equal("SUCCEEDED");
      expect(deployed.after.endpoints.join()).to.match(/^churn-deploy-dev -> /);
      expect(account.authorizer.tally().denied).to.equal(0);
    } finally {
      await account.close();
    }
  });
});
