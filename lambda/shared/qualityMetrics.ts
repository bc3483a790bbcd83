/** A metric of predictions against labels. */
export type MetricName = "auc" | "accuracy" | "f1" | "logloss" | "rmse" | "mae" | "r2";

/** Metrics of binary labels (0 and 1), and of labels that are numbers. */
export const BINARY_METRICS = ["auc", "accuracy", "f1", "logloss"] as const satisfies readonly MetricName[];
export const REGRESSION_METRICS = ["rmse", "mae", "r2"] as const satisfies readonly MetricName[];
export const METRICS = [...BINARY_METRICS, ...REGRESSION_METRICS] as const;

const SMALLER_IS_BETTER: readonly MetricName[] = ["logloss", "rmse", "mae"];

/** The probability above which XGBoost counts a prediction as class 1. */
const THRESHOLD = 0.5;

/** Keeps the logarithm of a wrong certainty finite, as scikit-learn does. */
const EPSILON = Number.EPSILON;

/** How often each label was predicted as each: `[label][prediction]`. */
export type ConfusionMatrix = [[number, number], [number, number]];

/** Quality of predictions of labels 0 and 1. */
export interface BinaryQuality {
  rows: number;
  auc: number;
  accuracy: number;
  precision: number;
  recall: number;
  f1: number;
  /** NaN where a prediction is no probability. */
  logloss: number;
  confusion: ConfusionMatrix;
}

/** Quality of predictions of numbers. */
export interface RegressionQuality {
  rows: number;
  mae: number;
  mse: number;
  rmse: number;
  /** NaN where all labels are equal. */
  r2: number;
}

/** Whether a metric is one of binary labels. */
export function isBinary(metric: MetricName): boolean {
  return (BINARY_METRICS as readonly MetricName[]).includes(metric);
}

/** Whether more of a metric is better. */
export function isLargerBetter(metric: MetricName): boolean {
  return !SMALLER_IS_BETTER.includes(metric);
}

/** Whether a value is at least as good as another; never where either is NaN. */
export function isAsGood(metric: MetricName, value: number, other: number): boolean {
  return isLargerBetter(metric) ? value >= other : value <= other;
}

/**
 * Six significant digits: what is written, and what is compared, so that the order of rows, which changes the last digits of
 * a sum, never decides.
 */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/**
 * Metrics of predictions of labels 0 and 1, as scikit-learn defines them; class 1 is predicted above 0.5.
 *
 * @param labels 0 or 1
 * @param scores the predicted probability of 1; any number will do for `auc`
 * @returns `auc` is NaN where there is one class only
 */
export function binaryQuality(labels: ArrayLike<number>, scores: ArrayLike<number>): BinaryQuality {
  const confusion: ConfusionMatrix = [
    [0, 0],
    [0, 0],
  ];
  const rows = labels.length;
  let loss = 0;
  for (let row = 0; row < rows; row += 1) {
    const label = labels[row] === 1 ? 1 : 0;
    const score = scores[row]!;
    confusion[label][score > THRESHOLD ? 1 : 0] += 1;
    const probability = score >= 0 && score <= 1 ? Math.min(Math.max(score, EPSILON), 1 - EPSILON) : NaN;
    loss -= Math.log(label === 1 ? probability : 1 - probability);
  }
  const [[trueNegatives, falsePositives], [falseNegatives, truePositives]] = confusion;
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    rows,
    auc: areaUnderCurve(labels, scores),
    accuracy: share(truePositives + trueNegatives, rows),
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    logloss: loss / rows,
    confusion,
  };
}

/**
 * The chance that a row of class 1 has a higher score than one of class 0, equal scores counting half: the area under the
 * ROC curve, exactly (Mann-Whitney's U over the number of pairs).
 *
 * @returns NaN where there is one class only
 */
export function areaUnderCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const ofClass = (wanted: number) =>
    Float64Array.from(scores)
      .filter((_, row) => (labels[row] === 1 ? 1 : 0) === wanted)
      .sort();
  const [negatives, positives] = [ofClass(0), ofClass(1)];
  let [below, notAbove, wins] = [0, 0, 0];
  for (const score of positives) {
    while (below < negatives.length && negatives[below]! < score) below += 1;
    while (notAbove < negatives.length && negatives[notAbove]! <= score) notAbove += 1;
    wins += below + (notAbove - below) / 2;
  }
  return wins / (positives.length * negatives.length);
}

/** Metrics of predictions of numbers, as scikit-learn defines them. */
export function regressionQuality(labels: ArrayLike<number>, predictions: ArrayLike<number>): RegressionQuality {
  const rows = labels.length;
  let [absolute, squares, mean, spread] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const [label, error] = [labels[row]!, predictions[row]! - labels[row]!];
    absolute += Math.abs(error);
    squares += error * error;
    const distance = label - mean;
    mean += distance / (row + 1);
    spread += distance * (label - mean);
  }
  const mse = squares / rows;
  return { rows, mae: absolute / rows, mse, rmse: Math.sqrt(mse), r2: spread === 0 ? NaN : 1 - squares / spread };
}
