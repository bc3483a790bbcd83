/** The account, region and partition that a component is deployed to. */
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../iam/document";

/**
 * Asks the provider of `parent` where it deploys to. Known at preview: providers answer invokes before anything exists.
 */
export function environmentOf(parent: pulumi.Resource): pulumi.Output<Environment> {
  const options = { parent };
  return pulumi
    .all([getCallerIdentityOutput({}, options), getRegionOutput({}, options), getPartitionOutput({}, options)])
    .apply(([{ accountId: account }, { region }, { partition }]) => ({ account, region, partition }));
}
