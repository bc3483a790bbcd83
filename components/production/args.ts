/** What a user may write for a production pipeline. */
import type { ModelDeploymentPipelineArgs } from "../deployment/deploymentArgs";
import type { TrainingPipelineArgs } from "../trainingPipelineArgs";
import type { QualityMetric } from "./productionFacts";

/** What a column of the data must be. */
export interface ColumnSchemaArgs {
  /** Said of the column in problems; the data has no header. */
  name: string;
  /** A category is a whole number too, of which drift is judged by value. */
  type: "number" | "integer" | "category";
  /** Least value; any when absent. */
  minimum?: number;
  /** Greatest value; any when absent. */
  maximum?: number;
  /** Codes that a category may have; any when absent. */
  values?: number[];
  /**
   * Share of the rows that may lack a value, from 0 to 1.
   * @default 0
   */
  missingShare?: number;
}

/** What the data is held to before anything is trained on it. */
export interface DataSchemaArgs {
  /** The columns in their order, the label first; as many as the first row has, of any number, when absent. */
  columns?: ColumnSchemaArgs[];
  /** Fewest rows. */
  minimumRows?: number;
  /** What labels must be; by default what the objective takes. */
  labels?: { minimum?: number; maximum?: number; distinct?: number };
}

/** An algorithm's settings, or a set of features, that are tried beside others. */
export interface CandidateArgs {
  /** Lower-case letters, digits and single hyphens, at most 32 characters; no two candidates have the same. */
  name: string;
  /**
   * Hyperparameters over those of the pipeline.
   * @default those of the pipeline
   */
  hyperparameters?: Record<string, string | number | boolean>;
  /**
   * Numbers of the features that it takes, in this order, the one behind the label being 1. Who asks the model has to send
   * these: `features` of the registered version tells which. Not with `partitions` or `cache`.
   * @default all
   */
  features?: number[];
}

/** The values that a search tries of one hyperparameter. */
export interface ParameterRangeArgs {
  minimum: number;
  maximum: number;
  /**
   * Whether only whole numbers are tried.
   * @default false
   */
  isInteger?: boolean;
  /**
   * How the search goes through the range.
   * @default "Auto"
   */
  scaling?: "Auto" | "Linear" | "Logarithmic" | "ReverseLogarithmic";
}

/** A hyperparameter tuning job in place of the training job: its best trial is carried on with. */
export interface TuningArgs {
  /**
   * Training jobs in all, 1 to 750.
   * @default 10
   */
  trials?: number;
  /**
   * Training jobs at a time, 1 to 100.
   * @default 2
   */
  parallelTrials?: number;
  /** @default "Bayesian" */
  strategy?: "Bayesian" | "Random";
  /**
   * Ranges by hyperparameter.
   * @default max_depth from 2 to 8, eta from 0.01 to 0.5, subsample from 0.5 to 1
   */
  ranges?: Record<string, ParameterRangeArgs>;
}

/** A model for each value of a column. */
export interface PartitionArgs {
  /** The column that tells the partition, counted from 1: the label is the first, so 2 or more. */
  column: number;
  /**
   * `INLINE` for up to 100 partitions, in the execution itself; `DISTRIBUTED` for up to 10,000 at a time, in executions of
   * their own.
   * @default "INLINE"
   */
  mode?: "INLINE" | "DISTRIBUTED";
  /**
   * Partitions at a time, or batches of them, 1 to 10,000.
   * @default 10
   */
  maxConcurrency?: number;
  /**
   * Partitions that an execution of its own goes through, 1 to 100; with `DISTRIBUTED`.
   * @default 1
   */
  batchSize?: number;
  /**
   * How many partitions may fail. One that fails ends its batch, all of whose partitions count as failed.
   * @default 0
   */
  toleratedFailures?: number;
}

/** When a model is trained at all: when any of these holds, or when no version is in production. */
export interface RetrainWhenArgs {
  /** Days after which the version in production is too old, 1 to 3,650. */
  maxAgeInDays?: number;
  /**
   * Population stability index of a column of `dataSource`, against the data of the version in production, from which on
   * the data has drifted. 0.2 is a usual value.
   */
  drift?: number;
  /** What the version in production still has to reach. */
  quality?: {
    metric: QualityMetric;
    /** Of auc, accuracy, f1 and r2: the least. */
    minimum?: number;
    /** Of errors (logloss, rmse, mae): the greatest. */
    maximum?: number;
    /** S3 prefix, ending in a slash, of CSV rows `label,prediction` of what it has predicted since. */
    records: string;
  };
}

