/** How good predictions are, from predictions and labels alone. */
import type { Prediction } from "./runResult";

/** Metrics of a classifier of two labels; those that a set of rows does not allow are absent. */
export interface BinaryMetrics {
  /** Area under the ROC curve; absent unless both labels occur. */
  auc?: number;
  /** Share of rows on the right side of 0.5. */
  accuracy: number;
  /** Mean negative log-likelihood (natural logarithm); absent when a prediction is no probability. */
  logloss?: number;
  rmse: number;
  /** Mean squared error of the probabilities; absent when a prediction is none. */
  brier?: number;
}

/** Metrics of a regression. */
export interface RegressionMetrics {
  rmse: number;
  mae: number;
  /** Coefficient of determination; absent when all labels are equal. */
  r2?: number;
}

/** Counts of a classifier's hits and misses. */
export interface ConfusionMatrix {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
}

/** Above this a prediction counts as label 1, as in XGBoost's `error` metric. */
export const decisionThreshold = 0.5;

/**
 * The metrics that fit the labels: {@link binaryMetrics} when every label is 0 or 1, else {@link regressionMetrics}; nothing for no
 * rows. Only finite numbers are in it, so that it can be printed and written as JSON.
 *
 * @example predictionMetrics([{ label: 1, prediction: 0.9 }, { label: 0, prediction: 0.2 }]).auc // 1
 */
export function predictionMetrics(predictions: Prediction[]): Record<string, number> {
  if (predictions.length === 0) return {};
  const metrics = hasBinaryLabels(predictions) ? binaryMetrics(predictions) : regressionMetrics(predictions);
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

/** Whether every label is 0 or 1; false for no rows. */
export function hasBinaryLabels(predictions: Prediction[]): boolean {
  return predictions.length > 0 && predictions.every(({ label }) => label === 0 || label === 1);
}

/**
 * Metrics of predicted probabilities against labels of 0 and 1.
 *
 * Definitions as in XGBoost (https://xgboost.readthedocs.io/en/stable/parameter.html, eval_metric) and scikit-learn
 * (https://scikit-learn.org/stable/modules/model_evaluation.html).
 */
export function binaryMetrics(predictions: Prediction[]): BinaryMetrics {
  const squared = mean(predictions, ({ label, prediction }) => (label - prediction) ** 2);
  const { truePositives, trueNegatives } = confusionMatrix(predictions);
  const probabilities = predictions.every(({ prediction }) => prediction >= 0 && prediction <= 1);
  const auc = areaUnderCurve(predictions);
  return {
    ...(auc !== undefined && { auc }),
    accuracy: (truePositives + trueNegatives) / predictions.length,
    ...(probabilities && { logloss: mean(predictions, logLoss), brier: squared }),
    rmse: Math.sqrt(squared),
  };
}

/** Metrics of predicted values against any labels. */
export function regressionMetrics(predictions: Prediction[]): RegressionMetrics {
  const squared = mean(predictions, ({ label, prediction }) => (label - prediction) ** 2);
  const middle = mean(predictions, ({ label }) => label);
  const variance = mean(predictions, ({ label }) => (label - middle) ** 2);
  return {
    rmse: Math.sqrt(squared),
    mae: mean(predictions, ({ label, prediction }) => Math.abs(label - prediction)),
    ...(variance > 0 && { r2: 1 - squared / variance }),
  };
}

/** Hits and misses when predictions above {@link decisionThreshold} count as 1. */
export function confusionMatrix(predictions: Prediction[]): ConfusionMatrix {
  const count = (label: number, above: boolean) =>
    predictions.filter((row) => row.label === label && row.prediction > decisionThreshold === above).length;
  return {
    truePositives: count(1, true),
    falsePositives: count(0, true),
    trueNegatives: count(0, false),
    falseNegatives: count(1, false),
  };
}

/** A point of a ROC curve: the rates, from 0 to 1, for one threshold. */
export interface RocPoint {
  falsePositiveRate: number;
  truePositiveRate: number;
}

/** The ROC curve from (0, 0) to (1, 1), one point for each distinct prediction; empty unless both labels occur. */
export function rocCurve(predictions: Prediction[]): RocPoint[] {
  const sorted = predictions.toSorted((a, b) => b.prediction - a.prediction);
  const positives = predictions.filter(({ label }) => label === 1).length;
  const negatives = predictions.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const curve: RocPoint[] = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  let [hits, misses] = [0, 0];
  sorted.forEach(({ label, prediction }, index) => {
    if (label === 1) hits++;
    else misses++;
    if (sorted[index + 1]?.prediction === prediction) return; // Rows with equal predictions pass the threshold together.
    curve.push({ falsePositiveRate: misses / negatives, truePositiveRate: hits / positives });
  });
  return curve;
}

/** By ranks (Mann-Whitney), rows with equal predictions sharing the mean of their ranks: exact, also with ties. */
function areaUnderCurve(predictions: Prediction[]): number | undefined {
  const sorted = predictions.toSorted((a, b) => a.prediction - b.prediction);
  const positives = predictions.filter(({ label }) => label === 1).length;
  const negatives = predictions.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let rankSum = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const { prediction } = sorted[start]!;
    do end++;
    while (sorted[end]?.prediction === prediction);
    const tiedPositives = sorted.slice(start, end).filter(({ label }) => label === 1).length;
    rankSum += (tiedPositives * (start + 1 + end)) / 2;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Certain and wrong would cost infinitely much: probabilities are kept this far from 0 and 1, as scikit-learn does. */
function logLoss({ label, prediction }: Prediction): number {
  const probability = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, prediction));
  return -Math.log(label === 1 ? probability : 1 - probability);
}

function mean<T>(items: T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
