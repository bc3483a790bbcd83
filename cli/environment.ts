/** Where a definition is to run, as the command line says it. */
import type { Environment } from "../iam/document";
import { partitionOf } from "../local/aws/partition";
import { UserError } from "../local/userError";

/** Options of the commands that derive permissions. */
export interface EnvironmentOptions {
  account: string;
  region: string;
  partition?: string;
  /** ARNs of roles that may be passed. */
  role?: string[];
}

/**
 * The environment that the options name; without a partition it is the region's.
 *
 * @throws UserError when a role is in another partition
 */
export function environmentFrom({ account, region, partition, role = [] }: EnvironmentOptions): Environment {
  const environment = { account, region, partition: partition ?? partitionOf(region).partition };
  const foreign = role.find((arn) => arn.split(":")[1] !== environment.partition);
  if (foreign === undefined) return environment;
  throw new UserError(
    `--role ${foreign} is not in the partition ${environment.partition}.`,
    `Write arn:${environment.partition}:iam::…, or name another --partition or --region.`,
  );
}
