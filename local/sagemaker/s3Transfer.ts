/** Moves objects between S3 and a job's folder, with the credentials of the job's role. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Credentials } from "../authorizer";
import { s3Client, type RoleS3 } from "../s3/client";
import { ADMIN_ACCESS_KEY } from "../s3/gateway";
import type { JobEnvironment } from "./jobEnvironment";
import { JobFault } from "./jobFault";
import { together } from "./together";

const ADMINISTRATOR: Credentials = { accessKeyId: ADMIN_ACCESS_KEY, secretAccessKey: "local" };
const AT_ONCE = 8;
const noOp = () => {};

/** A place in S3. */
export interface S3Place {
  bucket: string;
  /** Key or beginning of keys; may be empty. */
  key: string;
}

/** What moves objects for one job. */
export interface S3Transfer {
  /** Keys that begin with the place's, and their sizes; without the empty objects that stand for folders. */
  list(place: S3Place): Promise<{ key: string; size: number }[]>;
  /** Makes sure that an object is there and may be read. */
  check(place: S3Place): Promise<void>;
  /** Downloads one object into a file. */
  download(place: S3Place, file: string): Promise<void>;
  /** Uploads files as objects, all or none: when one fails, those already begun are deleted. */
  upload(files: { file: string; place: S3Place }[], kmsKeyId?: string): Promise<void>;
}

/** @throws JobFault when it is not an S3 URI */
export function parseS3Uri(uri: string): S3Place {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  if (!match) throw new JobFault(`ClientError: ${uri} is not an S3 URI: it must have the form s3://bucket/key`);
  return { bucket: match[1]!, key: match[2]! };
}

/**
 * Where an object of a prefix goes, relative to the folder for that prefix: `train/a/b.csv` of `train/` (or of `train`)
 * is `a/b.csv`, and `csv/train.csv` of `csv/train.csv` (or of `csv/tr`) is `train.csv`.
 */
export function relativeKey(prefix: string, key: string): string {
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  return key.startsWith(folder) ? key.slice(folder.length) : key.slice(prefix.lastIndexOf("/") + 1);
}

/** `prefix` and `name` with one slash between them; none when the prefix is empty. */
export function joinKey(prefix: string, name: string): string {
  return prefix === "" || prefix.endsWith("/") ? prefix + name : `${prefix}/${name}`;
}

/** A client of S3 as a role reaches it, for single objects. */
export function s3As(roleArn: string, env: JobEnvironment): RoleS3 {
  return env.s3?.(roleArn) ?? s3Client(env.s3Endpoint, env.region, env.authorizer.credentialsFor(roleArn));
}

/** Gives the means to move objects with a role's rights. Denied calls and missing buckets become JobFaults. */
export function s3TransferFor(roleArn: string, env: JobEnvironment, signal: AbortSignal): S3Transfer {
  const client = clientWith(env.authorizer.credentialsFor(roleArn), env);
  const options = { abortSignal: signal };

  async function list(place: S3Place) {
    const objects: { key: string; size: number }[] = [];
    const request = { Bucket: place.bucket, Prefix: place.key };
    for await (const page of paginateListObjectsV2({ client }, request, options)) {
      for (const { Key = "", Size = 0 } of page.Contents ?? []) objects.push({ key: Key, size: Size });
    }
    return objects.filter(({ key }) => !key.endsWith("/"));
  }

  async function check(place: S3Place) {
    await client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }), options);
  }

  async function download(place: S3Place, file: string) {
    const object = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }), options);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(object.Body as Readable, createWriteStream(file), { signal });
  }

  async function upload(files: { file: string; place: S3Place }[], kmsKeyId?: string) {
    const encryption = kmsKeyId ? { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kmsKeyId } : {};
    const begun: S3Place[] = [];
    try {
      await inParallel(files, async ({ file, place }) => {
        const { size } = await stat(file);
        const object = { Bucket: place.bucket, Key: place.key, Body: createReadStream(file), ContentLength: size };
        begun.push(place);
        await client.send(new PutObjectCommand({ ...object, ...encryption }), options);
      });
    } catch (error) {
      await remove(begun, env);
      throw error;
    }
  }

  return {
    list: (place) => asJobFault(list(place), "list", place),
    check: (place) => asJobFault(check(place), "read", place),
    download: (place, file) => asJobFault(download(place, file), "download", place),
    upload: (files, kmsKeyId) => asJobFault(upload(files, kmsKeyId), "upload", files[0]?.place),
  };
}

/** Downloads what begins with a prefix into a folder; gives the keys. @throws JobFault when there is nothing */
export async function downloadPrefix(
  s3: S3Transfer,
  uri: string,
  folder: string,
  choose: (keys: string[]) => string[] = (keys) => keys,
): Promise<string[]> {
  const place = parseS3Uri(uri);
  const found = (await s3.list(place)).map(({ key }) => key);
  if (found.length === 0) {
    throw new JobFault(`ClientError: Data download failed: No S3 objects found under S3 URL "${uri}"`);
  }
  const keys = choose(found);
  await inParallel(keys, (key) =>
    s3.download({ bucket: place.bucket, key }, join(folder, relativeKey(place.key, key))),
  );
  return keys;
}

/** Chooses the keys of one of several instances when objects are ShardedByS3Key: every one goes to exactly one instance. */
export function shareOf({ index, count }: { index: number; count: number }): (keys: string[]) => string[] {
  return (keys) => keys.filter((_, position) => position % count === index);
}

/** The files below a folder and where each goes below a prefix. */
export async function filesBelow(folder: string, uri: string): Promise<{ file: string; place: S3Place }[]> {
  const { bucket, key } = parseS3Uri(uri);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const relative = posix.relative(folder, file);
      return { file, place: { bucket, key: joinKey(key, relative) } };
    });
}

function clientWith(credentials: Credentials, env: JobEnvironment): S3Client {
  return new S3Client({
    endpoint: env.s3Endpoint,
    region: env.region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 2,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // The client would write to the console that a stream cannot be sent twice.
    logger: { debug: noOp, info: noOp, warn: noOp, error: noOp },
  });
}

/** SageMaker's roles may not delete, and SageMaker leaves such objects; a local run does not. */
async function remove(places: S3Place[], env: JobEnvironment): Promise<void> {
  const client = clientWith(ADMINISTRATOR, env);
  for (const { bucket, key } of places) {
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [{ Key: key }], Quiet: true } });
    await client.send(command).catch(() => {});
  }
}

/** Runs a few at a time; all have ended when it settles. */
async function inParallel<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  });
  await together(workers);
}

/** An error of S3's in the words with which SageMaker ends a job; any other is left as it is. */
async function asJobFault<T>(work: Promise<T>, verb: string, place?: S3Place): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (!status || !(error instanceof Error)) throw error;
    const where = place ? ` s3://${place.bucket}/${place.key}` : "";
    throw new JobFault(`ClientError: Failed to ${verb}${where}: ${error.name} (${status}): ${error.message}`);
  }
}