/** Where models are registered. */
export interface RegistryArgs {
  /**
   * Name of a model package group that there is already.
   * @default a group of the pipeline's own, called `<pipeline>-<stack>`
   */
  group?: string;
  /**
   * What becomes of a version that is good enough. `Approved` versions go to production without anybody's word.
   * @default "PendingManualApproval"
   */
  approval?: "PendingManualApproval" | "Approved";
}

/**
 * Settings of the deployment pipeline for the versions: those of ModelDeploymentPipeline less what is deployed. Network, key, tags and
 * retention are the production pipeline's unless they are given.
 */
export type DeploymentOfVersionsArgs = Omit<ModelDeploymentPipelineArgs, "training" | "modelPackageGroup">;

/** Settings of a ProductionTrainingPipeline. */
export interface ProductionTrainingPipelineArgs extends Omit<TrainingPipelineArgs, "dataSource" | "hyperparameters"> {
  /**
   * S3 URI of the data, CSV with the label first, no header, numbers only; or of a prefix that ends in a slash, all of whose
   * objects are the data. An execution may name another `DataSource` below that prefix.
   * @default the sample that the validating function carries (lambda/sample/README.md)
   */
  dataSource?: TrainingPipelineArgs["dataSource"];
  /**
   * Share of the rows that the training job validates with, between 0 and 1. Together with `testFraction` less than 1.
   * @default 0.1
   */
  validationFraction?: number;
  /**
   * Instances of the training job, 1 to 20; the training rows are prepared in as many files.
   * @default 1
   */
  instanceCount?: number;
  /**
   * Hyperparameters of SageMaker's XGBoost, over `num_round: 5`, an `objective` and an `eval_metric` that `metric` goes with:
   * `binary:logistic` for auc, accuracy, f1 and logloss, `reg:squarederror` for the others.
   */
  hyperparameters?: TrainingPipelineArgs["hyperparameters"];
  /** What the data must be. */
  schema?: DataSchemaArgs;
  /**
   * Population stability index that no column may exceed against the data of the version in production; more is invalid data.
   * 0.2 is a usual value. Nothing is compared while there is no version of this pipeline's in production.
   * @default drift is not looked at
   */
  driftLimit?: number;
  /**
   * The measure of quality, taken of the predictions of held-out rows.
   * @default "auc"
   */
  metric?: QualityMetric;
  /**
   * What the metric must reach: at least, or for errors (`logloss`, `rmse`, `mae`) at most.
   * @default 0.7 for auc, accuracy and f1; the other metrics have none, and need one
   */
  threshold?: number;
  /**
   * By how much the metric must be better than that of the version in production, the newest approved one.
   * @default 0
   */
  minimumImprovement?: number;
  /** Where models are registered. */
  registry?: RegistryArgs;
  /**
   * What is trained at the same time, 1 to 10; the best by `metric` goes on.
   * @default one, with the pipeline's hyperparameters
   */
  candidates?: CandidateArgs[];
  /** Searches the hyperparameters of each candidate. Not with `spot`, `warmPoolInSeconds` or several instances. */
  tuning?: TuningArgs;
  /** Trains a model for each value of a column. Not with several instances. */
  partitions?: PartitionArgs;
  /**
   * Looks first whether a new model is needed, and ends the execution with the reason when it is not.
   * @default every execution trains
   */
  retrainWhen?: RetrainWhenArgs;
  /**
   * Deploys each version when it is approved, by a ModelDeploymentPipeline of its own, `<name>-deploy`.
   * @default versions are registered only
   */
  deployment?: DeploymentOfVersionsArgs;
  /**
   * Uses prepared rows and models of earlier executions again, of the same data with the same code and parameters. Not with
   * `partitions` or `features` of candidates.
   * @default false
   */
  cache?: boolean;
  /**
   * Keeps the containers of jobs and models from the network.
   * @default false
   */
  networkIsolation?: boolean;
  /**
   * Seconds for which the training job's instances are kept for the next one, 1 to 3,600. Not with `spot`, which AWS does not
   * combine with it.
   * @default none are kept
   */
  warmPoolInSeconds?: number;
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
