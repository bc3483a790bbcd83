/** Settings that pipelines share, and the check of what a user gave for them. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { didYouMean, nearest } from "../../asl/check/didYouMean";
import { type InstanceCall, instanceTypesOf } from "./instanceTypes";
import { expectedOf } from "./xgboost";

/** The container of SageMaker's built-in XGBoost: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html */
export const XGBOOST_VERSIONS = ["1.7-1", "3.0-5"];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_PERIODS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const S3_OBJECT = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*[^/]$/;
const KMS_KEY = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;

/** What a value must be, in words; shown behind `was …; expected`. */
export const text = (pattern: RegExp, expected: string) => v.pipe(v.string(expected), v.regex(pattern, expected));
export const whole = (least: number, most: number) => {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected));
};
const flag = () => v.boolean("true or false");

/** The same, also as what another resource gives: known to the check only when it is plain. */
export const input = <Schema extends v.GenericSchema<string, string>>(schema: Schema) =>
  v.union([given, schema], messageOf);

/** What is still to come. */
const given = v.pipe(
  v.custom<pulumi.Output<string> | Promise<string>>(
    (value) => pulumi.Output.isInstance(value) || value instanceof Promise,
  ),
  v.transform((value) => pulumi.output(value)),
);

/** A union reports the mistake of its plain half. */
function messageOf(issue: v.UnionIssue<v.BaseIssue<unknown>>): string {
  return issue.issues?.at(-1)?.message ?? issue.message;
}

const hyperparameter = v.union([v.string(), v.number(), v.boolean()], "text, a number, true or false");

/** Hyperparameters by name, each of them one that the container takes. */
export const hyperparameters = v.pipe(
  v.record(v.string(), hyperparameter, "hyperparameters by name"),
  v.maxEntries(100, "at most 100 hyperparameters"),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of Object.entries(dataset.value)) {
      const expected = expectedOf(key, value);
      if (expected === undefined) continue;
      addIssue({
        message: expected,
        input: value,
        path: [{ type: "object", origin: "value", input: dataset.value, key, value }],
      });
    }
  }),
);

/** Tags that each resource gets anyway; IAM takes keys that differ in case alone for the same. */
const RESERVED_TAGS = ["project", "stack", "pipeline", "execution"];

const tags = v.pipe(
  v.record(v.string(), v.string("text"), "tags by key"),
  v.check(
    (given) =>
      Object.keys(given).every((key) => /^(?!aws:).+$/i.test(key) && !RESERVED_TAGS.includes(key.toLowerCase())),
    "keys other than Project, Stack, Pipeline and Execution, which are set anyway, and none that begins with aws:",
  ),
);

/** The type of instance of a pipeline's jobs: one that all of its kinds of job take. */
export function instanceType(...calls: InstanceCall[]) {
  return v.optional(anInstanceType(...calls), "ml.m5.xlarge");
}

/** The type of instance of some of a pipeline's jobs, where it may be another one. */
export const optionalInstanceType = (...calls: InstanceCall[]) => v.optional(anInstanceType(...calls));

function anInstanceType(...calls: InstanceCall[]) {
  const types = instanceTypesOf(...calls);
  const expected = (given: unknown) =>
    `a SageMaker instance type that its jobs take, for instance "ml.m5.xlarge". ${didYouMean(String(given), types)}`.trim();
  return v.pipe(
    v.string(({ input: value }) => expected(value)),
    v.check(
      (type) => types.includes(type),
      ({ input: value }) => expected(value),
    ),
  );
}

/** Version of SageMaker's XGBoost container. */
export const xgboostVersion = v.optional(
  v.picklist(XGBOOST_VERSIONS, `one of ${XGBOOST_VERSIONS.join(", ")}`),
  "3.0-5",
);

