/** A pipeline for production: it trains only on valid data, and registers only models that are good enough. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as s3 from "@pulumi/aws/s3";
import { ModelPackageGroup } from "@pulumi/aws/sagemaker/modelPackageGroup";
import * as pulumi from "@pulumi/pulumi";
import { containerScript } from "../lambda/bundles";
import { prebuiltImage } from "./parts/images";
import { type JobResources, jobResources, jobStateMachine } from "./parts/jobResources";
import { notificationTopic } from "./parts/notificationTopic";
import { checkSettings } from "./parts/settings";
import { objectTags, pipelineTags } from "./parts/tags";
import { whenKnown } from "./parts/whenKnown";
import type { ModelDeploymentPipeline } from "./modelDeploymentPipeline";
import { approvedDeployment } from "./production/approvedDeployment";
import type { ProductionTrainingPipelineArgs } from "./production/args";
import { CACHE } from "./production/cache";
import { productionFacts } from "./production/gatherFacts";
import { productionPlan } from "./production/plan";
import { RUNS } from "./production/places";
import { productionDefinition } from "./production/productionDefinition";
import { type ProductionSettings, productionSettings } from "./production/settings";
import { PREFIXES } from "./trainingSteps";

/** The script of the processing job. */
const SCRIPT = "preprocess.py";

/**
 * The whole way from data to a registered model: *ValidateData -> PreprocessData -> TrainModel -> EvaluateModel ->
 * RegisterModel*, where each step is retried, every failure is told of once and fails the execution, and a model is
 * registered only when it reaches the threshold and is no worse than the version in production. Each execution leaves a
 * record of what the model was made of.
 *
 * An execution's input is `{}`, or `{"DataSource": "s3://…"}` with a place below the pipeline's `dataSource`.
 *
 * @example
 * const churn = new ProductionTrainingPipeline("churn", {
 *   dataSource: "s3://my-data/churn/",
 *   metric: "auc",
 *   threshold: 0.8,
 *   registry: { approval: "PendingManualApproval" },
 * });
 * export const notifications = churn.topicArn;
 */
export class ProductionTrainingPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the models. */
  readonly models: pulumi.Output<string>;
  /** Name of the model package group that versions are registered in. */
  readonly modelPackageGroup: pulumi.Output<string>;
  /** ARN of the SNS topic that tells how executions end. */
  readonly topicArn: pulumi.Output<string>;
  /** What deploys approved versions; undefined without `deployment`. */
  readonly deployment?: ModelDeploymentPipeline;

  /**
   * @param name lower-case letters, digits and single hyphens; part of every resource's and job's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: ProductionTrainingPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:ProductionTrainingPipeline", name, {}, options);
    const settings = checkSettings(productionSettings, args, `ProductionTrainingPipeline "${name}"`);
    const resources = jobResources(this, name, settings, {
      steps: ["process", settings.tuning ? "tune" : "train", "model", "transform"],
      expiringPrefixes: [RUNS, PREFIXES.checkpoints, ...(settings.cache ? [CACHE] : [])],
    });
    const { environment } = resources;
    const tags = pipelineTags(name, settings.tags);
    const topic = notificationTopic(name, { environment, tags }, { parent: this });
    const group = this.group(settings, resources, tags);
    const script = this.script(name, resources, tags);
    const facts = productionFacts(name, settings, resources, {
      parent: this,
      topicArn: topic.topicArn,
      group: group.name,
      script,
    });
    const plan = productionPlan(settings);
    const definition = whenKnown([facts], (known) => productionDefinition(known, plan));
    const machine = jobStateMachine(this, name, resources, definition, settings, {
      after: [topic.ready, script.object, ...group.made],
    });

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = resources.data.bucket;
    this.models = pulumi.interpolate`s3://${this.bucket}/${PREFIXES.models}`;
    this.modelPackageGroup = group.name;
    this.topicArn = topic.topicArn;
    if (args.deployment) {
      const image = prebuiltImage("sagemaker-xgboost", settings.xgboostVersion, this);
      const versions = { group: settings.registry.group ?? resources.names.prefix, models: this.models, image };
      this.deployment = approvedDeployment(name, args.deployment, settings, versions, { parent: this });
    }
    const { stateMachineArn, bucket, models, modelPackageGroup, topicArn } = this;
    this.registerOutputs({ stateMachineArn, bucket, models, modelPackageGroup, topicArn });
  }

  /** The user's model package group, or one of the pipeline's own. */
  private group(
    { registry }: ProductionSettings,
    { names }: JobResources,
    tags: Record<string, string>,
  ): { name: pulumi.Output<string>; made: pulumi.Resource[] } {
    if (registry.group !== undefined) return { name: pulumi.output(registry.group), made: [] };
    const group = new ModelPackageGroup(
      names.prefix,
      {
        modelPackageGroupName: names.prefix,
        modelPackageGroupDescription: `Models of the pipeline ${names.prefix}`,
        tags,
      },
      { parent: this },
    );
    return { name: group.modelPackageGroupName, made: [group] };
  }

  /** The script of the processing job. */
  private script(name: string, { data }: JobResources, tags: Record<string, string>) {
    const source = containerScript(SCRIPT);
    const key = `code/${SCRIPT}`;
    const digest = createHash("sha256").update(readFileSync(source)).digest("hex");
    const object = new s3.BucketObjectv2(
      `${name}-preprocess`,
      {
        bucket: data.bucket,
        key,
        source: new pulumi.asset.FileAsset(source),
        contentType: "text/x-python",
        tags: objectTags(tags),
      },
      { parent: this },
    );
    return { object, key, digest: `sha256:${digest}` };
  }
}
