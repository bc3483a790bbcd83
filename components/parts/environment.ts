/** The account, region and partition that a component is deployed to. */
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getRegion } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../iam/document";

/**
 * Asks the provider of `parent` where it deploys to. Known at preview: providers answer invokes before anything exists.
 */
export function environmentOf(parent: pulumi.Resource): pulumi.Output<Environment> {
  return pulumi.output(ask({ parent }));
}

async function ask(options: pulumi.InvokeOptions): Promise<Environment> {
  const [identity, { region }] = await Promise.all([getCallerIdentity({}, options), getRegion({}, options)]);
  // The caller's own ARN names the partition: arn:aws-cn:sts::…
  const [, partition = ""] = identity.arn.split(":");
  return { account: identity.accountId, region, partition };
}
