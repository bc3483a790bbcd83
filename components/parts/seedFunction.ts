/** The Lambda function that seeds a pipeline's bucket with training data, test data and scripts. */
import type * as pulumi from "@pulumi/pulumi";
import { parseS3Uri } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import { PipelineFunction } from "./pipelineFunction";
import type { Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** Keys that the function writes. */
export interface SeedPlan {
  /** Keys of the training rows, which are shared out evenly. */
  train: string[];
  /** Key of the held-back rows. */
  test: string;
  /** Keys of scripts, and the file of the function's archive that each holds. */
  files?: Record<string, string>;
}

/** What the function needs to know. */
export interface SeedFunctionArgs {
  environment: pulumi.Output<Environment>;
  bucket: pulumi.Output<string>;
  kmsKeyArn?: string | pulumi.Output<string>;
  plan: SeedPlan;
  /** S3 URI of a CSV file; the shipped sample when absent. */
  dataSource?: string | pulumi.Output<string>;
  /** Least and greatest label that the training objective takes. */
  labelRange?: [number, number];
  testFraction: number;
  logRetentionInDays: number;
  tags: Tags;
}

/** Room for the largest source that the function takes (lambda/seed/readSource.ts), measured at 1.1 GB. */
const MEMORY_IN_MB = 1536;
const TIMEOUT_IN_SECONDS = 120;

/** Makes a pipeline's seeding function. */
export function seedFunction(name: string, args: SeedFunctionArgs, options: pulumi.ComponentResourceOptions) {
  return new PipelineFunction(
    name,
    {
      bundle: "seed",
      description: "Seeds training and test data, and the scripts of processing jobs",
      roleDescription: `Seeds the data of ${name}`,
      environment: args.environment,
      access: access(args),
      variables: variables(args),
      memorySizeInMb: MEMORY_IN_MB,
      timeoutInSeconds: TIMEOUT_IN_SECONDS,
      logRetentionInDays: args.logRetentionInDays,
      tags: args.tags,
    },
    options,
  );
}

function keysOf({ train, test, files = {} }: SeedPlan): string[] {
  return [...train, test, ...Object.keys(files)];
}

function access(args: SeedFunctionArgs) {
  return whenKnown([args.bucket, args.dataSource, args.kmsKeyArn], (bucket, dataSource, kmsKeyArn) => {
    const source = dataSource === undefined ? undefined : parseS3Uri(dataSource);
    return {
      reads: source === undefined ? [] : [source],
      writes: keysOf(args.plan).map((key) => ({ bucket, key })),
      keys: kmsKeyArn === undefined ? [] : [kmsKeyArn],
    };
  });
}

function variables({
  bucket,
  plan,
  dataSource,
  labelRange,
  testFraction,
}: SeedFunctionArgs): Record<string, pulumi.Input<string>> {
  return {
    BUCKET: bucket,
    SEED_PLAN: JSON.stringify(plan),
    TEST_FRACTION: String(testFraction),
    ...(dataSource === undefined ? {} : { DATA_SOURCE: dataSource }),
    ...(labelRange === undefined ? {} : { LABEL_RANGE: labelRange.join(",") }),
  };
}
