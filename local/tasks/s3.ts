/**
 * S3 through the SDK integrations, against the local S3 with the machine's role: the gateway judges these calls.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import * as s3 from "@aws-sdk/client-s3";
import type { Json, JsonObject } from "../../asl/definition";
import type { RoleS3 } from "../s3/client";
import type { LocalTask } from "./localTask";
import type { TaskScope } from "./scope";
import { ServiceError } from "./serviceErrors";

/** Requests are what the definition says; S3 tells what is wrong with them. */
type Send = (client: RoleS3, request: never, options: { abortSignal: AbortSignal }) => Promise<object>;

const SENDERS: Record<string, Send> = {
  copyObject: (client, request, options) => client.send(new s3.CopyObjectCommand(request), options),
  deleteObject: (client, request, options) => client.send(new s3.DeleteObjectCommand(request), options),
  deleteObjects: (client, request, options) => client.send(new s3.DeleteObjectsCommand(request), options),
  async getObject(client, request, options) {
    const { Body, ...answer } = await client.send(new s3.GetObjectCommand(request), options);
    return { ...answer, Body: await Body?.transformToString() };
  },
  headBucket: (client, request, options) => client.send(new s3.HeadBucketCommand(request), options),
  headObject: (client, request, options) => client.send(new s3.HeadObjectCommand(request), options),
  listObjectsV2: (client, request, options) => client.send(new s3.ListObjectsV2Command(request), options),
  putObject: (client, request: JsonObject, options) => {
    // Step Functions makes text of JSON here.
    const Body = typeof request["Body"] === "string" ? request["Body"] : JSON.stringify(request["Body"]);
    return client.send(new s3.PutObjectCommand({ ...(request as never as s3.PutObjectCommandInput), Body }), options);
  },
};

async function call(send: Send, request: JsonObject, scope: TaskScope): Promise<Json> {
  const { machineRole, signal } = scope;
  const client = scope.s3(machineRole);
  try {
    const answer = await send(client, request as never, { abortSignal: signal });
    // Without what the SDK adds for itself; times as text.
    return JSON.parse(JSON.stringify({ ...answer, $metadata: undefined })) as Json;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (!status || !(error instanceof Error)) throw error;
    throw new ServiceError(error.name, error.message, status);
  } finally {
    client.destroy();
  }
}

/** By API. */
export const s3Tasks: Record<string, LocalTask> = Object.fromEntries(
  Object.entries(SENDERS).map(([api, send]) => [
    `aws-sdk:s3:${api}`,
    (request: JsonObject, scope: TaskScope) => call(send, request, scope),
  ]),
);
