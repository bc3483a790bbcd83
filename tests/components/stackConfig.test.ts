import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { configuredPipelines, makePipelines } from "../../components/stackConfig";
import { evaluate } from "../support/evaluate";

describe("the stack's config", () => {
  const read = (pipelines: unknown) => {
    pulumi.runtime.setAllConfig({ "project:pipelines": JSON.stringify(pipelines) });
    return configuredPipelines(undefined, new pulumi.Config("project"));
  };
  const errorsOf = (pipelines: unknown): pulumi.InputPropertyErrorDetails[] => {
    try {
      read(pipelines);
    } catch (error) {
      return (error as pulumi.InputPropertiesError).errors;
    }
    throw new Error("nothing was refused");
  };

  it("names pipelines with their type and settings", () => {
    const pipelines = read({
      a: { type: "MlTrainingPipeline", instanceCount: 2 },
      b: { type: "FeatureTransformPipeline" },
    });
    expect(pipelines).to.deep.equal([
      { name: "a", type: "MlTrainingPipeline", settings: { instanceCount: 2 } },
      { name: "b", type: "FeatureTransformPipeline", settings: {} },
    ]);
  });

  it("reports the wrong values of all pipelines at once, with the key's full path", () => {
    const pipelines = {
      a: { type: "MlTrainingPipeline", volumeSizeInGb: "30" },
      b: { type: "FeatureTransformPipeline", instanceCount: 2 },
      c: { type: "Trainer" },
      d: null,
      E_1: { type: "MlTrainingPipeline" },
    };
    expect(errorsOf(pipelines)).to.deep.equal([
      {
        propertyPath: "project:pipelines.a.volumeSizeInGb",
        reason: 'was "30"; expected a whole number from 1 to 16384',
      },
      { propertyPath: "project:pipelines.b.instanceCount", reason: "is not a setting" },
      {
        propertyPath: "project:pipelines.c.type",
        reason:
          'was "Trainer"; expected one of MlTrainingPipeline, FeatureTransformPipeline, ModelDeploymentPipeline, ProductionTrainingPipeline',
      },
      {
        propertyPath: "project:pipelines.d.type",
        reason:
          "was not given; expected one of MlTrainingPipeline, FeatureTransformPipeline, ModelDeploymentPipeline, ProductionTrainingPipeline",
      },
      {
        propertyPath: "project:pipelines.E_1",
        reason: 'the name was "E_1"; expected lower-case letters, digits and single hyphens between them',
      },
    ]);
  });

  it("holds what goes with a pipeline apart from its settings, and to the same paths", () => {
    const triggers = { schedules: { nightly: { expression: "rate(1 day)" } } };
    expect(read({ a: { type: "MlTrainingPipeline", triggers } })).to.deep.equal([
      { name: "a", type: "MlTrainingPipeline", settings: {}, beside: { triggers } },
    ]);
    const wrong = { schedules: { nightly: { expression: "daily" } }, scheduls: {} };
    const errors = errorsOf({ a: { type: "MlTrainingPipeline", triggers: wrong } });
    expect(errors.map(({ propertyPath }) => propertyPath)).to.have.members([
      "project:pipelines.a.triggers.schedules.nightly.expression",
      "project:pipelines.a.triggers.scheduls",
    ]);
    expect(errors.find(({ propertyPath }) => propertyPath.endsWith("scheduls"))?.reason).to.contain('"schedules"');
  });

  it("makes what goes with a pipeline, with the pipeline's key, tags and bucket", async () => {
    const triggers = { objectCreated: { data: { prefix: "incoming/" } }, onDemand: {} };
    const monitoring = { modelQuality: { auc: { minimum: 0.9 } } };
    const tags = { Team: "ml" };
    pulumi.runtime.setAllConfig({
      "project:pipelines": JSON.stringify({ churn: { type: "MlTrainingPipeline", tags, triggers, monitoring } }),
    });
    let made: ReturnType<typeof makePipelines> = {};
    const evaluated = await evaluate(() => (made = makePipelines()));
    expect(made.churn?.triggers?.url).to.not.equal(undefined);
    const bucket = evaluated.one("aws:s3/bucket:Bucket", "churn-data").inputs.bucket as string;
    const { eventPattern, tags: given } = evaluated.one("aws:cloudwatch/eventRule:EventRule", "churn-data").inputs;
    expect(eventPattern).to.contain(bucket);
    expect(given).to.deep.include({ ...tags, Pipeline: "churn" });
    const alarm = evaluated.one("aws:cloudwatch/metricAlarm:MetricAlarm", "churn-auc-limit").inputs;
    expect(alarm.tags).to.deep.include(tags);
    const failed = evaluated.one("aws:cloudwatch/metricAlarm:MetricAlarm", "churn-failed-events").inputs;
    const queue = evaluated.one("aws:sqs/queue:Queue", "churn-failed-events").inputs.name as string;
    expect(failed.dimensions).to.deep.equal({ QueueName: queue });
    expect(made.churn?.monitoring?.topicArn).to.not.equal(undefined);
  });

  it("refuses anything but pipelines by name", () => {
    expect(errorsOf(["a"])).to.deep.equal([
      { propertyPath: "project:pipelines", reason: 'was ["a"]; expected pipelines by name' },
    ]);
  });

  it("ends the program with the message alone", async () => {
    pulumi.runtime.setAllConfig({
      "project:pipelines": JSON.stringify({ a: { type: "MlTrainingPipeline", spot: 1 } }),
    });
    let caught: unknown;
    await evaluate(() => {
      try {
        makePipelines();
      } catch (error) {
        caught = error;
      }
    });
    expect(pulumi.RunError.isInstance(caught)).to.equal(true);
    expect((caught as Error).message).to.equal(
      "The stack's config has wrong values:\n  project:pipelines.a.spot: was 1; expected true or false",
    );
  });
});
