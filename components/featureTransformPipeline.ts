/** A pipeline that seeds data, standardizes its features in a processing job and trains an XGBoost model on them. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { featureTransformDefinition, KEYS } from "./featureTransformDefinition";
import { prebuiltImage, SCIKIT_LEARN_TAG } from "./parts/images";
import { jobStateMachine } from "./parts/jobResources";
import { checkSettings, instanceType, processingSettings, trainingSettings } from "./parts/settings";
import { trainingResources } from "./parts/trainingResources";
import { whenKnown } from "./parts/whenKnown";
import type { TrainingPipelineArgs } from "./trainingPipelineArgs";

/** Settings of a FeatureTransformPipeline. Its training job runs on one instance: the transformed data is one file. */
export interface FeatureTransformPipelineArgs extends TrainingPipelineArgs {
  /**
   * Volume of the processing job, in GB, 1 to 16,384.
   * @default 10
   */
  processingVolumeSizeInGb?: number;
  /**
   * Longest run of the processing job, in seconds, 60 to 432,000 (5 days).
   * @default 300
   */
  processingMaxRuntimeInSeconds?: number;
}

/** The check of these settings; the stack's config is held to it too. */
export const featureTransformSettings = v.strictObject(
  {
    ...trainingSettings,
    instanceType: instanceType("createTrainingJob", "createProcessingJob"),
    ...processingSettings,
  },
  "settings by name",
);

/**
 * AWS's sample "Preprocess data and train a machine learning model" as one component: a data bucket, a Lambda function that
 * seeds data and `transform.py`, a job role and a state machine *Generate dataset -> Standardization -> Train model
 * (XGBoost)*. Training reads the transformed prefixes only; the scaler's parameters are kept under `scaler/`, so that rows
 * can be transformed in the same way when predictions are made.
 *
 * @example
 * const scores = new FeatureTransformPipeline("scores", { instanceType: "ml.m5.large" });
 * export const scaler = scores.scaler;
 */
export class FeatureTransformPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the models. */
  readonly models: pulumi.Output<string>;
  /** S3 prefix of the scaler's parameters. */
  readonly scaler: pulumi.Output<string>;

  /**
   * @param name lower-case letters, digits and single hyphens; part of every resource's and job's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: FeatureTransformPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:FeatureTransformPipeline", name, {}, options);
    const settings = checkSettings(featureTransformSettings, args, `FeatureTransformPipeline "${name}"`);
    const resources = trainingResources(this, name, settings, {
      plan: { train: [KEYS.raw], test: KEYS.holdout, files: { [KEYS.code]: "transform.py" } },
      expiringPrefixes: [KEYS.train, KEYS.validation, KEYS.checkpoints],
    });
    const xgboost = prebuiltImage("sagemaker-xgboost", settings.xgboostVersion, this);
    const scikitLearn = prebuiltImage("sagemaker-scikit-learn", SCIKIT_LEARN_TAG, this);
    const definition = whenKnown([resources.facts, xgboost, scikitLearn], (facts, image, processingImage) =>
      featureTransformDefinition(
        facts,
        { ...settings, image, instanceCount: 1, channels: { train: KEYS.train, validation: KEYS.validation } },
        {
          image: processingImage,
          volumeSizeInGb: settings.processingVolumeSizeInGb,
          maxRuntimeInSeconds: settings.processingMaxRuntimeInSeconds,
        },
      ),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings);

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = resources.data.bucket;
    this.models = pulumi.interpolate`s3://${this.bucket}/${KEYS.models}`;
    this.scaler = pulumi.interpolate`s3://${this.bucket}/${KEYS.scaler}`;
    const { stateMachineArn, bucket, models, scaler } = this;
    this.registerOutputs({ stateMachineArn, bucket, models, scaler });
  }
}
