/** ARNs and S3 URIs as text. Partition, region and account always come from the environment. */
import type { Environment } from "./document";

/** `s3://bucket/key` in parts; the key may be empty or hold `*`. */
export interface S3Location {
  bucket: string;
  key: string;
}

/** Reads an S3 URI; undefined for anything else. */
export function parseS3Uri(uri: string): S3Location | undefined {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri);
  return match === null ? undefined : { bucket: match[1] ?? "", key: match[2] ?? "" };
}

/** A bucket's ARN: buckets have neither region nor account in it. */
export function bucketArn(environment: Environment, bucket: string): string {
  return `arn:${environment.partition}:s3:::${bucket}`;
}

/** An object's ARN, or with `*` in the key those of many. */
export function objectArn(environment: Environment, { bucket, key }: S3Location): string {
  return `${bucketArn(environment, bucket)}/${key}`;
}

/** A role's ARN from its name (path `/`). */
export function roleArn(environment: Environment, name: string): string {
  return `arn:${environment.partition}:iam::${environment.account}:role/${name}`;
}

/** A service's ARN in the environment's region and account. */
export function regionalArn(environment: Environment, service: string, resource: string): string {
  return `arn:${environment.partition}:${service}:${environment.region}:${environment.account}:${resource}`;
}

/** Whether text is a placeholder of CloudFormation or SAM and nothing else: `${Topic}`. */
export function isPlaceholder(text: string): boolean {
  return /^\$\{[^}]*\}$/.test(text);
}

/** Whether text is an ARN, or a placeholder that by its name stands for one: `${TopicArn}`, `${Topic.Arn}`. */
export function standsForArn(text: string): boolean {
  return text.startsWith("arn:") || (isPlaceholder(text) && /arn\}$/i.test(text));
}

/** What hosts of AWS end in. China has a suffix of its own. */
export function urlSuffix({ partition }: Environment): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** Amazon S3 as keys see it when S3 uses them for a caller: the value of `kms:ViaService`. */
export function s3Service(environment: Environment): string {
  return `s3.${environment.region}.${urlSuffix(environment)}`;
}

/**
 * The repository of a container image in Amazon ECR.
 *
 * @example ecrRepositoryArn(environment, "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5")
 * @returns undefined when the image is not in ECR
 */
export function ecrRepositoryArn(environment: Environment, image: string): string | undefined {
  const match = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+\/([^:@]+)([:@].+)?$/.exec(image);
  if (match === null) return undefined;
  const [, registry = "", region = "", repository = ""] = match;
  return `arn:${environment.partition}:ecr:${region}:${registry}:repository/${repository}`;
}
