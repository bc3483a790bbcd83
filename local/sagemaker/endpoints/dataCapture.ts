/** What an endpoint was asked and what it answered, in S3: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html */
import { randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { CaptureContentTypeHeader, DataCaptureConfig } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import type { JobEnvironment } from "../jobEnvironment";
import { joinKey, parseS3Uri, s3As } from "../s3Transfer";

/** How long records are gathered before they are written: SageMaker gathers them for minutes. */
const GATHERED_MILLISECONDS = 200;

/** What went one way. */
export interface Payload {
  contentType: string;
  body: Buffer;
}

/** A request and its answer. */
export interface Exchange {
  /** Of the request: a shadow variant's exchange has that of the production variant. */
  eventId: string;
  time: Date;
  /** As the request named them. */
  inferenceId?: string;
  customAttributes?: string;
  isShadow: boolean;
  input: Payload;
  output: Payload;
}

/** The data capture of an endpoint. */
export interface DataCapture {
  /** Whether the next request is among those that are captured. */
  sample(): boolean;
  record(variant: { name: string; roleArn: string }, exchange: Exchange): void;
  /** Writes what has been gathered. */
  flush(): Promise<void>;
}

/** The data capture that a config asks for; undefined where it asks for none. */
export function dataCapture(
  endpoint: string,
  config: DataCaptureConfig | undefined,
  env: JobEnvironment,
): DataCapture | undefined {
  if (config === undefined || config.EnableCapture === false) return undefined;
  const { DestinationS3Uri = "", InitialSamplingPercentage = 0, KmsKeyId } = config;
  const gathered = new Map<string, { variant: string; roleArn: string; lines: string[]; since: Date }>();
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isDenied = false;

  async function write(): Promise<void> {
    const files = [...gathered.values()];
    gathered.clear();
    for (const { variant, roleArn, lines, since } of files) {
      const client = s3As(roleArn, env);
      try {
        const { bucket: Bucket, key } = parseS3Uri(DestinationS3Uri);
        const Key = joinKey(key, `${endpoint}/${variant}/${fileName(since)}`);
        const encryption = KmsKeyId ? { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: KmsKeyId } : {};
        await client.send(new PutObjectCommand({ Bucket, Key, Body: `${lines.join("\n")}\n`, ...encryption }));
      } catch (error) {
        // The endpoint answers on; only its log tells.
        if (!isDenied) env.onLog?.(endpoint, `Data capture to ${DestinationS3Uri} failed: ${(error as Error).message}`);
        isDenied = true;
      } finally {
        client.destroy();
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return (writing = writing.then(write));
  }

  return {
    sample: () => Math.random() * 100 < InitialSamplingPercentage,
    record({ name, roleArn }, exchange) {
      const file = gathered.get(name) ?? { variant: name, roleArn, lines: [], since: exchange.time };
      file.lines.push(JSON.stringify(captured(exchange, config)));
      gathered.set(name, file);
      timer ??= setTimeout(() => void flush(), GATHERED_MILLISECONDS);
    },
    flush,
  };
}

/** `yyyy/mm/dd/hh/mm-ss-fff-<id>.jsonl`, in UTC. */
function fileName(time: Date): string {
  const [date = "", clock = ""] = time.toISOString().replace("Z", "").split("T");
  const [hour, minute, second = ""] = clock.split(":");
  return `${date.replaceAll("-", "/")}/${hour}/${minute}-${second.replace(".", "-")}-${randomUUID()}.jsonl`;
}

/** A line of the file. */
function captured(
  exchange: Exchange,
  { CaptureOptions = [], CaptureContentTypeHeader }: DataCaptureConfig,
): JsonObject {
  const { eventId, inferenceId, customAttributes, time, input, output, isShadow } = exchange;
  const modes = new Set(
    CaptureOptions.flatMap(({ CaptureMode }) => (CaptureMode === "InputAndOutput" ? ["Input", "Output"] : CaptureMode)),
  );
  const side = (mode: string, payload: Payload) => ({
    observedContentType: payload.contentType,
    mode,
    ...encoded(payload, CaptureContentTypeHeader),
  });
  return {
    captureData: {
      ...(modes.has("Input") && { endpointInput: side("INPUT", input) }),
      ...(modes.has("Output") && { endpointOutput: side("OUTPUT", output) }),
    },
    eventMetadata: {
      eventId,
      ...(inferenceId !== undefined && { inferenceId }),
      ...(customAttributes !== undefined && { customAttributes: [customAttributes] }),
      ...(isShadow && { invocationSource: "ShadowExperiment" }),
      inferenceTime: `${time.toISOString().slice(0, 19)}Z`,
    },
    eventVersion: "0",
  };
}

/** Text of the types that the config names; anything else as base64. */
function encoded({ contentType, body }: Payload, types: CaptureContentTypeHeader = {}): JsonObject {
  const type = contentType.split(";")[0]!.trim().toLowerCase();
  const isAmong = (names: readonly string[] = []) => names.some((name) => name.toLowerCase() === type);
  if (isAmong(types.CsvContentTypes)) return { data: body.toString(), encoding: "CSV" };
  if (isAmong(types.JsonContentTypes)) return { data: body.toString(), encoding: "JSON" };
  return { data: body.toString("base64"), encoding: "BASE64" };
}
