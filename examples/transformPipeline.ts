/** Batch predictions of a model that is there already: CreateModel -> CreateTransformJob -> ValidateOutput -> Succeed or Fail. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define } from "../asl/fragment";
import { batchTransform, createModel } from "../components/modelSteps";
import { prebuiltImage } from "../components/parts/images";
import { type JobFacts, jobResources, jobStateMachine } from "../components/parts/jobResources";
import type { JobStep } from "../components/parts/jobNames";
import { checkSettings, instanceType, jobSettings, whole, xgboostVersion } from "../components/parts/settings";
import { whenKnown } from "../components/parts/whenKnown";
import type { JobPipelineArgs } from "../components/trainingPipelineArgs";
import { s3Uri } from "../components/trainingSteps";
import { dataObject, SAMPLES } from "./dataObject";
import { validateOutput } from "./validateOutput";

/** Settings of a TransformPipeline. */
export interface TransformPipelineArgs extends JobPipelineArgs {
  /**
   * The model: a `model.tar.gz` that SageMaker's XGBoost container has made.
   * @default one that was trained on the project's sample (data/README.md)
   */
  model?: string;
  /**
   * The CSV file to predict: label first, no header.
   * @default the rows that the default model has not seen
   */
  data?: string;
  /**
   * Version of SageMaker's XGBoost container.
   * @default "3.0-5"
   */
  xgboostVersion?: string;
  /**
   * Longest run of the job, in seconds, 60 to 432,000 (5 days).
   * @default 3600
   */
  maxRuntimeInSeconds?: number;
}

const steps: JobStep[] = ["model", "transform"];

/** The check of these settings, and what the pipeline's name must leave room for. */
export const transformPipeline = {
  settings: v.strictObject(
    {
      ...jobSettings,
      instanceType: instanceType("createTransformJob"),
      model: v.optional(v.string("the path of a model.tar.gz"), SAMPLES.model),
      data: v.optional(v.string("the path of a CSV file"), SAMPLES.heldOutRows),
      xgboostVersion,
      maxRuntimeInSeconds: v.optional(whole(60, 5 * 86_400), 3600),
    },
    "settings by name",
  ),
  steps,
};

const KEYS = { model: "model/model.tar.gz", data: "input/data.csv", predictions: "output/" };

/**
 * Predicts rows with a model that was trained elsewhere. Predictions land under `output/` as `label,prediction`.
 *
 * @example new TransformPipeline("predict", { model: "model.tar.gz", data: "customers.csv" })
 */
export class TransformPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the predictions. */
  readonly predictions: pulumi.Output<string>;

  /** @throws pulumi.InputPropertiesError with every wrong setting */
  constructor(name: string, args: TransformPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:examples:TransformPipeline", name, {}, options);
    const settings = checkSettings(transformPipeline.settings, args, `TransformPipeline "${name}"`);
    const resources = jobResources(this, name, settings, { steps, expiringPrefixes: [KEYS.predictions] });
    const { bucket } = resources.data;
    const files = [
      dataObject(this, `${name}-model`, { bucket, key: KEYS.model }, settings.model),
      dataObject(this, `${name}-input`, { bucket, key: KEYS.data }, settings.data),
    ];
    const image = prebuiltImage("sagemaker-xgboost", settings.xgboostVersion, this);
    const definition = whenKnown([resources.facts, image], (facts, uri) =>
      transformDefinition(facts, { image: uri, maxRuntimeInSeconds: settings.maxRuntimeInSeconds }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings, { after: files });

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = bucket;
    this.predictions = pulumi.interpolate`s3://${bucket}/${KEYS.predictions}`;
    const { stateMachineArn, predictions } = this;
    this.registerOutputs({ stateMachineArn, bucket, predictions });
  }
}

/** The definition. Pure: plain values in, a definition out. */
export function transformDefinition(
  facts: JobFacts,
  { image, maxRuntimeInSeconds }: { image: string; maxRuntimeInSeconds: number },
): StateMachineDefinition {
  const predict = chain(
    createModel(facts, { image, modelDataUrl: s3Uri(facts, KEYS.model) }),
    batchTransform(facts, {
      input: s3Uri(facts, KEYS.data),
      output: s3Uri(facts, KEYS.predictions),
      maxRuntimeInSeconds,
    }),
  );
  return define(chain(predict, validateOutput("$.Transform", "TransformJob")), {
    comment: "Predicts rows with a model that is there already",
    partition: facts.partition,
  });
}
