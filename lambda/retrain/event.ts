import * as v from "valibot";
import {
  atLeast,
  finite,
  issueAt,
  name,
  objectOrPrefixUri,
  objectUri,
  optional,
  prefixUri,
  timestamp,
} from "../shared/handler";
import { METRICS } from "../shared/qualityMetrics";

/** The version in production, as a state describes it; what else the state knows of it is passed over. */
const production = v.object({
  /** False: there is none. */
  Found: v.boolean("true or false"),
  Version: optional(v.union([v.string(), v.number()], "a version")),
  /** When it was registered. */
  CreationTime: optional(timestamp),
  /** The statistics.json of what it was trained on. */
  StatisticsUri: optional(objectUri),
});

const retrainObject = v.strictObject({
  /** Dimension of its metrics. */
  Pipeline: name,
  Production: production,
  /** How old the version in production may become. Default: any age. */
  MaxAgeInDays: optional(atLeast(0)),
  /** The newest data, and the population stability index that no column may exceed. Default: no look at data. */
  Data: optional(v.strictObject({ Source: objectOrPrefixUri, DriftLimit: atLeast(0) })),
  /** The prefix of `label,prediction` rows from production, and what they have to reach. Default: no look at quality. */
  Quality: optional(
    v.pipe(
      v.strictObject({
        Metric: v.picklist(METRICS, `one of ${METRICS.join(", ")}`),
        Minimum: optional(finite),
        Maximum: optional(finite),
        Records: prefixUri,
      }),
      v.check(
        ({ Minimum, Maximum }) => typeof Minimum === "number" || typeof Maximum === "number",
        "with a Minimum, a Maximum or both",
      ),
    ),
  ),
});

/** What the function is asked. What it is to look at, it has to be given: else it would never say that a model is needed. */
export const retrainEvent = v.pipe(
  retrainObject,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || !dataset.value.Production.Found) return;
    const { Production, MaxAgeInDays, Data } = dataset.value;
    const missing = (key: "CreationTime" | "StatisticsUri", message: string) =>
      addIssue(issueAt(dataset.value, ["Production", key], message));
    if (typeof MaxAgeInDays === "number" && !Production.CreationTime)
      missing("CreationTime", "a timestamp, since there is MaxAgeInDays");
    if (Data && !Production.StatisticsUri) missing("StatisticsUri", "the statistics that Data is compared with");
  }),
);

/** What a state passes to the function. */
export type RetrainEvent = v.InferInput<typeof retrainEvent>;

/** What the function answers. Every member is always there. */
export interface RetrainAnswer {
  Retrain: boolean;
  /** All reasons, or that there is none, in one text. */
  Reason: string;
  /** A sentence for each reason to train a new model; empty where none is needed. */
  Reasons: string[];
  /** A sentence for each thing that there is not enough data to tell of yet. */
  Unknown: string[];
}
