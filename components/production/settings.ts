/** The check of a production pipeline's settings. */
import * as v from "valibot";
import {
  hyperparameters,
  input,
  instanceCount,
  instanceType,
  processingSettings,
  text,
  trainingSettings,
  whole,
} from "../parts/settings";
import { expectedOf } from "../parts/xgboost";
import { deploymentSettings } from "../deployment/settings";
import { featureArgument } from "./featureSets";
import type { QualityMetric } from "./productionFacts";

/** Metrics of which a share is expected, with the threshold that they have by default; the others depend on the data. */
const DEFAULT_THRESHOLDS: Partial<Record<QualityMetric, number>> = { auc: 0.7, accuracy: 0.7, f1: 0.7 };

const METRICS = ["auc", "accuracy", "f1", "logloss", "rmse", "mae", "r2"] as const satisfies QualityMetric[];

const S3_PLACE = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*$/;
const S3_PREFIX = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(.*\/)?$/;
const GROUP = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContinuousParameterRange.html (ScalingType) */
const SCALINGS = ["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"] as const;

const number = () => v.pipe(v.number("a number"), v.finite("a number"));
const fraction = (expected = "more than 0 and less than 1") =>
  v.pipe(v.number(expected), v.gtValue(0, expected), v.ltValue(1, expected));
const share = () => v.pipe(v.number("from 0 to 1"), v.minValue(0, "from 0 to 1"), v.maxValue(1, "from 0 to 1"));

const column = v.strictObject(
  {
    name: v.pipe(v.string("text"), v.nonEmpty("text")),
    type: v.picklist(["number", "integer", "category"], "one of number, integer, category"),
    minimum: v.optional(number()),
    maximum: v.optional(number()),
    values: v.optional(v.pipe(v.array(v.pipe(number(), v.integer("whole numbers"))), v.minLength(1, "at least one"))),
    missingShare: v.optional(share()),
  },
  "a column's name and type",
);

const schema = v.strictObject(
  {
    columns: v.optional(v.pipe(v.array(column, "columns"), v.minLength(2, "the label's column and at least one more"))),
    minimumRows: v.optional(whole(1, 1_000_000_000)),
    labels: v.optional(
      v.strictObject(
        { minimum: v.optional(number()), maximum: v.optional(number()), distinct: v.optional(whole(2, 1000)) },
        "minimum, maximum and distinct",
      ),
    ),
  },
  "columns, minimumRows and labels",
);

const features = v.pipe(
  v.array(whole(1, 10_000), "numbers of features"),
  v.minLength(1, "at least one feature"),
  v.check((given) => new Set(given).size === given.length, "each feature once"),
);

const candidate = v.pipe(
  v.strictObject(
    {
      name: text(
        /^(?=.{1,32}$)[a-z0-9]+(-[a-z0-9]+)*$/,
        "1 to 32 lower-case letters, digits and single hyphens between them",
      ),
      hyperparameters: v.optional(hyperparameters, {}),
      features: v.optional(features),
    },
    "a candidate's name, hyperparameters and features",
  ),
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AppSpecification.html (ContainerArguments)
  v.check(
    ({ name, features: numbers = [] }) => featureArgument(name, numbers).length <= 256,
    "features that take at most 256 characters, written as name=1-3,7",
  ),
);

const candidates = v.pipe(
  v.array(candidate, "candidates"),
  v.minLength(1, "at least one candidate"),
  v.maxLength(10, "at most 10 candidates"),
  v.check((given) => new Set(given.map(({ name }) => name)).size === given.length, "candidates of different names"),
);

const range = v.pipe(
  v.strictObject(
    {
      minimum: number(),
      maximum: number(),
      isInteger: v.optional(v.boolean("true or false"), false),
      scaling: v.optional(v.picklist(SCALINGS, `one of ${SCALINGS.join(", ")}`), "Auto"),
    },
    "minimum and maximum",
  ),
  v.check(({ minimum, maximum }) => minimum < maximum, "a minimum that is less than the maximum"),
);

const tuning = v.strictObject(
  {
    trials: v.optional(whole(1, 750), 10),
    parallelTrials: v.optional(whole(1, 100), 2),
    strategy: v.optional(v.picklist(["Bayesian", "Random"], "Bayesian or Random"), "Bayesian"),
    ranges: v.optional(
      v.pipe(
        v.record(v.string(), range, "ranges by hyperparameter"),
        v.minEntries(1, "at least one range"),
        v.rawCheck(({ dataset, addIssue }) => {
          if (!dataset.typed) return;
          for (const [key, value] of Object.entries(dataset.value)) {
            const message = expectedOf(key, value.minimum) ?? expectedOf(key, value.maximum);
            if (message === undefined) continue;
            addIssue({
              message: `both ends to be ${message}`,
              input: value,
              path: [{ type: "object", origin: "value", input: dataset.value, key, value }],
            });
          }
        }),
      ),
    ),
  },
  "trials, parallelTrials, strategy and ranges",
);

const partitions = v.strictObject(
  {
    column: whole(2, 10_000),
    mode: v.optional(v.picklist(["INLINE", "DISTRIBUTED"], "INLINE or DISTRIBUTED"), "INLINE"),
    maxConcurrency: v.optional(whole(1, 10_000), 10),
    batchSize: v.optional(whole(1, 100), 1),
    toleratedFailures: v.optional(whole(0, 1_000_000), 0),
  },
  "column, mode, maxConcurrency, batchSize and toleratedFailures",
);

