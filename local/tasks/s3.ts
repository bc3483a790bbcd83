/**
 * S3 through the SDK integrations, against the local S3 with the machine's role: the gateway judges these calls.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import * as s3 from "@aws-sdk/client-s3";
import type { Json, JsonObject } from "../../asl/definition";
import { s3Client } from "../s3/client";
import type { LocalTask } from "./localTask";
import type { TaskScope } from "./scope";
import { ServiceError } from "./serviceErrors";

type Send = (client: s3.S3Client, request: JsonObject, signal: AbortSignal) => Promise<object>;

const SENDERS: Record<string, Send> = {
  copyObject: (client, request, abortSignal) => client.send(new s3.CopyObjectCommand(as(request)), { abortSignal }),
  deleteObject: (client, request, abortSignal) => client.send(new s3.DeleteObjectCommand(as(request)), { abortSignal }),
  deleteObjects: (client, request, abortSignal) =>
    client.send(new s3.DeleteObjectsCommand(as(request)), { abortSignal }),
  async getObject(client, request, abortSignal) {
    const { Body, ...answer } = await client.send(new s3.GetObjectCommand(as(request)), { abortSignal });
    return { ...answer, Body: await Body?.transformToString() };
  },
  headBucket: (client, request, abortSignal) => client.send(new s3.HeadBucketCommand(as(request)), { abortSignal }),
  headObject: (client, request, abortSignal) => client.send(new s3.HeadObjectCommand(as(request)), { abortSignal }),
  listObjectsV2: (client, request, abortSignal) =>
    client.send(new s3.ListObjectsV2Command(as(request)), { abortSignal }),
  putObject(client, { Body, ...request }, abortSignal) {
    const text = typeof Body === "string" ? Body : JSON.stringify(Body);
    return client.send(new s3.PutObjectCommand({ ...as<s3.PutObjectCommandInput>(request), Body: text }), {
      abortSignal,
    });
  },
};

/** Requests are what the definition says; S3 tells what is wrong with them. */
function as<Request>(request: JsonObject): Request {
  return request as Request;
}

async function call(send: Send, request: JsonObject, scope: TaskScope): Promise<Json> {
  const { authorizer, environment, s3Endpoint, machineRole, signal } = scope;
  const client = s3Client(s3Endpoint, environment.region, authorizer.credentialsFor(machineRole));
  try {
    const answer = await send(client, request, signal);
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
