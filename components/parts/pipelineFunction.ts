/** A Lambda function of this package: its role, made of what it declares to read and write, its logs and its code. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import type { Environment, Statement } from "../../iam/document";
import { type FunctionAccess, functionPermissionsFor } from "../../iam/functionPermissions";
import { type BundleName, lambdaBundle } from "../../lambda/bundles";
import { logGroupName } from "./logGroupName";
import { ServiceRole } from "./serviceRole";
import type { Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a function needs to know. */
export interface PipelineFunctionArgs {
  /** Which of the package's functions it is: the folder below `lambda/`. */
  bundle: BundleName;
  /**
   * Texts by name, which are files beside the bundle's own.
   * @default none
   */
  files?: Readonly<Record<string, string>> | undefined;
  /** Said in the console, of the function. */
  description: string;
  /** Said in the console, of its role. */
  roleDescription: string;
  environment: pulumi.Output<Environment>;
  /** What it reads, lists, writes and decrypts; nothing by default. Its own log group is added. */
  access?: pulumi.Output<Omit<FunctionAccess, "logGroup">>;
  /** What it may do beside S3, derived like the rest: nothing by default. */
  statements?: pulumi.Output<Statement[]>;
  /** @default none */
  variables?: Record<string, pulumi.Input<string>>;
  memorySizeInMb: number;
  timeoutInSeconds: number;
  logRetentionInDays: number;
  tags: Tags;
}

const folders = new Map<BundleName, string>();

/** A bundle's folder. Whether it is up to date is looked at once a process, however many pipelines there are. */
function bundleFolder(name: BundleName): string {
  const folder = folders.get(name) ?? lambdaBundle(name);
  folders.set(name, folder);
  return folder;
}

/** The folder as it is where that is all: a local run executes folders. */
function archiveOf({ bundle, files }: PipelineFunctionArgs): pulumi.asset.Archive {
  const folder = bundleFolder(bundle);
  if (files === undefined) return new pulumi.asset.FileArchive(folder);
  const assets: pulumi.asset.AssetMap = {};
  for (const file of readdirSync(folder)) assets[file] = new pulumi.asset.FileAsset(join(folder, file));
  for (const [file, text] of Object.entries(files)) assets[file] = new pulumi.asset.StringAsset(text);
  return new pulumi.asset.AssetArchive(assets);
}

/**
 * A function of a pipeline.
 *
 * @example
 * const evaluate = new PipelineFunction("churn-evaluate", {
 *   bundle: "evaluate",
 *   access: whenKnown([data.bucket], (bucket) => ({ reads: [{ bucket, key: "runs/*" }] })),
 *   ...
 * }, { parent: this });
 */
export class PipelineFunction extends pulumi.ComponentResource {
  /** The function's name, known at preview. */
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: PipelineFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:PipelineFunction", name, {}, options);
    const child = { parent: this };
    const logs = new cloudwatch.LogGroup(
      name,
      { name: logGroupName("/aws/lambda", name), retentionInDays: args.logRetentionInDays, tags: args.tags },
      child,
    );
    const role = new ServiceRole(
      name,
      {
        description: args.roleDescription,
        environment: args.environment,
        service: "lambda.amazonaws.com",
        tags: args.tags,
      },
      child,
    );
    const policies = role.grant(
      whenKnown(
        [args.environment, logs.name, args.access, args.statements],
        (environment, logGroup, access = {}, statements = []) => [
          ...functionPermissionsFor({ ...access, logGroup }, environment),
          ...statements,
        ],
      ),
    );
    const handler = new lambda.Function(
      name,
      {
        description: args.description,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: archiveOf(args),
        role: role.arn,
        memorySize: args.memorySizeInMb,
        timeout: args.timeoutInSeconds,
        ...(args.variables && { environment: { variables: args.variables } }),
        loggingConfig: { logFormat: "JSON", logGroup: logs.name },
        tags: args.tags,
      },
      { ...child, dependsOn: policies },
    );
    this.functionName = handler.name;
    this.registerOutputs();
  }
}
