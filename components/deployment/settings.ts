/** The check of each of a deployment pipeline's settings by itself. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { projectFolder } from "../parts/projectFolder";
import {
  input,
  instanceCount,
  instanceType,
  jobSettings,
  optionalInstanceType,
  text,
  trainingSettings,
  whole,
} from "../parts/settings";

const ENDPOINT_NAME = /^[a-z0-9](-*[a-z0-9]){0,62}$/;
const S3_PREFIX = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(.*\/)?$/;
const PYTHON_FILE = /^[^/\\]+\.py$/;

/** Names that the component itself gives to a program in script mode. */
const OWN_HYPERPARAMETERS = /^sagemaker_/;

const hyperparameter = v.union([v.string(), v.number(), v.boolean()], "text, a number, true or false");

const hyperparameters = v.pipe(
  v.record(v.string(), hyperparameter, "hyperparameters by name"),
  // SageMaker takes a hundred, of which three say where the program is.
  v.maxEntries(97, "at most 97 hyperparameters"),
  v.check(
    (given) => Object.keys(given).every((name) => !OWN_HYPERPARAMETERS.test(name)),
    "names that do not begin with sagemaker_, which are set anyway",
  ),
);

const inProject = (...path: string[]) => resolve(projectFolder(), ...path);
const isFolder = (path: string) => statSync(inProject(path), { throwIfNoEntry: false })?.isDirectory() === true;

/** A program, and what it is trained with. */
const training = v.pipe(
  v.strictObject(
    {
      sourceDirectory: v.pipe(v.string("a folder's path"), v.check(isFolder, "a folder that is there")),
      entryPoint: text(PYTHON_FILE, 'the name of a Python file in sourceDirectory, for instance "train.py"'),
      framework: v.optional(v.picklist(["xgboost", "scikit-learn"], "xgboost or scikit-learn"), "scikit-learn"),
      instanceCount,
      volumeSizeInGb: trainingSettings.volumeSizeInGb,
      maxRuntimeInSeconds: trainingSettings.maxRuntimeInSeconds,
      spot: trainingSettings.spot,
      hyperparameters: v.optional(hyperparameters, {}),
      dataSource: trainingSettings.dataSource,
      dataPrefix: v.optional(text(S3_PREFIX, 'an S3 prefix that ends in "/", for instance "s3://my-bucket/rows/"')),
      distribution: v.optional(
        v.picklist(["FullyReplicated", "ShardedByS3Key"], "FullyReplicated or ShardedByS3Key"),
        "FullyReplicated",
      ),
      testFraction: trainingSettings.testFraction,
    },
    "the program's folder and what it is trained with",
  ),
  v.check(
    ({ sourceDirectory, entryPoint }) =>
      !isFolder(sourceDirectory) || existsSync(inProject(sourceDirectory, entryPoint)),
    "an entryPoint that is in sourceDirectory",
  ),
  v.check(
    ({ dataSource, dataPrefix }) => dataSource === undefined || dataPrefix === undefined,
    "dataSource or dataPrefix, not both",
  ),
);

const row = v.pipe(v.array(v.number("a number"), "a row of numbers"), v.minLength(1, "at least one number"));

const smokeTest = v.strictObject(
  {
    rows: v.pipe(
      v.array(row, "rows of numbers"),
      v.minLength(1, "at least one row"),
      v.maxLength(100, "at most 100 rows"),
    ),
  },
  "rows",
);

const S3_PREFIX_TEXT = 'an S3 prefix that ends in "/", for instance "s3://my-bucket/models/"';

const modelPackageGroup = v.strictObject(
  {
    name: text(/^[a-z0-9](-*[a-z0-9]){0,62}$/, "at most 63 lower-case letters, digits and hyphens"),
    modelData: input(text(S3_PREFIX, S3_PREFIX_TEXT)),
    image: v.optional(input(v.string("a container image's URI"))),
  },
  "name and modelData",
);

const percent = (least: number, most: number) =>
  v.strictObject({ percent: whole(least, most) }, "percent or instances");
const stepSize = v.union(
  [percent(1, 100), v.strictObject({ instances: whole(1, 100) }, "percent or instances")],
  "{ percent } or { instances }",
);

const traffic = v.strictObject(
  {
    type: v.picklist(["AllAtOnce", "Canary", "Linear"], "AllAtOnce, Canary or Linear"),
    size: v.optional(stepSize),
    waitInSeconds: v.optional(whole(0, 3600), 300),
    serverErrors: v.optional(whole(1, 1_000_000), 1),
    latencyInMilliseconds: v.optional(whole(1, 3_600_000)),
  },
  "type, size and waitInSeconds",
);

