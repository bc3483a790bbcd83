/** The least permissions of a Lambda function's role. */
import { bucketArn, objectArn, regionalArn, type S3Location, s3Service } from "./arn";
import type { AwsCall, Environment, Statement } from "./document";
import { minimise } from "./minimise";
import { statementOf } from "./statement";

const LOGS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html";

/** What a function declares that it does. */
export interface FunctionAccess {
  /** Its own log group, which exists: the function never creates one. */
  logGroup: string;
  reads?: S3Location[];
  /** Prefixes whose objects it lists; without that, a missing object reads as a denied one. */
  lists?: S3Location[];
  writes?: S3Location[];
  /** ARNs of the keys with which what it reads or writes is encrypted. */
  keys?: string[];
}

/** Derives a function's permissions from its declared reads and writes. */
export function functionPermissionsFor(
  { logGroup, reads = [], lists = [], writes = [], keys = [] }: FunctionAccess,
  environment: Environment,
): Statement[] {
  return minimise([
    statementOf(["logs:CreateLogStream", "logs:PutLogEvents"], [logStreams(logGroup, environment)]),
    ...reads.map((location) => statementOf(["s3:GetObject"], [objectArn(environment, location)])),
    ...lists.map(({ bucket, key }) =>
      statementOf(["s3:ListBucket"], [bucketArn(environment, bucket)], { StringLike: { "s3:prefix": `${key}*` } }),
    ),
    ...writes.map((location) => statementOf(["s3:PutObject"], [objectArn(environment, location)])),
    ...keys.map((key) =>
      statementOf(["kms:Decrypt", "kms:GenerateDataKey"], [key], {
        StringEquals: { "kms:ViaService": s3Service(environment) },
      }),
    ),
  ]);
}

/** The calls that the Lambda service makes with the function's role for its logs. */
export function functionLogCalls(logGroup: string, environment: Environment): AwsCall[] {
  const stream = logStreams(logGroup, environment).replace("*", "generated");
  return ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resource: stream, source: LOGS }));
}

/** Names of log streams are made by Lambda, so only their group can be named. */
function logStreams(logGroup: string, environment: Environment): string {
  return regionalArn(environment, "logs", `log-group:${logGroup}:log-stream:*`);
}
