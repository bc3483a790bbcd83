/** What the definition of a production pipeline is made of, all of it known when the definition is. */
import type { Json } from "../../asl/definition";
import type { JobFacts } from "../parts/jobResources";

/** Names of the pipeline's functions. */
export interface ProductionFunctions {
  validate: string;
  evaluate: string;
  /** Only with `retrainWhen`. */
  retrain?: string;
}

/** How good a model must be. */
export type QualityMetric = "auc" | "accuracy" | "f1" | "logloss" | "rmse" | "mae" | "r2";

/** The processing job's part of the facts. */
export interface ProcessingFacts {
  image: string;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
  /** Key of the script. */
  codeKey: string;
  /** `sha256:` and the digest of the script. */
  codeDigest: string;
  /** What the script is told. */
  arguments: string[];
}

/** The Model Registry's part of the facts. */
export interface RegistryFacts {
  /** Name of the model package group. */
  group: string;
  /** The ARN of the group's versions, less their number. */
  versionArnPrefix: string;
  /** What becomes of a version that is good enough. */
  approval: "PendingManualApproval" | "Approved";
}

/** The facts of a production pipeline: those of every pipeline of jobs, and its own. */
export interface ProductionFacts extends JobFacts {
  /** The pipeline's name, in notifications and metrics. */
  pipeline: string;
  topicArn: string;
  functions: ProductionFunctions;
  /** S3 URI of an object, or of a prefix that ends in a slash; the shipped sample when absent. */
  dataSource?: string;
  /** What the data is held to, as the function `validate` has it. */
  schema: Json;
  /** How far a column may be from the data of the version in production (PSI); not looked at when absent. */
  driftLimit?: number;
  processing: ProcessingFacts;
  registry: RegistryFacts;
  /** The training image, which serves predictions too. */
  image: string;
  hyperparameters: Record<string, string>;
  instanceCount: number;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
  spot: boolean;
  /** Seconds for which the training job's instances are kept for the next one; not at all when absent. */
  warmPool?: number;
  /** Whether containers may not use the network. */
  networkIsolation?: boolean;
  /** Whether results of steps are used again whose code, data and parameters are the same. */
  cache?: boolean;
  metric: QualityMetric;
  /** What `metric` must reach: at least, or for errors (logloss, rmse, mae) at most. */
  threshold: number;
  /** By how much a model must be better than the version in production. */
  minimumImprovement: number;
}
