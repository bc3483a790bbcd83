/** What an endpoint needs that answers from a queue: the rows of its smoke test in S3, and its places and topics. */
import { createHash } from "node:crypto";
import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { s3Service } from "../../iam/arn";
import type { JobRoleOptions } from "../../iam/jobRolePermissions";
import type { ExtraStatement } from "../parts/extraStatements";
import type { JobResources } from "../parts/jobResources";
import { pipelineTags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import type { Asynchronous } from "./deploymentFacts";
import type { DeploymentSettings } from "./settings";

/** Prefixes below `outputPrefix`. Requests are their senders' to delete. */
const requestsOf = (outputPrefix: string) => `${outputPrefix}requests/`;
const answersOf = (outputPrefix: string) => `${outputPrefix}answers/`;
const failuresOf = (outputPrefix: string) => `${outputPrefix}failures/`;

/** Prefixes of what an asynchronous endpoint leaves with each request; none where the endpoint is another. */
export function answerPrefixes({ asynchronous }: DeploymentSettings): string[] {
  if (asynchronous === undefined) return [];
  return [answersOf(asynchronous.outputPrefix), failuresOf(asynchronous.outputPrefix)];
}

/** An asynchronous endpoint, and what must be there for it. */
interface AsynchronousEndpoint {
  asynchronous: pulumi.Output<Asynchronous>;
  ready: pulumi.Resource[];
  /** What the definition does not tell of where requests are. */
  roleOptions: pulumi.Output<JobRoleOptions>;
  /** What the state machine does beside its calls. */
  statements: ExtraStatement[];
}

/**
 * Uploads the rows of the smoke test, which an asynchronous endpoint takes from S3 alone.
 *
 * @param rows as they are sent
 */
export function asynchronousEndpoint(
  parent: pulumi.Resource,
  name: string,
  settings: DeploymentSettings,
  { data, environment }: JobResources,
  rows: string[],
): AsynchronousEndpoint | undefined {
  const { asynchronous: given, kmsKeyArn } = settings;
  if (given === undefined) return undefined;
  const { outputPrefix, maxConcurrentInvocationsPerInstance } = given;
  const content = rows.join("\n");
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const request = `${requestsOf(outputPrefix)}smoke-test-${digest}.csv`;
  const uploaded = new s3.BucketObjectv2(
    `${name}-smoke-test`,
    {
      bucket: data.bucket,
      key: request,
      content,
      contentType: "text/csv",
      tags: pipelineTags(name, settings.tags),
    },
    { parent },
  );
  const asynchronous = whenKnown(
    [data.bucket, given.successTopicArn, given.errorTopicArn],
    (_, successTopicArn, errorTopicArn): Asynchronous => ({
      ...{ request, answers: answersOf(outputPrefix), failures: failuresOf(outputPrefix) },
      ...(maxConcurrentInvocationsPerInstance !== undefined && { maxConcurrentInvocationsPerInstance }),
      ...(successTopicArn !== undefined && { successTopicArn }),
      ...(errorTopicArn !== undefined && { errorTopicArn }),
    }),
  );
  return {
    asynchronous,
    ready: [uploaded],
    roleOptions: whenKnown([data.bucket], (bucket) => ({ reads: [`s3://${bucket}/${requestsOf(outputPrefix)}`] })),
    statements: kmsKeyArn === undefined ? [] : [decryption(kmsKeyArn, environment)],
  };
}

/** The state machine reads the answer to the smoke test, and S3 decrypts it in its name. */
function decryption(kmsKeyArn: pulumi.Input<string>, environment: JobResources["environment"]): ExtraStatement {
  return {
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [kmsKeyArn],
    Condition: { StringEquals: { "kms:ViaService": whenKnown([environment], s3Service) } },
  };
}
