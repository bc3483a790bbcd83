/** Batch transform jobs: `sagemaker:createTransformJob.sync` on this machine. */
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CreateModelInput, CreateTransformJobRequest } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../asl/definition";
import { UserError } from "../userError";
import { conductJob, type JobRecord } from "./conductJob";
import { recordFilter } from "./dataProcessing";
import { describeTransformJob } from "./describe";
import { versionNotice } from "./images";
import type { JobEnvironment } from "./jobEnvironment";
import { JobFault } from "./jobFault";
import type { JobFolder } from "./jobFolder";
import { miniBatches } from "./miniBatches";
import { downloadModel, modelContainer } from "./modelContainer";
import { startModelServer, type ModelServer } from "./modelServer";
import { downloadPrefix, joinKey, parseS3Uri, relativeKey } from "./s3Transfer";
import { together } from "./together";

const DEFAULT_TIMEOUT_IN_SECONDS = 600;

/**
 * Runs a batch transform with a model of SageMaker's built-in XGBoost algorithm, or one with a program of the user's, and gives
 * what DescribeTransformJob returns when it has completed. Each input object becomes `<S3OutputPath>/<name>.out`; they are uploaded when all are
 * there. https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
 *
 * @param request the rendered parameters of CreateTransformJob
 * @param model those of the CreateModel call that made its model
 * @throws JobFailed when the job ends Failed; UserError for what does not run locally
 */
export async function runTransformJob(
  request: JsonObject,
  model: JsonObject,
  env: JobEnvironment,
): Promise<JsonObject> {
  const transform = request as unknown as CreateTransformJobRequest;
  const created = model as unknown as CreateModelInput;
  const container = modelContainer(created);
  refuseUnsupported(transform);
  const order = {
    kind: "transform" as const,
    name: transform.TransformJobName!,
    roleArn: created.ExecutionRoleArn!,
    request,
    modelImages: [container.Image!],
    describe: (record: JobRecord) => describeTransformJob(transform, record, env),
  };
  return conductJob(order, env, async (job) => {
    const filter = recordFilter(transform.DataProcessing);
    const notice = versionNotice(container.Image!);
    if (notice) job.log(notice);
    const folder = await job.newFolder();
    job.enter("Downloading");
    const [keys] = await together([
      downloadPrefix(job.s3, inputUri(transform), folder.at("/input")),
      downloadModel(container.ModelDataUrl!, folder, job.s3),
    ]);

    job.enter("Training");
    const variables = { ...container.Environment, ...transform.Environment, SAGEMAKER_BATCH: "true" };
    const onLine = (line: string) => job.log(line);
    const server = await startModelServer(
      {
        model: { name: created.ModelName!, image: container.Image! },
        folder,
        roleArn: order.roleArn,
        variables,
        signal: job.signal,
        onLine,
      },
      env,
    );
    try {
      for (const key of keys) await predict(key, { transform, filter, folder, server, signal: job.signal });
    } finally {
      await server.stop();
    }
    job.enter("Uploading");
    const results = keys.map((key) => ({
      file: folder.at(join("/output", nameOf(transform, key))),
      place: parseS3Uri(joinKey(transform.TransformOutput!.S3OutputPath!, `${nameOf(transform, key)}.out`)),
    }));
    await job.s3.upload(results, transform.TransformOutput?.KmsKeyId);
  });
}

function refuseUnsupported(transform: CreateTransformJobRequest): void {
  const { DataSource, CompressionType, SplitType } = transform.TransformInput ?? {};
  const type = DataSource?.S3DataSource?.S3DataType;
  const unsupported =
    (type !== "S3Prefix" && `S3DataType ${type}`) ||
    (CompressionType && CompressionType !== "None" && `CompressionType ${CompressionType}`) ||
    (SplitType && SplitType !== "None" && SplitType !== "Line" && `SplitType ${SplitType}`);
  const { Accept } = transform.TransformOutput ?? {};
  if (Accept === "application/x-npy") {
    throw new UserError(
      `Transform job ${transform.TransformJobName} does not run locally: its output is not text (Accept ${Accept}).`,
      "Accept text/csv or application/json, or run this pipeline on AWS.",
    );
  }
  if (unsupported) {
    throw new UserError(
      `Transform job ${transform.TransformJobName} does not run locally: its input has ${unsupported}.`,
      "Use plain CSV files below an S3 prefix with SplitType Line, or run this pipeline on AWS.",
    );
  }
}

function inputUri(transform: CreateTransformJobRequest): string {
  return transform.TransformInput!.DataSource!.S3DataSource!.S3Uri!;
}

function nameOf(transform: CreateTransformJobRequest, key: string): string {
  return relativeKey(parseS3Uri(inputUri(transform)).key, key);
}

interface Prediction {
  transform: CreateTransformJobRequest;
  filter: ReturnType<typeof recordFilter>;
  folder: JobFolder;
  server: ModelServer;
  signal: AbortSignal;
}

/** Posts one object's records and writes what comes back. */
async function predict(key: string, { transform, filter, folder, server, signal }: Prediction): Promise<void> {
  const name = nameOf(transform, key);
  const timeout = transform.ModelClientConfig?.InvocationsTimeoutInSeconds ?? DEFAULT_TIMEOUT_IN_SECONDS;

  async function* answers() {
    for await (const { records, body } of miniBatches(folder.at(join("/input", name)), transform, filter.sent)) {
      const answer = await server.invoke(body, {
        contentType: transform.TransformInput?.ContentType ?? "text/csv",
        // The container chooses: CSV the built-in algorithm, JSON a program in script mode.
        accept: transform.TransformOutput?.Accept ?? "*/*",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]),
      });
      yield filter.needsRecords ? joined(records, answer, filter.written) : assembled(answer, transform);
    }
  }
  const output = folder.at(join("/output", name));
  await mkdir(dirname(output), { recursive: true });
  try {
    await pipeline(Readable.from(answers()), createWriteStream(output), { signal });
  } catch (error) {
    // Say which object it was.
    if (error instanceof JobFault) error.message = error.message.replace(/^(\w+: )/, `$1${key}: `);
    throw error;
  }
}

function assembled(answer: string, transform: CreateTransformJobRequest): string {
  const needsLineEnd = transform.TransformOutput?.AssembleWith === "Line" && !answer.endsWith("\n");
  return needsLineEnd ? `${answer}\n` : answer;
}

function joined(records: string[], answer: string, written: (record: string, answer: string) => string): string {
  const answers = answer.replace(/\n$/, "").split("\n");
  if (answers.length !== records.length) {
    throw new JobFault(
      `ClientError: The model gave ${answers.length} lines for ${records.length} records: they cannot be joined`,
    );
  }
  return records.map((record, index) => `${written(record, answers[index]!)}\n`).join("");
}
