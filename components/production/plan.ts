/** From the settings of a production pipeline to what its definition trains. */
import { hyperparametersOf } from "../parts/xgboost";
import { XGBOOST_RANGES } from "../tuningSteps";
import type { TrainingPlan } from "./candidates";
import { featureText } from "./featureSets";
import type { PartitionPlan } from "./partitions";
import type { QualityMetric } from "./productionFacts";
import type { ProductionSettings } from "./settings";

/** What is trained, of what, and when. */
export interface ProductionPlan extends TrainingPlan {
  /** One model for each partition; one of all rows when absent. */
  partitions?: PartitionPlan;
  /** Looks first whether a model is needed. */
  retrainWhen?: ProductionSettings["retrainWhen"];
}

/** The only candidate's name, where the user names none. */
const ONLY = "xgboost";

/** What XGBoost measures while it trains, so that curves and searches look at what the model is judged by. */
const EVAL_METRICS: Readonly<Record<QualityMetric, string>> = {
  auc: "auc",
  accuracy: "accuracy",
  f1: "f1",
  logloss: "logloss",
  rmse: "rmse",
  mae: "mae",
  // XGBoost has no R²: on the same rows it orders models as the squared error does.
  r2: "rmse",
};

/** Metrics of classes: XGBoost takes them with objectives of classes alone. */
const OF_CLASSES: readonly QualityMetric[] = ["auc", "accuracy", "f1", "logloss"];

/**
 * The pipeline's hyperparameters, with one candidate's over them. Unless they say otherwise the objective is one that the metric
 * goes with, `binary:logistic` or `reg:squarederror`.
 */
export function productionHyperparameters(
  { metric, hyperparameters }: ProductionSettings,
  candidate: ProductionSettings["hyperparameters"] = {},
): Record<string, string> {
  const given = { ...hyperparameters, ...candidate };
  const isOfClasses = OF_CLASSES.includes(metric);
  const objective = String(given["objective"] ?? (isOfClasses ? "binary:logistic" : "reg:squarederror"));
  const isMeasured = !isOfClasses || /^(binary|multi):/.test(objective);
  return hyperparametersOf({ ...(isMeasured && { eval_metric: EVAL_METRICS[metric] }), ...given, objective });
}

/** What is trained. */
export function productionPlan(settings: ProductionSettings): ProductionPlan {
  const {
    candidates = [{ name: ONLY, hyperparameters: {}, features: undefined }],
    tuning,
    partitions,
    retrainWhen,
  } = settings;
  return {
    candidates: candidates.map(({ name, hyperparameters, features }) => ({
      name,
      hyperparameters: productionHyperparameters(settings, hyperparameters),
      ...(features && { features: featureText(features) }),
    })),
    ...(tuning && { tuning: { ...tuning, ranges: tuning.ranges ?? XGBOOST_RANGES } }),
    ...(partitions && { partitions }),
    ...(retrainWhen && { retrainWhen }),
  };
}
