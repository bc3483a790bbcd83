/**
 * Which trials are not worth going on with: SageMaker's median rule.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-early-stopping.html
 */

/**
 * Whether a trial's last objective value is worse than the median of what the trials before it had reached on average by
 * the same round (by their end, when that came sooner).
 *
 * @param curve the trial's objective values so far, one for each round
 * @param earlier those of the trials that have completed
 */
export function isHopeless(
  curve: readonly number[],
  earlier: readonly (readonly number[])[],
  maximizes: boolean,
): boolean {
  const current = curve.at(-1);
  const averages = earlier
    .filter((values) => values.length > 0)
    .map((values) => mean(values.slice(0, curve.length)))
    .sort((a, b) => a - b);
  if (current === undefined || averages.length === 0) return false;
  const middle = (averages.length - 1) / 2;
  const median = (averages[Math.floor(middle)]! + averages[Math.ceil(middle)]!) / 2;
  return maximizes ? current < median : current > median;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
