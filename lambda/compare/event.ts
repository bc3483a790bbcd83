import * as v from "valibot";
import { atLeast, issueAt, name, optional, prefixUri, timestamp } from "../shared/handler";
import { isBinary, METRICS } from "../shared/qualityMetrics";

const share = v.pipe(atLeast(0), v.maxValue(1, "a share, from 0 to 1"));
const MAX_DAYS = 31;

const compareObject = v.strictObject({
  /** Dimension of its metrics. */
  Pipeline: name,
  /**
   * Prefix of the endpoint's captured data, below which each variant has a folder: the capture's destination and the
   * endpoint's name, `s3://BUCKET/capture/ENDPOINT/`.
   */
  Capture: prefixUri,
  /** The variant in production. */
  Production: name,
  /** The variant, a shadow or one with a part of the traffic, that may take its place. */
  Candidate: name,
  /** From when to when requests count. */
  From: timestamp,
  To: timestamp,
  /** Prefix of SageMaker's ground truth: labels by `inferenceId`, or by `eventId` where requests had none. */
  GroundTruth: optional(prefixUri),
  /** What quality is judged by. Set it with GroundTruth. */
  Metric: optional(v.picklist(METRICS, `one of ${METRICS.join(", ")}`)),
  /** Requests that each variant has to have answered, at least, before anything is judged. */
  MinimumRequests: v.pipe(atLeast(1), v.integer("a whole number")),
  /** The largest share of values that may differ, of requests that both have answered. */
  MaxDisagreement: share,
  /**
   * Up to which share of the larger of them two numbers count as the same. Default: numbers are probabilities of two
   * classes, and the same on the same side of 0.5.
   */
  Tolerance: optional(atLeast(0)),
  /** The largest share of answers of the candidate that may be unusable. Default: the share of those in production. */
  MaxErrorShare: optional(share),
  /** Prefix for comparison.json. */
  Output: prefixUri,
});

/** What the function is asked. */
export const compareEvent = v.pipe(
  compareObject,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const event = dataset.value;
    const add = (key: keyof typeof event, message: string) => addIssue(issueAt(event, [key], message));
    const days = (Date.parse(event.To) - Date.parse(event.From)) / 86_400_000;
    if (!(days > 0 && days <= MAX_DAYS)) add("To", `a time after From, by at most ${MAX_DAYS} days`);
    if (event.GroundTruth && !event.Metric) add("Metric", "a metric, since there is GroundTruth");
    if (event.Metric && !isBinary(event.Metric) && typeof event.Tolerance !== "number")
      add("Tolerance", `a number, since ${event.Metric} is a metric of numbers`);
    if (event.Production === event.Candidate) add("Candidate", "another variant than Production");
  }),
);

/** What a state passes to the function. */
export type CompareEvent = v.InferInput<typeof compareEvent>;

/** Something of each of the two variants. */
export interface OfBoth<Value> {
  Production: Value;
  Candidate: Value;
}

/** What the function answers. Every member is always there. */
export interface CompareAnswer {
  Promote: boolean;
  /** One sentence, also when the candidate may be promoted. */
  Reason: string;
  /** Requests that were captured. */
  Requests: OfBoth<number>;
  /** Requests that both answered so that it could be compared. */
  Compared: number;
  /** Share of values that differ; null where nothing could be compared. */
  Disagreement: number | null;
  /** Share of answers that are no finite numbers or names; null without requests. */
  ErrorShare: OfBoth<number | null>;
  /** Metrics by ground truth, as text with six significant digits; null where they could not be measured. */
  Metrics: OfBoth<Record<string, string>> | null;
  /** S3 URI of comparison.json. */
  ComparisonUri: string;
}
