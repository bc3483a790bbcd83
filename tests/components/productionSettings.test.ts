import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import { evaluate } from "../support/evaluate";

/** What is wrong with the arguments, by property. */
async function problemsOf(args: object): Promise<Record<string, string>> {
  let problems: Record<string, string> = {};
  await evaluate(() => {
    try {
      new ProductionTrainingPipeline("churn", args);
    } catch (error) {
      if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
      problems = Object.fromEntries(error.errors.map(({ propertyPath, reason }) => [propertyPath, reason]));
    }
  });
  return problems;
}

describe("settings of ProductionTrainingPipeline", () => {
  it("are refused with what is allowed, all at once", async () => {
    const problems = await problemsOf({
      dataSource: "data.csv",
      driftLimit: 0,
      metric: "roc",
      schema: { columns: [{ name: "label", type: "text" }] },
      registry: { group: "no_group", approval: "Yes" },
      candidates: [{ name: "Deep" }],
      partitions: { column: 0 },
      retrainWhen: {},
      tuning: { ranges: { max_depht: { minimum: 1, maximum: 2 } } },
    });
    expect(Object.keys(problems)).to.have.members([
      ...["dataSource", "driftLimit", "metric", "schema.columns.0.type", "registry.group", "registry.approval"],
      ...["candidates.0.name", "partitions.column", "retrainWhen", "tuning.ranges.max_depht"],
    ]);
    expect(problems["metric"]).to.equal('was "roc"; expected one of auc, accuracy, f1, logloss, rmse, mae, r2');
    expect(problems["tuning.ranges.max_depht"]).to.include('Did you mean "max_depth"?');
  });

  it("are refused for features that are none, twice the same, or too many to be told", async () => {
    const problems = await problemsOf({
      candidates: [
        { name: "none", features: [] },
        { name: "label", features: [0] },
        { name: "twice", features: [1, 2, 1] },
        { name: "odd", features: Array.from({ length: 100 }, (_, index) => 2 * index + 1) },
      ],
    });
    expect(Object.keys(problems)).to.have.members([
      "candidates.0.features",
      "candidates.1.features.0",
      "candidates.2.features",
      "candidates.3",
    ]);
    expect(problems["candidates.2.features"]).to.include("each feature once");
  });

  it("are refused when they do not go together", async () => {
    expect(await problemsOf({ metric: "rmse" })).to.deep.equal({
      threshold: "was not given; expected a number: the metric rmse has no default",
    });
    expect(await problemsOf({ testFraction: 0.6, validationFraction: 0.5 })).to.deep.equal({
      validationFraction: "was 0.5; expected less than 1 together with testFraction, 0.6",
    });
    expect(await problemsOf({ spot: true, warmPoolInSeconds: 60 })).to.have.keys("warmPoolInSeconds");
    expect(await problemsOf({ instanceCount: 2, partitions: { column: 2 } })).to.deep.equal({
      instanceCount: "was 2; expected 1 with partitions",
    });
    const candidates = [{ name: "small", features: [1, 4] }];
    expect(await problemsOf({ candidates, partitions: { column: 2 } })).to.have.keys("partitions");
    expect(await problemsOf({ candidates, cache: true })).to.have.keys("cache");
    const columns = ["label", "size"].map((name) => ({ name, type: "number" }));
    expect((await problemsOf({ candidates, schema: { columns } }))["candidates"]).to.include("features from 1 to 1:");
    expect(await problemsOf({ tuning: {}, spot: true })).to.have.keys("tuning");
    expect(await problemsOf({ retrainWhen: { drift: 0.2 } })).to.have.keys("dataSource");
  });

  it("give definitions in which nothing is wrong, in each partition", async () => {
    for (const region of ["eu-west-1", "cn-north-1", "us-gov-west-1"]) {
      const partition = { "eu-west-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov" }[region]!;
      const environment = { partition, region, account: "123456789012" };
      const evaluated = await evaluate(() => new ProductionTrainingPipeline("churn"), { environment });
      const definition = evaluated.definition("churn");
      expect(checkDefinition(definition)).to.deep.equal([]);
      expect(JSON.stringify(definition)).to.include(`arn:${partition}:sagemaker:${region}`);
      if (partition !== "aws") expect(JSON.stringify(definition)).to.not.include("arn:aws:");
    }
  });

  it("make a group of models of its own, unless there is one already", async () => {
    const type = "aws:sagemaker/modelPackageGroup:ModelPackageGroup";
    const own = await evaluate(() => new ProductionTrainingPipeline("churn"));
    expect(own.one(type, "churn-dev").inputs["modelPackageGroupName"]).to.equal("churn-dev");
    const given = await evaluate(() => new ProductionTrainingPipeline("churn", { registry: { group: "shared" } }));
    expect(given.resources.some((resource) => resource.type === type)).to.equal(false);
    expect(JSON.stringify(given.definition("churn"))).to.include("model-package/shared/{}");
  });
});
