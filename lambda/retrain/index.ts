/**
 * The function behind "Check retraining": says whether a new model is needed, since there is none in production, the one
 * there is too old, the newest data has drifted from what it was trained on, or its predictions turned out not to be good
 * enough. It looks at everything that it is asked to look at, so that the answer has all reasons.
 *
 * What cannot be read is an error and not a reason: a new model would be trained on the same data.
 *
 * It calls `s3:GetObject` on the data (and `s3:ListBucket` for a prefix) and on the statistics of the version in
 * production, `s3:ListBucket` and `s3:GetObject` on the records. It writes nothing but its log.
 */
import type * as v from "valibot";
import { writeMetrics } from "../shared/embeddedMetrics";
import { handlerOf, type LambdaContext } from "../shared/handler";
import { readPredictions } from "../shared/predictions";
import { qualityOf } from "../shared/quality";
import { isBinary, rounded } from "../shared/qualityMetrics";
import { readDrift } from "./dataDrift";
import { retrainEvent, type RetrainAnswer } from "./event";

type Event = v.InferOutput<typeof retrainEvent>;

/** What a look at one thing gives. */
interface Finding {
  /** NaN for what is not known. */
  value: number;
  /** Why a new model is needed. */
  reason?: string;
  /** Why nothing can be told. */
  unknown?: string;
}

const MS_PER_DAY = 86_400_000;

/**
 * Lambda's entry.
 *
 * @throws `ConfigurationError`, `DataSourceError`, `DataError` where data or records are not what they should be, or S3's
 * error where they cannot be read (see `handlerOf`).
 */
export const handler = handlerOf(retrainEvent, async (event, context): Promise<RetrainAnswer> => {
  const started = Date.now();
  const { Found, Version } = event.Production;
  const version = `Version ${Version ?? "?"} in production`;
  const findings: Record<string, Finding> = Found
    ? {
        ModelAgeInDays: age(event, version, started),
        MaxPsi: await drift(event, version, context),
        LiveQuality: await quality(event, context),
      }
    : { None: { value: NaN, reason: "No version is in production." } };

  const all = Object.values(findings);
  const Reasons = all.flatMap(({ reason = [] }) => reason);
  const Unknown = all.flatMap(({ unknown = [] }) => unknown);
  const Retrain = Reasons.length > 0;
  const Reason = (Retrain ? Reasons : [`${version} is still good.`, ...Unknown]).join(" ");
  const answer: RetrainAnswer = { Retrain, Reason, Reasons, Unknown };

  const metrics = Object.entries(findings).map(([name, { value }]) => [name, [value, "None"]] as const);
  writeMetrics(event.Pipeline, { ...Object.fromEntries(metrics), Retrain: [Retrain ? 1 : 0, "Count"] });
  const looked = Object.fromEntries(Object.entries(findings).map(([name, { value }]) => [name, rounded(value)]));
  console.log(
    JSON.stringify({ message: "Decided", ...answer, Version: Version ?? null, ...looked, ms: Date.now() - started }),
  );
  return answer;
});

function age({ Production: { CreationTime }, MaxAgeInDays }: Event, version: string, now: number): Finding {
  const value = CreationTime ? (now - Date.parse(CreationTime)) / MS_PER_DAY : NaN;
  if (typeof MaxAgeInDays !== "number" || value <= MaxAgeInDays) return { value };
  return { value, reason: `${version} is ${value.toFixed(1)} days old, allowed: at most ${MaxAgeInDays}.` };
}

async function drift({ Production, Data }: Event, version: string, context?: LambdaContext): Promise<Finding> {
  if (!Data) return { value: NaN };
  const { Column, Psi } = await readDrift(Data.Source, Production.StatisticsUri!, context);
  if (Psi <= Data.DriftLimit) return { value: Psi };
  const index = `population stability index ${Psi.toPrecision(3)}, allowed: at most ${Data.DriftLimit}`;
  const reason = `${Column} of ${Data.Source} is unlike what ${version.replace("V", "v")} was trained on (${index}).`;
  return { value: Psi, reason };
}

async function quality({ Quality }: Event, context?: LambdaContext): Promise<Finding> {
  if (!Quality) return { value: NaN };
  const { Metric, Minimum, Maximum, Records } = Quality;
  const predictions = await readPredictions(Records, context);
  const { labels } = predictions;
  const unknown = (why: string) => ({ value: NaN, unknown: `${Metric} is not known yet: ${Records} ${why}.` });
  // Records come little by little: that the first are all of one class is nothing that somebody could mend.
  if (labels.length === 0) return unknown("holds no predictions");
  const isClass = labels[0] === 0 || labels[0] === 1;
  if (isBinary(Metric) && isClass && labels.every((label) => label === labels[0]))
    return unknown(`has label ${labels[0]} in each row`);
  const value = rounded(qualityOf(predictions, Metric, Records).metrics[Metric] ?? NaN);
  if (!Number.isFinite(value)) return unknown(`gives no number`);
  const found = `${Metric} in production is ${value}`;
  if (typeof Minimum === "number" && value < Minimum)
    return { value, reason: `${found}, allowed: at least ${Minimum}.` };
  if (typeof Maximum === "number" && value > Maximum)
    return { value, reason: `${found}, allowed: at most ${Maximum}.` };
  return { value };
}