const metric = () => v.picklist(METRICS, `one of ${METRICS.join(", ")}`);

const retrainWhen = v.pipe(
  v.strictObject(
    {
      maxAgeInDays: v.optional(whole(1, 3650)),
      drift: v.optional(v.pipe(number(), v.gtValue(0, "more than 0"))),
      quality: v.optional(
        v.pipe(
          v.strictObject(
            {
              metric: metric(),
              minimum: v.optional(number()),
              maximum: v.optional(number()),
              records: text(S3_PREFIX, 'an S3 prefix that ends in a slash, for instance "s3://my-bucket/records/"'),
            },
            "metric, minimum or maximum, and records",
          ),
          v.check(
            ({ minimum, maximum }) => (minimum === undefined) !== (maximum === undefined),
            "either a minimum or a maximum",
          ),
        ),
      ),
    },
    "maxAgeInDays, drift and quality",
  ),
  v.check((given) => Object.keys(given).length > 0, "at least one of maxAgeInDays, drift and quality"),
);

/** Each setting by itself. */
const settings = v.strictObject(
  {
    ...trainingSettings,
    ...processingSettings,
    instanceType: instanceType("createTrainingJob", "createProcessingJob", "createTransformJob"),
    instanceCount,
    dataSource: v.optional(
      input(text(S3_PLACE, 'the S3 URI of a CSV file or of a prefix, for instance "s3://my-bucket/data/"')),
    ),
    validationFraction: v.optional(fraction(), 0.1),
    schema: v.optional(schema, {}),
    driftLimit: v.optional(v.pipe(number(), v.gtValue(0, "more than 0"))),
    metric: v.optional(metric(), "auc"),
    threshold: v.optional(number()),
    minimumImprovement: v.optional(number(), 0),
    registry: v.optional(
      v.strictObject(
        {
          group: v.optional(text(GROUP, "a model package group's name: 1 to 63 letters, digits and hyphens")),
          approval: v.optional(
            v.picklist(["PendingManualApproval", "Approved"], "PendingManualApproval or Approved"),
            "PendingManualApproval",
          ),
        },
        "group and approval",
      ),
      {},
    ),
    candidates: v.optional(candidates),
    tuning: v.optional(tuning),
    partitions: v.optional(partitions),
    retrainWhen: v.optional(retrainWhen),
    deployment: v.optional(v.omit(deploymentSettings, ["training", "modelPackageGroup"])),
    cache: v.optional(v.boolean("true or false"), false),
    networkIsolation: v.optional(v.boolean("true or false"), false),
    warmPoolInSeconds: v.optional(whole(1, 3600)),
  },
  "settings by name",
);

/** The check of these settings; the stack's config is held to it too. */
export const productionSettings = v.pipe(
  settings,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    for (const { key, message } of atOdds(value)) {
      addIssue({
        message,
        input: value[key],
        path: [{ type: "object", origin: "value", input: value, key, value: value[key] }],
      });
    }
  }),
);

/** What the settings are once defaults are filled in. */
export type ProductionSettings = v.InferOutput<typeof settings>;

/** What is expected of settings that are right one by one, and wrong together. */
function* atOdds(given: ProductionSettings): Generator<{ key: keyof ProductionSettings; message: string }> {
  const { metric, threshold, testFraction, validationFraction, spot, warmPoolInSeconds } = given;
  const { tuning: search, partitions: parts, instanceCount: instances } = given;
  if (threshold === undefined && DEFAULT_THRESHOLDS[metric] === undefined) {
    yield { key: "threshold", message: `a number: the metric ${metric} has no default` };
  }
  if (testFraction + validationFraction >= 1) {
    yield { key: "validationFraction", message: `less than 1 together with testFraction, ${testFraction}` };
  }
  if (spot && warmPoolInSeconds !== undefined) {
    yield { key: "warmPoolInSeconds", message: "none with spot: instances of spot capacity are not kept" };
  }
  if (search && (spot || warmPoolInSeconds !== undefined)) {
    yield { key: "tuning", message: "none with spot or warmPoolInSeconds" };
  }
  if (instances > 1 && (search || parts)) {
    yield { key: "instanceCount", message: `1 with ${search ? "tuning" : "partitions"}` };
  }
  if (given.cache && parts) yield { key: "cache", message: "false with partitions" };
  const sets = (given.candidates ?? []).flatMap(({ features: numbers }) => (numbers ? [numbers] : []));
  if (sets.length > 0 && parts) yield { key: "partitions", message: "none with features of candidates" };
  if (sets.length > 0 && given.cache) yield { key: "cache", message: "false with features of candidates" };
  const columns = given.schema.columns?.length;
  if (columns !== undefined && sets.flat().some((feature) => feature >= columns)) {
    yield { key: "candidates", message: `features from 1 to ${columns - 1}: schema.columns has no others` };
  }
  if (given.retrainWhen?.drift !== undefined && given.dataSource === undefined) {
    yield { key: "dataSource", message: "a place of data of which retrainWhen can see the drift" };
  }
}

/** The threshold that is given, or that the metric has by default. */
export function thresholdOf({ metric, threshold }: ProductionSettings): number {
  return threshold ?? DEFAULT_THRESHOLDS[metric] ?? 0;
}
