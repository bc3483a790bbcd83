import type { LambdaContext } from "./handler";
import { namedError } from "./namedError";
import { readPredictions, type Predictions } from "./predictions";
import {
  BINARY_METRICS,
  binaryQuality,
  isBinary,
  REGRESSION_METRICS,
  regressionQuality,
  rounded,
  type BinaryQuality,
  type MetricName,
  type RegressionQuality,
} from "./qualityMetrics";

/** Quality of predictions: all metrics of their kind, in full, and as numbers by name. */
export interface Quality {
  binary?: BinaryQuality;
  regression?: RegressionQuality;
  metrics: Partial<Record<MetricName, number>>;
}

/**
 * Reads predictions and measures them by every metric of the kind that `metric` is of.
 *
 * @throws `DataError` with the reason, where the metrics cannot be told: no rows, labels other than 0 and 1, one class only.
 */
export async function readQuality(uri: string, metric: MetricName, context?: LambdaContext): Promise<Quality> {
  return qualityOf(await readPredictions(uri, context), metric, uri);
}

/**
 * Measures predictions.
 *
 * @param source what messages call them
 * @throws `DataError`, as `readQuality`.
 */
export function qualityOf({ labels, scores }: Predictions, metric: MetricName, source: string): Quality {
  if (labels.length === 0) throw namedError("DataError", `${source} holds no predictions.`);
  if (!isBinary(metric)) {
    const regression = regressionQuality(labels, scores);
    return { regression, metrics: Object.fromEntries(REGRESSION_METRICS.map((name) => [name, regression[name]])) };
  }
  const other = labels.find((label) => label !== 0 && label !== 1);
  if (other !== undefined) {
    throw namedError("DataError", `${source} has a label ${other}; ${metric} takes labels 0 and 1.`);
  }
  if (labels.every((label) => label === labels[0])) {
    throw namedError(
      "DataError",
      `${source} has label ${labels[0]!} in each row; ${metric} takes rows of both classes.`,
    );
  }
  const binary = binaryQuality(labels, scores);
  return { binary, metrics: Object.fromEntries(BINARY_METRICS.map((name) => [name, binary[name]])) };
}

/** Metrics as text with six significant digits; what is not a finite number is left out. */
export function textMetrics({ metrics }: Quality): Record<string, string> {
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(finite.map(([name, value]) => [name, String(rounded(value))]));
}
