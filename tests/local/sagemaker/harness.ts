/** Real S3, real Python and an authorizer that allows everything, for tests of jobs. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { JsonObject } from "../../../asl/definition";
import type { AwsCall } from "../../../iam/document";
import type { MetricPoint } from "../../../local/runResult";
import { startS3Server } from "../../../local/s3/server";
import { JobFailed, type JobEnvironment } from "../../../local/sagemaker/jobEnvironment";
import { projectRoot, testPython } from "../../support/python";

export const roleArn = "arn:aws:iam::123456789012:role/job-role";
export const bucket = "data";
export const xgboostImage = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";
export const sklearnImage = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3";

/** The shipped sample: 569 rows, label first, 30 features. */
export const sampleRows = readFileSync(join(projectRoot, "lambda", "sample", "sample.csv"), "utf8")
  .trim()
  .split("\n");

export interface Harness {
  env: JobEnvironment;
  /** Calls beside S3 that were judged. */
  calls: AwsCall[];
  logs: string[];
  notes: string[];
  metrics: MetricPoint[];
  put(key: string, text: string): Promise<void>;
  get(key: string): Promise<string>;
  /** Puts a `.tar.gz` of these files: name -> text. */
  putArchive(key: string, files: Record<string, string>): Promise<void>;
  /** The files of a `.tar.gz`: name -> text. */
  getArchive(key: string): Promise<Record<string, string>>;
  keys(prefix: string): Promise<string[]>;
  remove(key: string): Promise<void>;
  /** Gives the JobFailed that a job ends with. */
  failure(job: Promise<unknown>): Promise<JobFailed>;
  /** Folders that jobs left behind. */
  leftovers(): string[];
  /** Processes of this machine that mention the work folder. */
  processes(): string[];
  /** The standard output of a Python program. */
  python(script: string, ...args: string[]): string;
  close(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const python = await testPython();
  const server = await startS3Server({ python });
  const workDir = mkdtempSync(join(tmpdir(), "mlpipe-jobs-"));
  const s3 = new S3Client({
    endpoint: server.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "TEST", secretAccessKey: "test" },
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const putBytes = async (Key: string, Body: Buffer): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentLength: Body.length }));
  };
  const getObject = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body!;
  const calls: AwsCall[] = [];
  const logs: string[] = [];
  const notes: string[] = [];
  const metrics: MetricPoint[] = [];
  return {
    env: {
      python,
      s3Endpoint: server.endpoint,
      region: "us-east-1",
      account: "123456789012",
      partition: "aws",
      workDir,
      authorizer: {
        authorize: (_role, call) => {
          calls.push(call);
          return Promise.resolve();
        },
        credentialsFor: () => ({ accessKeyId: "AKIAJOBROLEJOBROLE00", secretAccessKey: "secret" }),
      },
      signal: new AbortController().signal,
      onLog: (_job, line) => logs.push(line),
      onNote: (_job, text) => notes.push(text),
      onMetric: (_job, point) => metrics.push(point),
    },
    calls,
    logs,
    notes,
    metrics,
    put: async (key, text) => putBytes(key, Buffer.from(text)),
    get: async (key) => (await getObject(key)).transformToString(),
    putArchive: async (key, files) => putBytes(key, packed(files)),
    getArchive: async (key) => unpacked(await (await getObject(key)).transformToByteArray()),
    keys: async (Prefix) =>
      ((await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }))).Contents ?? []).map(({ Key }) => Key!),
    remove: async (Key) => {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    },
    failure: async (job) => {
      const error = await job.then(
        () => new Error("the job succeeded"),
        (error) => error,
      );
      if (error instanceof JobFailed) return error;
      throw error;
    },
    leftovers: () => readdirSync(workDir),
    processes: () =>
      spawnSync("ps", ["-eo", "pid,stat,args"], { encoding: "utf8" })
        .stdout.split("\n")
        .filter((line) => line.includes(workDir) && !/^\s*\d+\s+Z/.test(line)),
    python: (script, ...args) => {
      const run = spawnSync(python, ["-c", script, ...args], { encoding: "utf8", maxBuffer: 2 ** 28 });
      if (run.status !== 0) throw new Error(run.stderr);
      return run.stdout;
    },
    close: async () => {
      s3.destroy();
      await server.stop();
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}

/** Parameters of CreateTrainingJob for the keys that begin with `csv/train.csv`. */
export function trainingRequest(changes: JsonObject = {}): JsonObject {
  return {
    TrainingJobName: "Pipeline-Train-0123456789ab",
    RoleArn: roleArn,
    AlgorithmSpecification: { TrainingImage: xgboostImage, TrainingInputMode: "File" },
    HyperParameters: { num_round: "5", objective: "reg:logistic", eval_metric: "rmse" },
    InputDataConfig: [channel("train", "csv/train.csv")],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/models/` },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 86400 },
    Tags: [{ Key: "project", Value: "test" }],
    ...changes,
  };
}

/** A CSV channel of a training job. */
export function channel(name: string, key: string, distribution = "ShardedByS3Key"): JsonObject {
  return {
    ChannelName: name,
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: {
        S3DataType: "S3Prefix",
        S3Uri: `s3://${bucket}/${key}`,
        S3DataDistributionType: distribution,
      },
    },
  };
}

/** The model of a training job's artifact. */
export function modelOf(modelArtifacts: string): JsonObject {
  return {
    ModelName: "model",
    ExecutionRoleArn: roleArn,
    PrimaryContainer: { Image: xgboostImage, ModelDataUrl: modelArtifacts },
  };
}

/** The bytes of a `.tar.gz` of these files: name -> text. */
export function packed(files: Record<string, string>): Buffer {
  return inFolder((folder) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return tar(["-czf", "-", "-C", folder, "."]);
  });
}

function unpacked(archive: Uint8Array): Record<string, string> {
  return inFolder((folder) => {
    tar(["-xzf", "-", "-C", folder], archive);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
    return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
  });
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "mlpipe-archive-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tar(args: string[], input?: Uint8Array): Buffer {
  const run = spawnSync("tar", args, { input });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  return run.stdout;
}
