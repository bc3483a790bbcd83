/** Settings of ModelDeploymentPipeline. */
import type * as pulumi from "@pulumi/pulumi";
import type { JobPipelineArgs } from "../trainingPipelineArgs";

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

/** A group of the Model Registry. */
export interface ModelPackageGroupArgs {
  /** Lower-case letters, digits and hyphens. */
  name: string;
  /** S3 prefix below which the artifacts of all versions are; the endpoint's role may read it. */
  modelData: pulumi.Input<string>;
  /**
   * The image of the versions; the endpoint's role may pull its repository.
   * @default SageMaker's XGBoost
   */
  image?: pulumi.Input<string>;
}

/** How traffic goes from what served before to what is deployed (blue/green). */
export interface TrafficArgs {
  /** All of it at once, a first part and then the rest, or in equal steps. */
  type: "AllAtOnce" | "Canary" | "Linear";
  /** The first part, or each step: at most 50 percent, for `Linear` at least 10; or a number of instances. */
  size?: { percent: number } | { instances: number };
  /**
   * Seconds between two steps, and before what served before is ended, 0 to 3600.
   * @default 300
   */
  waitInSeconds?: number;
  /**
   * Server errors in a minute at which the update is taken back.
   * @default 1
   */
  serverErrors?: number;
  /**
   * Average time of the model, over a minute, at which the update is taken back.
   * @default none
   */
  latencyInMilliseconds?: number;
}

/** How a model is compared with the one in production. */
export interface ComparisonArgs {
  /** How long it is tried, 60 to 2,592,000 (30 days). */
  durationInSeconds: number;
  /**
   * Requests that each of both must have answered.
   * @default 100
   */
  minimumRequests?: number;
  /** How far two numbers may be apart, as a share of the larger, and count as the same; for answers that are no probabilities. */
  tolerance?: number;
}

/** Labels of requests, as SageMaker Model Monitor takes them. */
export interface GroundTruthArgs {
  /** S3 prefix. */
  prefix: string;
  /** What quality is judged by: the model must be as good as the one in production. */
  metric: "auc" | "accuracy" | "f1" | "logloss" | "rmse" | "mae" | "r2";
}

/** A model that gets copies of requests. */
export interface ShadowArgs extends ComparisonArgs {
  /**
   * Percent of the requests of which it gets copies, 1 to 100.
   * @default 100
   */
  samplingPercentage?: number;
  /**
   * Largest share of answers that may differ, 0 to 1.
   * @default 0.05
   */
  maximumDisagreement?: number;
  /** @default it is judged by its answers alone */
  groundTruth?: GroundTruthArgs;
}

/** A model that answers some of the requests. */
export interface AbTestArgs extends ComparisonArgs {
  /** Percent of the requests that it answers, 1 to 99. */
  weight: number;
  /**
   * Largest share of answers to the same requests that may differ, 0 to 1.
   * @default 1: any
   */
  maximumDisagreement?: number;
  /** Both answer requests of their own, so that labels alone can tell which is better. */
  groundTruth: GroundTruthArgs;
}

/** Settings of a ModelDeploymentPipeline. */
export interface ModelDeploymentPipelineArgs extends JobPipelineArgs {
  /** A program that is trained and deployed; this or `modelPackageGroup`. */
  training?: DeploymentTrainingArgs;
  /**
   * A group of the Model Registry, of which an approved version is deployed: the one that the execution's input names
   * (`{"ModelPackageArn": "…"}`), or else the newest. Without one the execution fails with `NoApprovedModel`.
   */
  modelPackageGroup?: ModelPackageGroupArgs;
  /**
   * Name of the endpoint: lower-case letters, digits and hyphens.
   * @default the pipeline's name and the stack's
   */
  endpointName?: string;
  /**
   * How traffic goes from what served before to what is deployed, and which alarms take that back.
   * @default SageMaker's own way: all at once
   */
  traffic?: TrafficArgs;
  /** Serves without instances, in place of `endpointInstanceType` and `endpointInstanceCount`. */
  serverless?: {
    /** 1024, 2048, 3072, 4096, 5120 or 6144. */
    memorySizeInMb: number;
    /** Requests at the same time, 1 to 200. */
    maxConcurrency: number;
  };
  /** Instances that come and go with the requests. */
  autoscaling?: {
    /** @default 1 */
    minInstances?: number;
    maxInstances: number;
    /** Requests a minute that one instance is to get. */
    invocationsPerInstance: number;
  };
  /** Keeps requests and answers under `capture/`, for as long as job output. */
  dataCapture?: {
    /** Share of the requests, 1 to 100. */
    percentage: number;
  };
  /**
   * Takes requests from S3, for instance from `requests/` below `outputPrefix`, lets them wait in a queue, and puts answers
   * into S3: `answers/` and `failures/` below `outputPrefix` in the pipeline's bucket, for as long as job output.
   */
  asynchronous?: {
    /**
     * Prefix in the pipeline's bucket.
     * @default "async/"
     */
    outputPrefix?: string;
    /**
     * Requests that one instance works on at the same time, 1 to 1000.
     * @default SageMaker's choice
     */
    maxConcurrentInvocationsPerInstance?: number;
    /**
     * Topic that is told of each answer.
     * @default none
     */
    successTopicArn?: pulumi.Input<string>;
    /**
     * Topic that is told of each request that could not be answered.
     * @default none
     */
    errorTopicArn?: pulumi.Input<string>;
  };
  /**
   * Tries a model as the shadow of the one in production: it gets copies of requests, and its answers go to S3 alone. It
   * takes over when they agree; else it is removed, and the execution succeeds with the reason. The first model is deployed
   * at once.
   */
  shadow?: ShadowArgs;
  /** Tries a model on some of the requests, in place of `shadow`. */
  abTest?: AbTestArgs;
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
