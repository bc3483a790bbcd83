import * as v from "valibot";
import { atLeast, finite, name, optional, prefixUri } from "../shared/handler";
import { METRICS, type MetricName } from "../shared/qualityMetrics";

const trained = v.object({ Name: name, Predictions: prefixUri, ModelDataUrl: name, TrainingJobName: name });
const failed = v.object({ Name: name, Error: v.string("text") });

/** The version in production, as a state describes it. */
export const production = v.object({
  /** False: there is none. Default: true. */
  Found: optional(v.boolean("true or false")),
  Version: optional(v.union([v.string(), v.number()], "a version")),
  /** Each metric's value, as text. */
  Metrics: optional(v.record(v.string(), v.union([v.string(), v.number()]), "metrics by name")),
});

/** What the function is asked. */
export const evaluateEvent = v.strictObject({
  /** Dimension of its metrics. */
  Pipeline: name,
  /** What was trained, with the prefix of its `label,prediction` rows, or why it was not. */
  Candidates: v.pipe(v.array(v.union([trained, failed], "a candidate"), "candidates"), v.minLength(1, "at least one")),
  Metric: v.picklist(METRICS, `one of ${METRICS.join(", ")}`),
  /** What the best has to reach: at least, or, where less is better, at most. */
  Threshold: finite,
  /** What the best has to match. Default: nothing. */
  Production: optional(production),
  /** By how much it has to be better than production. Default: 0. */
  MinimumImprovement: optional(atLeast(0)),
  /** Prefix for metrics.json and evaluation.json. */
  Output: prefixUri,
});

/** What a state passes to the function. */
export type EvaluateEvent = v.InferInput<typeof evaluateEvent>;

/** What the function answers. Every member is always there. */
export interface EvaluateAnswer {
  Passed: boolean;
  /** One sentence, also when it passed. */
  Reason: string;
  Metric: MetricName;
  /** Of the best; null where none could be measured. */
  Value: number | null;
  /** The best candidate, also when it did not pass; null where none could be measured. */
  Best: { Name: string; ModelDataUrl: string; TrainingJobName: string } | null;
  /** All metrics of the best, as text with six significant digits; what is not a finite number is left out. */
  Metrics: Record<string, string>;
  Candidates: ({ Name: string; Value: number } | { Name: string; Error: string })[];
  /** S3 URI of metrics.json; empty where none could be measured. */
  MetricsUri: string;
}
