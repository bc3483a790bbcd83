/**
 * The function behind "Evaluate model": measures each candidate by its predictions of rows that it was not trained on, and
 * says whether the best may go on: by a threshold, and by the version in production. That no model is good enough is an
 * answer, with the reason in one sentence.
 *
 * It calls `s3:ListBucket` and `s3:GetObject` on the predictions, and `s3:PutObject` on `metrics.json` and
 * `evaluation.json` below `Output`.
 */
import { writeMetrics } from "../shared/embeddedMetrics";
import { handlerOf } from "../shared/handler";
import { readQuality, textMetrics, type Quality } from "../shared/quality";
import { isAsGood, isLargerBetter, rounded } from "../shared/qualityMetrics";
import { isRefusal } from "../shared/s3Failures";
import { writeObject } from "../shared/s3Objects";
import { below, parseS3Uri, s3Uri } from "../shared/s3Uri";
import { evaluateEvent, type EvaluateAnswer } from "./event";
import { judge } from "./judge";
import { modelQualityDocument } from "./modelQuality";

/** A candidate that could be measured. */
interface Measured {
  Name: string;
  ModelDataUrl: string;
  TrainingJobName: string;
  value: number;
  quality: Quality;
}

/**
 * Lambda's entry.
 *
 * @throws `ConfigurationError`, `DataSourceError`, or S3's error where a result cannot be written (see `handlerOf`).
 */
export const handler = handlerOf(evaluateEvent, async (event, context): Promise<EvaluateAnswer> => {
  const started = Date.now();
  const { Pipeline, Metric } = event;
  const Candidates: EvaluateAnswer["Candidates"] = [];
  let best: Measured | undefined;
  for (const candidate of event.Candidates) {
    const { Name } = candidate;
    if ("Error" in candidate) {
      Candidates.push({ Name, Error: candidate.Error });
      continue;
    }
    try {
      const quality = await readQuality(candidate.Predictions, Metric, context);
      const value = rounded(quality.metrics[Metric] ?? NaN);
      if (!Number.isFinite(value)) {
        Candidates.push({ Name, Error: `${Metric} is not a number for these predictions.` });
        continue;
      }
      Candidates.push({ Name, Value: value });
      // The first of several that are equally good.
      if (!best || !isAsGood(Metric, best.value, value)) best = { ...candidate, value, quality };
    } catch (error) {
      if (!(error instanceof Error) || !(error.name === "DataError" || isRefusal(error))) throw error;
      Candidates.push({ Name, Error: error.message });
    }
  }

  const { Passed, Reason } = judge(event, best, Candidates);
  const output = parseS3Uri(event.Output)!;
  const metricsAt = below(output, "metrics.json");
  const answer: EvaluateAnswer = {
    Passed,
    Reason,
    Metric,
    Value: best?.value ?? null,
    Best: best ? { Name: best.Name, ModelDataUrl: best.ModelDataUrl, TrainingJobName: best.TrainingJobName } : null,
    Metrics: best ? textMetrics(best.quality) : {},
    Candidates,
    MetricsUri: best ? s3Uri(metricsAt) : "",
  };
  if (best) await writeObject(metricsAt, json(modelQualityDocument(best.quality, new Date(started))));
  const { Threshold, Production, MinimumImprovement } = event;
  const asked = { Threshold, MinimumImprovement: MinimumImprovement ?? 0, Production: Production ?? null };
  await writeObject(
    below(output, "evaluation.json"),
    json({ ...answer, ...asked, LargerIsBetter: isLargerBetter(Metric) }),
  );

  const metrics = Object.entries(best?.quality.metrics ?? {}).map(([name, value]) => [name, [value, "None"]] as const);
  writeMetrics(Pipeline, { ...Object.fromEntries(metrics), Passed: [Passed ? 1 : 0, "Count"] });
  console.log(JSON.stringify({ message: "Evaluated", ...answer, ms: Date.now() - started }));
  return answer;
});

function json(document: object): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}
