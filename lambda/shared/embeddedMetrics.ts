/** The namespace of every metric that a pipeline's functions write. */
const NAMESPACE = "SageMakerPipelines";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
type Unit = "Count" | "None" | "Seconds";

/**
 * Writes metrics to the log in CloudWatch's embedded metric format, which CloudWatch Logs makes metrics of: namespace
 * `SageMakerPipelines`, dimension `Pipeline`. A value that is not a finite number is left out; where none is left, so is
 * the line.
 *
 * It goes to standard output as it is. `console.log` would not do: with the JSON log format Lambda makes it the `message`
 * of another object, with the text format it puts a time before it, and CloudWatch reads the format only where the log
 * event is this object and nothing else.
 *
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html#nodejs-logging-advanced-emf
 *
 * @param metrics value and unit by name; at most 100, as a directive holds
 * @example writeMetrics("production", { Rows: [569, "Count"], MaxPsi: [0.04, "None"] });
 */
export function writeMetrics(pipeline: string, metrics: Record<string, readonly [value: number, unit: Unit]>): void {
  const finite = Object.entries(metrics).filter(([, [value]]) => Number.isFinite(value));
  if (finite.length === 0) return;
  const directive = {
    Namespace: NAMESPACE,
    Dimensions: [["Pipeline"]],
    Metrics: finite.map(([Name, [, Unit]]) => ({ Name, Unit })),
  };
  const document = {
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
    Pipeline: pipeline,
    ...Object.fromEntries(finite.map(([name, [value]]) => [name, value])),
  };
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
