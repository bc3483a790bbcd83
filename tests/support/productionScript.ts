/** What the functions of a production pipeline `churn` answer, where a test wants no other answer. */
import type { Json, JsonObject } from "../../asl/definition";

/** The answer of `validate` to data that can be trained on. */
export function validAnswer(event: Json): JsonObject {
  const { Bucket, Run } = event as Record<string, string>;
  const below = `s3://${Bucket}/runs/${Run}/raw`;
  return {
    IsValid: true,
    Reason: "",
    Problems: [],
    Rows: 569,
    Columns: 31,
    Digest: "3".repeat(64),
    Uri: `${below}/data.csv`,
    StatisticsUri: `s3://${Bucket}/statistics/${Run}.json`,
    Source: { Uri: "s3://data/churn.csv", VersionId: "1", ETag: "e" },
  };
}

/** The answer of `validate` to data that cannot. */
export const invalidAnswer: JsonObject = {
  IsValid: false,
  Reason: "All 569 labels are 1.",
  Problems: [{ Path: "label", Given: "1 in every row", Allowed: "at least 2 values" }],
  Rows: 569,
  Columns: 31,
};

/** The answer of `evaluate` that takes the first candidate. */
export function goodAnswer(event: Json): JsonObject {
  const { Candidates, Output, Metric } = event as { Candidates: JsonObject[]; Output: string; Metric: string };
  const { Name, ModelDataUrl, TrainingJobName } = Candidates.find((candidate) => "ModelDataUrl" in candidate)!;
  return {
    Passed: true,
    Reason: "",
    Metric,
    Value: 0.98,
    Best: { Name: Name!, ModelDataUrl: ModelDataUrl!, TrainingJobName: TrainingJobName! },
    Metrics: { auc: "0.98", accuracy: "0.95" },
    Candidates: [{ Name: Name!, Value: 0.98 }],
    MetricsUri: `${Output}metrics.json`,
  };
}

/** The answer of `evaluate` to models that do not reach the threshold. */
export const poorAnswer = (event: Json): JsonObject => ({
  ...goodAnswer(event),
  Passed: false,
  Reason: "auc 0.5 is less than 0.7.",
});

/** A pipeline whose data is valid and whose model is good. */
export const goodFunctions = {
  "churn-validate": validAnswer,
  "churn-evaluate": goodAnswer,
  "churn-retrain": () => ({ Retrain: true, Reason: "No version is in production.", Reasons: [] }),
};
