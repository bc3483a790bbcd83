/** Settings that every pipeline of jobs, and every one that trains, takes. */
import type * as pulumi from "@pulumi/pulumi";

/** The subnets and security groups that jobs and models run in. */
export interface PipelineVpcArgs {
  /** 1 to 16. */
  subnetIds: pulumi.Input<string>[];
  /** 1 to 5. */
  securityGroupIds: pulumi.Input<string>[];
}

/**
 * Settings of a pipeline of SageMaker jobs. They are plain values where a check or a policy has to know them while the program
 * runs; what other resources of a stack may give (keys, subnets) also takes their outputs.
 */
export interface JobPipelineArgs {
  /**
   * SageMaker instance type of all jobs.
   * @default "ml.m5.xlarge"
   */
  instanceType?: string;
  /**
   * Days after which job output and replaced versions of objects are deleted, 1 to 3,650. Models stay.
   * @default 90
   */
  outputRetentionInDays?: number;
  /**
   * Days that logs are kept; one of the periods that CloudWatch Logs knows.
   * @default 30
   */
  logRetentionInDays?: number;
  /**
   * Lets `pulumi destroy` delete the bucket with all that it holds.
   * @default false
   */
  forceDestroy?: boolean;
  /** Network of the jobs and models; SageMaker's own when absent. */
  vpc?: PipelineVpcArgs;
  /** Customer managed key for the bucket, the jobs' output and volumes; AWS's own keys when absent. */
  kmsKeyArn?: pulumi.Input<string>;
  /** Tags of everything that is made, SageMaker jobs included. */
  tags?: Record<string, string>;
}

/** Settings of a training pipeline; a data source may be another resource's output. */
export interface TrainingPipelineArgs extends JobPipelineArgs {
  /**
   * Volume of the training job, in GB, 1 to 16,384.
   * @default 30
   */
  volumeSizeInGb?: number;
  /**
   * Longest run of the training job, in seconds, 60 to 2,419,200 (28 days). A job that runs into it fails the execution.
   * @default 86400
   */
  maxRuntimeInSeconds?: number;
  /**
   * Trains on spot capacity, with checkpoints under `checkpoints/`; the job may wait for capacity as long again as it may run.
   * @default false
   */
  spot?: boolean;
  /**
   * Version of SageMaker's XGBoost container.
   * @default "3.0-5"
   */
  xgboostVersion?: string;
  /**
   * Hyperparameters of SageMaker's XGBoost, over `objective: reg:logistic`, `eval_metric: rmse`, `num_round: 5`.
   * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html
   */
  hyperparameters?: Record<string, string | number | boolean>;
  /**
   * S3 URI of the data: CSV, label first, no header, numbers only.
   * @default the sample that the seeding function carries (lambda/sample/README.md)
   */
  dataSource?: pulumi.Input<string>;
  /**
   * Share of the rows that is held back for testing, between 0 and 1.
   * @default 0.2
   */
  testFraction?: number;
}
