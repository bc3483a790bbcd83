/**
 * AWS's partitions, each with its own ARN prefix and domain.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (partition), and
 * https://docs.aws.amazon.com/general/latest/gr/rande.html (domains of China and GovCloud).
 */

/** A partition as `aws:index/getPartition` describes it. */
export interface Partition {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  /** The domain of the partition's endpoints. */
  dnsSuffix: string;
  /** The same, from the top level down. */
  reverseDnsPrefix: string;
}

/** The partition that a region belongs to: China and GovCloud have their own, every other region is in `aws`. */
export function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) {
    return { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn", reverseDnsPrefix: "cn.com.amazonaws" };
  }
  const partition = region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return { partition, dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
}
