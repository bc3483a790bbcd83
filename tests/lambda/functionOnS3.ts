/** A function's real bundle against a real S3 server. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type BundleName, lambdaBundle } from "../../lambda/bundles";
import { startS3Server } from "../../local/s3/server";
import { testPython } from "../support/python";
import { invokeBundle, type Invocation } from "./invokeBundle";

/** What a test of a function needs. */
export interface FunctionOnS3 {
  endpoint: string;
  /** Makes a bucket, and gives its name. */
  bucket(): Promise<string>;
  put(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
  read(bucket: string, key: string): Promise<string>;
  /** Keys in a bucket, and the uploads in it that were never finished. */
  keys(bucket: string): Promise<string[]>;
  invoke<Result>(event: unknown, endpoint?: string): Promise<Invocation<Result>>;
  stop(): Promise<void>;
}

/** Unpacks a function's archive where there is no node_modules to fall back on, and starts an S3 server. */
export async function functionOnS3(name: BundleName): Promise<FunctionOnS3> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  cpSync(lambdaBundle(name), folder, { recursive: true });
  const server = await startS3Server({ python: await testPython() });
  const s3 = new S3Client({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
  });
  let count = 0;
  return {
    endpoint: server.endpoint,
    async bucket() {
      const Bucket = `data-${count++}`;
      await s3.send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    async put(Bucket, Key, body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body as Uint8Array) }));
    },
    async read(Bucket, Key) {
      return (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
    },
    async keys(Bucket) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
      return [...Contents.map(({ Key }) => Key!), ...Uploads.map(({ Key }) => `unfinished ${Key}`)];
    },
    invoke: (event, endpoint = server.endpoint) => invokeBundle(folder, endpoint, {}, event),
    async stop() {
      rmSync(folder, { recursive: true });
      await server.stop();
    },
  };
}

/** The metrics in a function's log, by name; each line is held against the specification's rules. */
export function metricsOf(log: readonly string[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const line of log.filter((text) => text.startsWith('{"_aws"'))) {
    const { _aws, ...root } = JSON.parse(line);
    if (!Number.isInteger(_aws.Timestamp)) throw new Error(`Timestamp of ${line}`);
    for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      if (Namespace !== "SageMakerPipelines" || Metrics.length > 100) throw new Error(`directive of ${line}`);
      for (const set of Dimensions) {
        if (set.length > 30 || !set.every((key: string) => typeof root[key] === "string"))
          throw new Error(`dimensions of ${line}`);
      }
      for (const { Name, Unit, ...other } of Metrics) {
        if (!["Count", "None", "Seconds"].includes(Unit) || Object.keys(other).length > 0)
          throw new Error(`metrics of ${line}`);
        if (!Number.isFinite(root[Name])) throw new Error(`${Name} of ${line}`);
        metrics[Name] = root[Name];
      }
    }
  }
  return metrics;
}
