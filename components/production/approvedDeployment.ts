/** What deploys the versions of a production pipeline: each when it is approved. */
import type * as pulumi from "@pulumi/pulumi";
import { sampleRows } from "../deployment/shippedSample";
import { ModelDeploymentPipeline } from "../modelDeploymentPipeline";
import { PipelineTriggers } from "../pipelineTriggers";
import type { DeploymentOfVersionsArgs } from "./args";
import type { ProductionSettings } from "./settings";

/** Where the versions are. */
export interface Versions {
  /** Name of the model package group. */
  group: string;
  /** S3 prefix of the artifacts. */
  models: pulumi.Output<string>;
  image: pulumi.Output<string>;
}

/**
 * A deployment pipeline for the group's versions, and the rule that starts it for each version that is approved: by a person,
 * or by the pipeline itself.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html (model package state change)
 */
export function approvedDeployment(
  name: string,
  given: DeploymentOfVersionsArgs,
  settings: ProductionSettings,
  { group, models, image }: Versions,
  options: pulumi.ComponentResourceOptions,
): ModelDeploymentPipeline {
  const { dataSource, kmsKeyArn, vpc, tags, logRetentionInDays, outputRetentionInDays, forceDestroy } = settings;
  const shared = { tags, logRetentionInDays, ...(kmsKeyArn !== undefined && { kmsKeyArn }) };
  const deployment = new ModelDeploymentPipeline(
    `${name}-deploy`,
    {
      ...shared,
      ...{ outputRetentionInDays, forceDestroy, ...(vpc && { vpc }) },
      ...(dataSource === undefined && { smokeTest: { rows: sampleFeatures() } }),
      ...given,
      modelPackageGroup: { name: group, modelData: models, image },
    },
    options,
  );
  new PipelineTriggers(
    `${name}-deploy`,
    {
      ...shared,
      stateMachineArn: deployment.stateMachineArn,
      events: {
        approved: {
          pattern: {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Model Package State Change"],
            detail: { ModelPackageGroupName: [group], ModelApprovalStatus: ["Approved"] },
          },
          input: { ModelPackageArn: "{detail.ModelPackageArn}" },
        },
      },
    },
    options,
  );
  return deployment;
}

/** Rows that a model which was trained on the shipped sample answers. */
function sampleFeatures(): number[][] {
  return sampleRows(3).map((row) => row.split(",").map(Number));
}
