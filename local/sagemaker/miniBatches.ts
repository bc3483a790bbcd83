/** Cuts a file into the payloads that a batch transform posts. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { CreateTransformJobRequest } from "@aws-sdk/client-sagemaker";
import { JobFault } from "./jobFault";

/** A payload and the records that it was made of. */
export interface MiniBatch {
  records: string[];
  body: string;
}

const DEFAULT_PAYLOAD_IN_MB = 6;

/**
 * Gives a file's payloads one after another.
 *
 * With `SplitType` Line a record is a line, and with `BatchStrategy` MultiRecord (the default) a payload takes as many as
 * fit into `MaxPayloadInMB` (6 when absent, no limit when 0). Without a SplitType the file is one record.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
 *
 * @param sent what of a record goes into the payload
 * @throws JobFault when a record is larger than a payload may be
 */
export async function* miniBatches(
  file: string,
  request: CreateTransformJobRequest,
  sent: (record: string) => string,
): AsyncGenerator<MiniBatch> {
  const megabytes = request.MaxPayloadInMB ?? DEFAULT_PAYLOAD_IN_MB;
  const limit = megabytes === 0 ? Infinity : megabytes * 1024 * 1024;
  const tooLarge = () =>
    new JobFault(`ClientError: A record is larger than MaxPayloadInMB (${megabytes}); raise it, or split the input`);

  if ((request.TransformInput?.SplitType ?? "None") === "None") {
    if ((await stat(file)).size > limit) throw tooLarge();
    const record = await readFile(file, "utf8");
    yield { records: [record], body: sent(record) };
    return;
  }
  const single = request.BatchStrategy === "SingleRecord";
  let records: string[] = [];
  let lines: string[] = [];
  let size = 0;
  for await (const record of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (record === "") continue;
    const line = `${sent(record)}\n`;
    const bytes = Buffer.byteLength(line);
    if (bytes > limit) throw tooLarge();
    if (records.length > 0 && (single || size + bytes > limit)) {
      yield { records, body: lines.join("") };
      [records, lines, size] = [[], [], 0];
    }
    records.push(record);
    lines.push(line);
    size += bytes;
  }
  if (records.length > 0) yield { records, body: lines.join("") };
}
