/** A pipeline that seeds data, trains an XGBoost model, saves it and makes batch predictions. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { KEYS, mlTrainingDefinition } from "./mlTrainingDefinition";
import { prebuiltImage } from "./parts/images";
import { jobStateMachine } from "./parts/jobResources";
import { checkSettings, instanceCount, instanceType, trainingSettings } from "./parts/settings";
import { trainingResources } from "./parts/trainingResources";
import { whenKnown } from "./parts/whenKnown";
import type { TrainingPipelineArgs } from "./trainingPipelineArgs";

/** Settings of an MlTrainingPipeline. */
export interface MlTrainingPipelineArgs extends TrainingPipelineArgs {
  /**
   * Instances of the training job, 1 to 20. The training rows are seeded in as many files, so that each instance gets its
   * share.
   * @default 1
   */
  instanceCount?: number;
}

/** The check of these settings; the stack's config is held to it too. */
export const mlTrainingSettings = v.strictObject(
  { ...trainingSettings, instanceType: instanceType("createTrainingJob", "createTransformJob"), instanceCount },
  "settings by name",
);

/**
 * AWS's sample "Train a machine learning model" as one component: a data bucket, a seeding Lambda function, a job role and
 * a state machine *Generate dataset -> Train model (XGBoost) -> Save model -> Batch transform*. Predictions of the
 * held-back rows land under `output/` as `label,prediction`.
 *
 * @example
 * const churn = new MlTrainingPipeline("churn", { dataSource: "s3://my-data/churn.csv", hyperparameters: { num_round: 50 } });
 * export const pipelines = { churn: { stateMachineArn: churn.stateMachineArn, bucket: churn.bucket } };
 */
export class MlTrainingPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the models. */
  readonly models: pulumi.Output<string>;
  /** S3 prefix of the predictions. */
  readonly predictions: pulumi.Output<string>;

  /**
   * @param name lower-case letters, digits and single hyphens; part of every resource's and job's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: MlTrainingPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:MlTrainingPipeline", name, {}, options);
    const settings = checkSettings(mlTrainingSettings, args, `MlTrainingPipeline "${name}"`);
    const { train, channel } = KEYS.training(settings.instanceCount);
    const resources = trainingResources(this, name, settings, {
      plan: { train, test: KEYS.test },
      expiringPrefixes: [KEYS.predictions, KEYS.checkpoints],
    });
    const xgboost = prebuiltImage("sagemaker-xgboost", settings.xgboostVersion, this);
    const definition = whenKnown([resources.facts, xgboost], (facts, image) =>
      mlTrainingDefinition(facts, { ...settings, image, channels: { train: channel } }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings);

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = resources.data.bucket;
    this.models = pulumi.interpolate`s3://${this.bucket}/${KEYS.models}`;
    this.predictions = pulumi.interpolate`s3://${this.bucket}/${KEYS.predictions}`;
    const { stateMachineArn, bucket, models, predictions } = this;
    this.registerOutputs({ stateMachineArn, bucket, models, predictions });
  }
}
