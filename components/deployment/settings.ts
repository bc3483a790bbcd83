/** The check of a deployment pipeline's settings. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import {
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

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

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
    ({ sourceDirectory, entryPoint }) => existsSync(join(sourceDirectory, entryPoint)),
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

/** The check of a deployment pipeline's settings; the stack's config is held to it too. */
export const modelDeploymentSettings = v.pipe(
  v.strictObject(
    {
      ...jobSettings,
      instanceType: instanceType("createTrainingJob", "createEndpointConfig"),
      training,
      endpointName: v.optional(
        text(ENDPOINT_NAME, "at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends"),
      ),
      endpointInstanceType: optionalInstanceType("createEndpointConfig"),
      endpointInstanceCount: v.optional(whole(1, 100), 1),
      smokeTest: v.optional(smokeTest),
      checkIntervalInSeconds: v.optional(whole(1, 300), 30),
      deploymentTimeoutInSeconds: v.optional(whole(60, 28_800), 3600),
    },
    "settings by name",
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { name, message } of conflictsIn(dataset.value)) {
      const input = dataset.value;
      const key = name as keyof typeof input;
      addIssue({
        message,
        input: input[key],
        path: [{ type: "object", origin: "value", input, key: name, value: input[key] }],
      });
    }
  }),
);

/** What does not go together, by the setting that would have to change. */
function conflictsIn(settings: GivenSettings): { name: string; message: string }[] {
  const { training: given, smokeTest: tested } = settings;
  const conflicts: { name: string; message: string }[] = [];
  if (tested === undefined && (given.dataSource !== undefined || given.dataPrefix !== undefined)) {
    conflicts.push({
      name: "smokeTest",
      message: "rows that the model can predict, since it is not trained on the shipped sample",
    });
  }
  const checks = settings.deploymentTimeoutInSeconds / settings.checkIntervalInSeconds;
  if (checks > MOST_CHECKS) {
    conflicts.push({
      name: "checkIntervalInSeconds",
      message: `at least ${Math.ceil(settings.deploymentTimeoutInSeconds / MOST_CHECKS)} with this deploymentTimeoutInSeconds: an execution has 25,000 events`,
    });
  }
  return conflicts;
}

/** Each check is 12 events of an execution's 25,000, and there may be three waits in one: for the endpoint, and to undo it. */
const MOST_CHECKS = 500;

interface GivenSettings {
  training: v.InferOutput<typeof training>;
  smokeTest?: v.InferOutput<typeof smokeTest> | undefined;
  deploymentTimeoutInSeconds: number;
  checkIntervalInSeconds: number;
}

/** What the settings are once defaults are filled in. */
export type DeploymentSettings = v.InferOutput<typeof modelDeploymentSettings>;