/** Settings that every pipeline of SageMaker jobs has, beside the type of its instances. */
export const jobSettings = {
  outputRetentionInDays: v.optional(whole(1, 3650), 90),
  logRetentionInDays: v.optional(v.picklist(LOG_PERIODS, `one of ${LOG_PERIODS.join(", ")}`), 30),
  forceDestroy: v.optional(flag(), false),
  vpc: v.optional(
    v.strictObject(
      {
        subnetIds: v.pipe(
          v.array(input(text(/^subnet-[0-9a-z]+$/, "a subnet id"))),
          v.minLength(1, "at least one"),
          v.maxLength(16, "at most 16 subnets"),
        ),
        securityGroupIds: v.pipe(
          v.array(input(text(/^sg-[0-9a-z]+$/, "a security group id"))),
          v.minLength(1, "at least one"),
          v.maxLength(5, "at most 5"),
        ),
      },
      "subnetIds and securityGroupIds",
    ),
  ),
  kmsKeyArn: v.optional(input(text(KMS_KEY, "a KMS key's ARN"))),
  tags: v.optional(tags, {}),
};

/** Settings of the training job that both pipelines have. */
export const trainingSettings = {
  ...jobSettings,
  volumeSizeInGb: v.optional(whole(1, 16384), 30),
  maxRuntimeInSeconds: v.optional(whole(60, 28 * 86_400), 86_400),
  spot: v.optional(flag(), false),
  xgboostVersion,
  hyperparameters: v.optional(hyperparameters, {}),
  dataSource: v.optional(input(text(S3_OBJECT, 'the S3 URI of a CSV file, for instance "s3://my-bucket/data.csv"'))),
  testFraction: v.optional(
    v.pipe(
      v.number("a number"),
      v.gtValue(0, "more than 0 and less than 1"),
      v.ltValue(1, "more than 0 and less than 1"),
    ),
    0.2,
  ),
};

/** Setting of pipelines that can train on several instances. */
export const instanceCount = v.optional(whole(1, 20), 1);

/** Settings of the processing job. */
export const processingSettings = {
  processingVolumeSizeInGb: v.optional(whole(1, 16384), 10),
  processingMaxRuntimeInSeconds: v.optional(whole(60, 5 * 86_400), 300),
};

/** What the settings of a pipeline of jobs are once defaults are filled in. */
export type JobSettings = v.InferOutput<v.StrictObjectSchema<typeof jobSettings, undefined>> & { instanceType: string };

/** What the training settings are once defaults are filled in. */
export type TrainingSettings = v.InferOutput<v.StrictObjectSchema<typeof trainingSettings, undefined>> & JobSettings;

/**
 * Checks settings and fills in defaults.
 *
 * @param path what stands before each property's path: the config's key, or nothing for a component's own arguments
 * @throws pulumi.InputPropertiesError with every wrong value: its path, the value, and what is allowed
 */
export function checkSettings<const Schema extends v.GenericSchema & { entries: object }>(
  schema: Schema,
  given: unknown,
  what: string,
  path = "",
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  throw inputErrors(
    what,
    result.issues.map((issue) => inputError(issue, path, Object.keys(schema.entries))),
  );
}

/** Problems of a schema's check, as the engine shows them. */
export function inputError(
  issue: v.BaseIssue<unknown>,
  path: string,
  known: readonly string[] = [],
): pulumi.InputPropertyErrorDetails {
  const steps = issue.path?.map(({ key }) => String(key)) ?? [];
  const propertyPath = [...(path === "" ? [] : [path]), ...steps].join(".");
  if (issue.type === "strict_object" && issue.expected === "never") {
    const suggestion = steps.length === 1 ? nearest(steps[0] ?? "", known) : undefined;
    return {
      propertyPath,
      reason: `is not a setting${suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`}`,
    };
  }
  if (issue.type === "strict_object" && issue.path !== undefined) return { propertyPath, reason: "is required" };
  const given = issue.input === undefined ? "was not given" : `was ${JSON.stringify(issue.input)}`;
  return { propertyPath, reason: `${given}; expected ${issue.message}` };
}

/** One error for the engine to print, whatever the number of problems. */
export function inputErrors(what: string, errors: pulumi.InputPropertyErrorDetails[]): pulumi.InputPropertiesError {
  const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
  return new pulumi.InputPropertiesError({ message: [`${what}:`, ...lines].join("\n"), errors });
}
