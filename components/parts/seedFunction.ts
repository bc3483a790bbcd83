/** The Lambda function that seeds a pipeline's bucket with training data, test data and scripts. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { parseS3Uri } from "../../iam/arn";
import type { Environment, Statement } from "../../iam/document";
import { functionPermissionsFor } from "../../iam/functionPermissions";
import { lambdaBundle } from "../../lambda/bundles";
import { logGroupName } from "./logGroupName";
import { ServiceRole } from "./serviceRole";
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

let folder: string | undefined;

/** The bundle's folder. Whether it is up to date is looked at once a process, however many pipelines there are. */
function bundleFolder(): string {
  folder ??= lambdaBundle("seed");
  return folder;
}

/** A pipeline's seeding function. */
export class SeedFunction extends pulumi.ComponentResource {
  /** The function's name, known at preview. */
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: SeedFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:SeedFunction", name, {}, options);
    const child = { parent: this };
    const logs = new cloudwatch.LogGroup(
      name,
      { name: logGroupName("/aws/lambda", name), retentionInDays: args.logRetentionInDays, tags: args.tags },
      child,
    );
    const role = new ServiceRole(
      name,
      {
        description: `Seeds the data of ${name}`,
        environment: args.environment,
        service: "lambda.amazonaws.com",
        tags: args.tags,
      },
      child,
    );
    const policies = role.grant(permissions(args, logs.name));
    const handler = new lambda.Function(
      name,
      {
        description: "Seeds training and test data, and the scripts of processing jobs",
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.FileArchive(bundleFolder()),
        role: role.arn,
        memorySize: MEMORY_IN_MB,
        timeout: TIMEOUT_IN_SECONDS,
        environment: { variables: variables(args) },
        loggingConfig: { logFormat: "JSON", logGroup: logs.name },
        tags: args.tags,
      },
      { ...child, dependsOn: policies },
    );
    this.functionName = handler.name;
    this.registerOutputs();
  }
}

function keysOf({ train, test, files = {} }: SeedPlan): string[] {
  return [...train, test, ...Object.keys(files)];
}

function permissions(args: SeedFunctionArgs, logGroup: pulumi.Output<string>): pulumi.Output<Statement[]> {
  return whenKnown(
    [args.environment, args.bucket, logGroup, args.dataSource, args.kmsKeyArn],
    (environment, bucket, group, dataSource, kmsKeyArn) => {
      const source = dataSource === undefined ? undefined : parseS3Uri(dataSource);
      return functionPermissionsFor(
        {
          logGroup: group,
          reads: source === undefined ? [] : [source],
          writes: keysOf(args.plan).map((key) => ({ bucket, key })),
          keys: kmsKeyArn === undefined ? [] : [kmsKeyArn],
        },
        environment,
      );
    },
  );
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
