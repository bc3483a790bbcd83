import type { Quality } from "../shared/quality";

/** Model Monitor writes this where it has no standard deviation. */
const NO_DEVIATION = "NaN";

/**
 * A model's quality as SageMaker Model Monitor writes it: what a model package takes as `ModelMetrics.ModelQuality`.
 * `log_loss` is a further member of ours.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-metrics.html
 */
export function modelQualityDocument({ binary, regression }: Quality, at: Date): object {
  const item_count = binary?.rows ?? regression?.rows ?? 0;
  const value = (number: number) => ({
    value: Number.isFinite(number) ? number : "NaN",
    standard_deviation: NO_DEVIATION,
  });
  const head = { version: 0, dataset: { item_count, evaluation_time: at.toISOString() } };
  if (regression) {
    const { mae, mse, rmse, r2 } = regression;
    return { ...head, regression_metrics: { mae: value(mae), mse: value(mse), rmse: value(rmse), r2: value(r2) } };
  }
  if (!binary) return head;
  const [negatives, positives] = binary.confusion;
  const falsePositiveRate = negatives[1] / (negatives[0] + negatives[1]);
  return {
    ...head,
    binary_classification_metrics: {
      confusion_matrix: {
        "0": { "0": negatives[0], "1": negatives[1] },
        "1": { "0": positives[0], "1": positives[1] },
      },
      recall: value(binary.recall),
      precision: value(binary.precision),
      accuracy: value(binary.accuracy),
      true_positive_rate: value(binary.recall),
      true_negative_rate: value(1 - falsePositiveRate),
      false_positive_rate: value(falsePositiveRate),
      false_negative_rate: value(1 - binary.recall),
      auc: value(binary.auc),
      f1: value(binary.f1),
      log_loss: value(binary.logloss),
    },
  };
}
