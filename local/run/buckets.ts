/** Makes the program's buckets and objects in the local S3. */
import { readFileSync } from "node:fs";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type BucketLocationConstraint,
  type BucketVersioningStatus,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { EvaluatedProgram, RegisteredResource } from "../program";
import { DATA_BUCKET, type DataFile } from "./inputs";

/**
 * Makes every bucket of the program, versioned where it says so, with the objects that the program puts there, and one for
 * the user's own data if there is any.
 */
export async function createBuckets(
  client: S3Client,
  { resources, environment: { region } }: EvaluatedProgram,
  data: DataFile | undefined,
): Promise<void> {
  const LocationConstraint = region as BucketLocationConstraint;
  // us-east-1 is the one region that may not be named.
  const where = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  const create = (Bucket: string) => client.send(new CreateBucketCommand({ Bucket, ...where }));

  const buckets = ofType(resources, "aws:s3/bucket:Bucket").map(({ state }) => String(state["bucket"]));
  await Promise.all(buckets.map(create));
  for (const { state } of ofType(resources, "aws:s3/bucketVersioning:BucketVersioning")) {
    const { status } = state["versioningConfiguration"] as { status: BucketVersioningStatus };
    const VersioningConfiguration = { Status: status };
    await client.send(new PutBucketVersioningCommand({ Bucket: String(state["bucket"]), VersioningConfiguration }));
  }
  await Promise.all(
    ofType(resources, "aws:s3/bucketObjectv2:BucketObjectv2").map(({ state }) =>
      client.send(
        new PutObjectCommand({ Bucket: String(state["bucket"]), Key: String(state["key"]), Body: contentOf(state) }),
      ),
    ),
  );
  if (!data) return;
  await create(DATA_BUCKET);
  await client.send(new PutObjectCommand({ Bucket: DATA_BUCKET, Key: data.key, Body: data.content }));
}

/** What an object of the program holds: https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketobjectv2/ */
function contentOf({ content, contentBase64, source }: RegisteredResource["state"]): Buffer {
  if (typeof content === "string") return Buffer.from(content);
  if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
  const { path, text = "" } = (source ?? {}) as { path?: string; text?: string };
  return path === undefined ? Buffer.from(text) : readFileSync(path);
}

/** ARNs of the KMS keys that encrypt buckets by default, by bucket. */
export function encryptionKeys(resources: readonly RegisteredResource[]): Map<string, string> {
  const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  return new Map(
    ofType(resources, type).flatMap(({ state }) => {
      const rules = state["rules"] as { applyServerSideEncryptionByDefault?: { kmsMasterKeyId?: string } }[];
      const key = rules[0]?.applyServerSideEncryptionByDefault?.kmsMasterKeyId;
      return key === undefined ? [] : [[String(state["bucket"]), key] as const];
    }),
  );
}

function ofType(resources: readonly RegisteredResource[], type: string): RegisteredResource[] {
  return resources.filter((resource) => resource.type === type);
}
