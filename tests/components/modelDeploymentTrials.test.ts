/** Shadows and A/B tests of ModelDeploymentPipeline: what they ask SageMaker and the function for, and what becomes of the models. */
import { expect } from "chai";
import * as v from "valibot";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { JsonObject } from "../../asl/definition";
import type { ModelDeploymentPipelineArgs } from "../../components/deployment/deploymentArgs";
import type { Statement } from "../../iam/document";
import { compareEvent } from "../../lambda/compare/event";
import type { PipelineRun } from "../support/executions/testPipeline";
import { deploymentPipeline } from "../support/scenarios/deployment";

const functions = { "churn-seed": () => ({ rows: 569 }) };
const requestOf = ({ attempts }: PipelineRun, state: string) => attempts.find((one) => one.state === state)?.request;

describe("a model that ModelDeploymentPipeline tries first", () => {
  const groundTruth = { prefix: "s3://labels/churn/", metric: "auc" } as const;
  const variants = (of: unknown) =>
    (of as JsonObject[] | undefined)?.map(({ VariantName, InitialVariantWeight }) => [
      VariantName,
      InitialVariantWeight,
    ]);

  /** Deploys twice, with every call judged; the second model is tried. */
  async function tryTwice(args: Partial<ModelDeploymentPipelineArgs>, Promote: boolean) {
    const pipeline = await deploymentPipeline(args);
    expect(checkDefinition(pipeline.definition)).to.deep.equal([]);
    const account = pipeline.newAccount({ isJudged: true });
    const Reason = "They disagree on 40 % of 500 requests, allowed: at most 5 %.";
    const compare = () => ({ Promote, Reason, Requests: {}, ComparisonUri: "s3://churn/comparison.json" });
    const script = { functions: { ...functions, "churn-compare": compare } };
    try {
      const first = await pipeline.run({ account, script });
      const second = await pipeline.run({ account, script });
      for (const { execution } of [first, second]) expect(execution.cause ?? execution.status).to.equal("SUCCEEDED");
      expect(account.authorizer.tally().denied).to.equal(0);
      return { first, second };
    } finally {
      await account.close();
    }
  }

  it("gets copies of requests, and takes over", async () => {
    const shadow = { durationInSeconds: 3600, samplingPercentage: 50, minimumRequests: 200 };
    const { first, second } = await tryTwice({ shadow }, true);
    expect(requestOf(first, "Create trial config")).to.equal(undefined);
    const config = requestOf(second, "Create trial config")!;
    expect(variants(config["ProductionVariants"])).to.deep.equal([["production", 100]]);
    expect(variants(config["ShadowProductionVariants"])).to.deep.equal([["candidate", 50]]);
    const models = [config["ProductionVariants"], config["ShadowProductionVariants"]].map(
      (of) => (of as [JsonObject])[0]["ModelName"],
    );
    expect(models).to.deep.equal([first.after.models[0], second.after.models[0]]);
    expect(config["DataCaptureConfig"]).to.deep.include({ EnableCapture: true, InitialSamplingPercentage: 100 });
    const asked = requestOf(second, "Compare variants")!["Payload"] as Record<string, string>;
    expect(v.safeParse(compareEvent, asked).issues).to.equal(undefined);
    expect(asked["Capture"]).to.match(/^s3:\/\/churn-data-\w+\/capture\/churn-dev\/$/);
    expect(Date.parse(asked["To"]!) - Date.parse(asked["From"]!)).to.equal(3_600_000);
    expect(second.after).to.deep.include({ models: [requestOf(second, "Save model")!["ModelName"]] });
    expect(second.after.endpointConfigs).to.have.length(1);
  });

  it("answers a share of the requests, and is removed when it is worse", async () => {
    const abTest = { durationInSeconds: 3600, weight: 20, groundTruth };
    const { first, second } = await tryTwice({ abTest }, false);
    const config = requestOf(second, "Create trial config")!;
    expect(variants(config["ProductionVariants"])).to.deep.equal([
      ["production", 80],
      ["candidate", 20],
    ]);
    expect(config).to.not.have.property("ShadowProductionVariants");
    const asked = requestOf(second, "Compare variants")!["Payload"];
    expect(v.safeParse(compareEvent, asked).issues).to.equal(undefined);
    expect(asked).to.deep.include({ GroundTruth: groundTruth.prefix, Metric: "auc", MaxDisagreement: 1 });
    expect(second.after).to.deep.equal(first.after);
    expect(second.published.map(({ Subject }) => Subject)).to.deep.equal(["churn kept the version in production"]);
    const { default: told } = second.published[0]!["Message"] as Record<string, string>;
    expect(told).to.include("They disagree on 40 % of 500 requests");
    expect((second.execution.output as JsonObject)["Comparison"]).to.deep.include({ Promote: false });
  });

  it("is compared by a function that reads what was captured and labels, and no more", async () => {
    const shadow = { durationInSeconds: 3600, groundTruth };
    const { evaluated } = await deploymentPipeline({ shadow });
    const [policy] = evaluated.resources.filter(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && /churn-compare/.test(name),
    );
    const { Statement } = JSON.parse(policy!.inputs["policy"] as string) as { Statement: Statement[] };
    const touched = Statement.filter(({ Action }) => Action.some((action) => action.startsWith("s3:")))
      .flatMap(({ Action, Resource }) =>
        Resource.map((resource) => [Action.join(), resource.replace(/churn-data-\w+/, "bucket")]),
      )
      .sort();
    expect(touched).to.deep.equal([
      ["s3:GetObject", "arn:aws:s3:::bucket/capture/churn-dev/*"],
      ["s3:GetObject", "arn:aws:s3:::labels/churn/*"],
      ["s3:ListBucket", "arn:aws:s3:::bucket"],
      ["s3:ListBucket", "arn:aws:s3:::labels"],
      ["s3:PutObject", "arn:aws:s3:::bucket/comparisons/*/comparison.json"],
    ]);
  });
});
