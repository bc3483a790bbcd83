/** A pipeline that trains a model, deploys it to an endpoint, tests it there, and rolls back what fails. */
import * as pulumi from "@pulumi/pulumi";
import { deploymentDefinition } from "./deployment/deploymentDefinition";
import type { DeploymentFacts } from "./deployment/deploymentFacts";
import { modelDeploymentSettings } from "./deployment/settings";
import { sampleRows } from "./deployment/shippedSample";
import { trainingSource } from "./deployment/source";
import { jobResources, jobStateMachine } from "./parts/jobResources";
import type { JobStep } from "./parts/jobNames";
import { notificationTopic } from "./parts/notificationTopic";
import { checkSettings } from "./parts/settings";
import { pipelineTags } from "./parts/tags";
import { whenKnown } from "./parts/whenKnown";
import type { JobPipelineArgs } from "./trainingPipelineArgs";
import { PREFIXES } from "./trainingSteps";

/** A program of the user's, trained and served in script mode. */
export interface DeploymentTrainingArgs {
  /**
   * Folder of the program, seen from the Pulumi program's own. It is packed and uploaded with each change.
   * @example "classifier"
   */
  sourceDirectory: string;
  /** The program's file in it: it trains when it is run, and serves by `model_fn`, `predict_fn` and their siblings. */
  entryPoint: string;
  /**
   * The container that it runs in: `xgboost` (3.0-5) or `scikit-learn` (1.2-1).
   * @default "scikit-learn"
   */
  framework?: "xgboost" | "scikit-learn";
  /**
   * Instances of the training job, 1 to 20.
   * @default 1
   */
  instanceCount?: number;
  /**
   * Volume of the training job, in GB, 1 to 16,384.
   * @default 30
   */
  volumeSizeInGb?: number;
  /**
   * Longest run of the training job, in seconds, 60 to 2,419,200 (28 days).
   * @default 86400
   */
  maxRuntimeInSeconds?: number;
  /**
   * Trains on spot capacity, with checkpoints under `checkpoints/`.
   * @default false
   */
  spot?: boolean;
  /** Arguments of the program: `{ epochs: 6 }` is `--epochs 6`. */
  hyperparameters?: Record<string, string | number | boolean>;
  /**
   * S3 URI of the data: CSV, label first, no header, numbers only. It is split; the program finds the parts in its channels
   * `train` and `test`.
   * @default the shipped sample (lambda/sample/README.md)
   */
  dataSource?: pulumi.Input<string>;
  /** S3 prefix of data that the program reads as it is, in its channel `train`; in place of `dataSource`. */
  dataPrefix?: string;
  /**
   * Whether each instance gets all of the data, or its share of the objects.
   * @default "FullyReplicated"
   */
  distribution?: "FullyReplicated" | "ShardedByS3Key";
  /**
   * Share of `dataSource`'s rows that goes to the channel `test`, between 0 and 1.
   * @default 0.2
   */
  testFraction?: number;
}

/** Settings of a ModelDeploymentPipeline. */
export interface ModelDeploymentPipelineArgs extends JobPipelineArgs {
  /** What is trained and deployed. */
  training: DeploymentTrainingArgs;
  /**
   * Name of the endpoint: lower-case letters, digits and hyphens.
   * @default the pipeline's name and the stack's
   */
  endpointName?: string;
  /**
   * Instance type of the endpoint.
   * @default `instanceType`
   */
  endpointInstanceType?: string;
  /**
   * Instances of the endpoint, 1 to 100.
   * @default 1
   */
  endpointInstanceCount?: number;
  /**
   * Rows of features that a deployed model must answer, each with a prediction, before it is kept.
   * @default three rows of the shipped sample, when the model is trained on that; required otherwise
   */
  smokeTest?: {
    /** 1 to 100 rows. */
    rows: number[][];
  };
  /**
   * Seconds between two looks at an endpoint that is being changed, 1 to 300.
   * @default 30
   */
  checkIntervalInSeconds?: number;
  /**
   * Seconds that a change of the endpoint may take, 60 to 28,800. After them the deployment is undone.
   * @default 3600
   */
  deploymentTimeoutInSeconds?: number;
}

/** Steps whose jobs, models and configs get names. */
export const DEPLOYMENT_STEPS: JobStep[] = ["train", "model", "config"];

/** How many rows of the shipped sample a model has to answer. */
const SAMPLE_ROWS = 3;

/**
 * Trains a program of the user's in script mode, and deploys the model: *Train model -> Save model -> Create endpoint config
 * -> Create or update endpoint -> wait until it is in service -> Smoke test -> delete what served before -> notify*. When
 * anything fails, the endpoint serves again what it served before, nothing that was made is left, one notification tells of
 * it, and the execution fails with the original error.
 *
 * @example
 * const churn = new ModelDeploymentPipeline("churn", {
 *   training: { sourceDirectory: "churn", entryPoint: "train.py", dataSource: "s3://my-data/churn.csv" },
 *   smokeTest: { rows: [[12, 0.3], [80, 0.9]] },
 * });
 */
export class ModelDeploymentPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the models. */
  readonly models: pulumi.Output<string>;
  /** Name of the endpoint. */
  readonly endpointName: pulumi.Output<string>;
  /** ARN of the topic of notifications. */
  readonly topicArn: pulumi.Output<string>;

  /**
   * @param name lower-case letters, digits and single hyphens; part of every resource's and job's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: ModelDeploymentPipelineArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:ModelDeploymentPipeline", name, {}, options);
    const settings = checkSettings(modelDeploymentSettings, args, `ModelDeploymentPipeline "${name}"`);
    const resources = jobResources(this, name, settings, {
      steps: DEPLOYMENT_STEPS,
      expiringPrefixes: [PREFIXES.checkpoints],
    });
    const tags = pipelineTags(name, settings.tags);
    const topic = notificationTopic(name, { environment: resources.environment, tags }, { parent: this });
    const { training, ready } = trainingSource(this, name, settings, resources);
    const facts = whenKnown([resources.facts, topic.topicArn], (known, topicArn): DeploymentFacts => ({
      ...known,
      pipeline: name,
      topicArn,
      endpointName: settings.endpointName ?? known.names.prefix,
    }));
    const rows = settings.smokeTest?.rows.map((row) => row.join(",")) ?? sampleRows(SAMPLE_ROWS);
    const definition = whenKnown([facts, training], (known, source) =>
      deploymentDefinition(known, {
        training: source,
        serving: {
          instanceType: settings.endpointInstanceType ?? settings.instanceType,
          instanceCount: settings.endpointInstanceCount,
        },
        smokeTest: { rows },
        patience: {
          intervalInSeconds: settings.checkIntervalInSeconds,
          timeoutInSeconds: settings.deploymentTimeoutInSeconds,
        },
      }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings, [topic.ready, ...ready]);

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = resources.data.bucket;
    this.models = pulumi.interpolate`s3://${this.bucket}/${PREFIXES.models}`;
    this.endpointName = facts.endpointName;
    this.topicArn = topic.topicArn;
    const { stateMachineArn, bucket, models, endpointName, topicArn } = this;
    this.registerOutputs({ stateMachineArn, bucket, models, endpointName, topicArn });
  }
}