const MEMORY_SIZES = [1024, 2048, 3072, 4096, 5120, 6144];

const serverless = v.strictObject(
  {
    memorySizeInMb: v.picklist(MEMORY_SIZES, `one of ${MEMORY_SIZES.join(", ")}`),
    maxConcurrency: whole(1, 200),
  },
  "memorySizeInMb and maxConcurrency",
);

const autoscaling = v.strictObject(
  {
    minInstances: v.optional(whole(1, 100), 1),
    maxInstances: whole(1, 1000),
    invocationsPerInstance: whole(1, 1_000_000),
  },
  "maxInstances and invocationsPerInstance",
);

const dataCapture = v.strictObject({ percentage: whole(1, 100) }, "percentage");

const ANSWERS = /^[A-Za-z0-9][A-Za-z0-9_-]*\/([A-Za-z0-9_-]+\/)*$/;
const ANSWERS_TEXT = 'a prefix of letters, digits, hyphens and underscores that ends in "/", for instance "async/"';
const SNS_TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const topic = v.optional(input(text(SNS_TOPIC, "the ARN of a standard SNS topic")));

const asynchronous = v.strictObject(
  {
    outputPrefix: v.optional(text(ANSWERS, ANSWERS_TEXT), "async/"),
    maxConcurrentInvocationsPerInstance: v.optional(whole(1, 1000)),
    successTopicArn: topic,
    errorTopicArn: topic,
  },
  "outputPrefix, maxConcurrentInvocationsPerInstance and topics",
);

const METRICS = ["auc", "accuracy", "f1", "logloss", "rmse", "mae", "r2"] as const;
/** Metrics of numbers, of which two are hardly ever the same. */
const OF_NUMBERS: readonly string[] = ["rmse", "mae", "r2"];

const groundTruth = v.strictObject(
  { prefix: text(S3_PREFIX, S3_PREFIX_TEXT), metric: v.picklist(METRICS, `one of ${METRICS.join(", ")}`) },
  "prefix and metric",
);
const share = v.pipe(v.number("0 to 1"), v.minValue(0, "0 to 1"), v.maxValue(1, "0 to 1"));
const comparison = {
  // The function compares 31 days at most.
  durationInSeconds: whole(60, 2_592_000),
  minimumRequests: v.optional(whole(1, 200_000), 100),
  tolerance: v.optional(share),
};
const TOLERANCE_TEXT = `a tolerance with the metrics ${OF_NUMBERS.join(", ")}`;
const hasTolerance = (given: { groundTruth?: { metric: string } | undefined; tolerance?: number | undefined }) =>
  given.tolerance !== undefined || given.groundTruth === undefined || !OF_NUMBERS.includes(given.groundTruth.metric);

const shadow = v.pipe(
  v.strictObject(
    {
      ...comparison,
      samplingPercentage: v.optional(whole(1, 100), 100),
      maximumDisagreement: v.optional(share, 0.05),
      groundTruth: v.optional(groundTruth),
    },
    "durationInSeconds and how answers are compared",
  ),
  v.check((given) => hasTolerance(given), TOLERANCE_TEXT),
);

const abTest = v.pipe(
  v.strictObject(
    { ...comparison, weight: whole(1, 99), maximumDisagreement: v.optional(share, 1), groundTruth },
    "durationInSeconds, weight and groundTruth",
  ),
  v.check((given) => hasTolerance(given), TOLERANCE_TEXT),
);

/** The settings, each by itself. */
export const deploymentSettings = v.strictObject(
  {
    ...jobSettings,
    instanceType: instanceType("createTrainingJob", "createEndpointConfig"),
    training: v.optional(training),
    modelPackageGroup: v.optional(modelPackageGroup),
    endpointName: v.optional(
      text(ENDPOINT_NAME, "at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends"),
    ),
    endpointInstanceType: optionalInstanceType("createEndpointConfig"),
    endpointInstanceCount: v.optional(whole(1, 100)),
    smokeTest: v.optional(smokeTest),
    traffic: v.optional(traffic),
    serverless: v.optional(serverless),
    autoscaling: v.optional(autoscaling),
    dataCapture: v.optional(dataCapture),
    asynchronous: v.optional(asynchronous),
    shadow: v.optional(shadow),
    abTest: v.optional(abTest),
    checkIntervalInSeconds: v.optional(whole(1, 300), 30),
    deploymentTimeoutInSeconds: v.optional(whole(60, 28_800), 3600),
  },
  "settings by name",
);

/** What the settings are once defaults are filled in. */
export type DeploymentSettings = v.InferOutput<typeof deploymentSettings>;
