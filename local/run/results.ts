/** Reads back what a pipeline left in S3: predictions, artifacts, and copies of them for the user. */
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline as pipe } from "node:stream/promises";
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { parse } from "csv-parse/sync";
import { parseS3Uri } from "../../iam/arn";
import type { MetricPoint, Prediction } from "../runResult";
import type { LocalPipeline } from "./pipelines";

interface StoredObject {
  key: string;
  modified: number;
}

/** The last value of each metric of a curve. */
export function finalMetrics(curve: readonly MetricPoint[]): Record<string, number> {
  return Object.fromEntries(curve.map(({ name, value }) => [name, value]));
}

/** Predictions beside their labels: the rows `label,prediction` of the objects that batch transform wrote. */
export async function readPredictions(client: S3Client, { predictions }: LocalPipeline): Promise<Prediction[]> {
  if (predictions === undefined) return [];
  const { bucket, keys } = await listPrefix(client, predictions);
  const tables = await Promise.all(keys.map(({ key }) => readText(client, bucket, key)));
  return tables
    .flatMap((table) => parse(table, { skipEmptyLines: true }))
    .map(([label, prediction]) => ({ label: Number(label), prediction: Number(prediction) }));
}

/** Where a pipeline's newest model is, and its predictions: `s3://` URIs. */
export async function findArtifacts(
  client: S3Client,
  { models, predictions }: LocalPipeline,
): Promise<Record<string, string>> {
  const model = models === undefined ? undefined : await newestModel(client, models);
  return { ...(model !== undefined && { model }), ...(predictions !== undefined && { predictions }) };
}

async function newestModel(client: S3Client, models: string): Promise<string | undefined> {
  const { bucket, keys } = await listPrefix(client, models);
  const [newest] = keys.filter(({ key }) => key.endsWith("model.tar.gz")).sort((a, b) => b.modified - a.modified);
  return newest && `s3://${bucket}/${newest.key}`;
}

/** Copies all of a bucket into a folder, keys as paths. */
export async function downloadBucket(client: S3Client, bucket: string, folder: string): Promise<void> {
  const { keys } = await listPrefix(client, `s3://${bucket}/`);
  for (const { key } of keys) {
    const file = join(folder, ...key.split("/").filter((part) => part !== "" && part !== "." && part !== ".."));
    await mkdir(dirname(file), { recursive: true });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await pipe(Body as Readable, createWriteStream(file));
  }
}

async function listPrefix(client: S3Client, uri: string): Promise<{ bucket: string; keys: StoredObject[] }> {
  const { bucket = "", key: prefix = "" } = parseS3Uri(uri) ?? {};
  const keys: StoredObject[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = "", LastModified } of page.Contents ?? []) {
      if (!Key.endsWith("/")) keys.push({ key: Key, modified: LastModified?.getTime() ?? 0 });
    }
  }
  return { bucket, keys };
}

async function readText(client: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? "";
}
