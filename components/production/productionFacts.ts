/** What the definition of a production pipeline is made of, all of it known when the definition is. */
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

/** The facts of a production pipeline: those of every pipeline of jobs, and its own. */
export interface ProductionFacts extends JobFacts {
  /** The pipeline's name, in notifications and metrics. */
  pipeline: string;
  topicArn: string;
  functions: ProductionFunctions;
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
  metric: QualityMetric;
  /** What `metric` must reach: at least, or for errors (logloss, rmse, mae) at most. */
  threshold: number;
}
