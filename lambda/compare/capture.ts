import { createHash } from "node:crypto";
import * as v from "valibot";
import type { LambdaContext } from "../shared/handler";
import { readJsonLines } from "../shared/jsonLines";
import { listObjects } from "../shared/s3Objects";
import { below, parseS3Uri } from "../shared/s3Uri";
import { valuesOf, type Value } from "./values";

/** A captured request. */
export interface Exchange {
  eventId: string;
  inferenceId: string | undefined;
  /** Digest of the request's body; undefined where it was not captured. */
  body: string | undefined;
  /** Undefined: the answer is unusable. */
  values: Value[] | undefined;
}

/** What a variant was asked and what it answered. */
export interface Captured {
  exchanges: Exchange[];
  /** False: there is more than could be read. */
  isWhole: boolean;
}

/** Requests of a variant that are read: some 100 MB of memory. */
const MAX_REQUESTS = 200_000;
/** Time that is left for the work after reading, in milliseconds. */
const RESERVE_MS = 30_000;
const HOUR = 3_600_000;

const side = v.object({ data: v.string(), encoding: v.string(), observedContentType: v.nullish(v.string()) });
const line = v.object({
  captureData: v.object({ endpointInput: v.nullish(side), endpointOutput: v.nullish(side) }),
  eventMetadata: v.object({
    eventId: v.string(),
    inferenceId: v.nullish(v.string()),
    inferenceTime: v.pipe(v.string(), v.isoTimestamp()),
  }),
});

/**
 * Reads what a variant was asked from one time to another, both included: `<capture>/<variant>/yyyy/mm/dd/hh/*.jsonl`.
 * Files of the hours around are read too, since a file holds requests of some minutes.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
 *
 * @throws `DataError` for a file that is something else; S3's error under its own name.
 */
export async function readCaptured(
  { Capture, From, To }: { Capture: string; From: string; To: string },
  variant: string,
  context?: LambdaContext,
): Promise<Captured> {
  // Captured times are whole seconds.
  const [from, to] = [Math.floor(Date.parse(From) / 1000) * 1000, Date.parse(To)];
  const folder = below(below(parseS3Uri(Capture)!, ""), `${variant}/`);
  const exchanges: Exchange[] = [];
  for (const day of daysOf(from - HOUR, to + HOUR)) {
    for await (const file of listObjects(below(folder, `${day}/`))) {
      const hour = Date.parse(
        `${day.replaceAll("/", "-")}T${file.key.slice(folder.key.length + 11).slice(0, 2)}:00:00Z`,
      );
      if (hour < from - 2 * HOUR || hour > to + HOUR || file.bytes === 0) continue;
      for await (const { captureData, eventMetadata } of readJsonLines(file, line, "a line of captured data")) {
        const time = Date.parse(eventMetadata.inferenceTime);
        if (time < from || time > to) continue;
        const isLate = context !== undefined && context.getRemainingTimeInMillis() < RESERVE_MS;
        if (isLate || exchanges.length === MAX_REQUESTS) return { exchanges, isWhole: false };
        exchanges.push({
          eventId: eventMetadata.eventId,
          inferenceId: eventMetadata.inferenceId ?? undefined,
          body: captureData.endpointInput ? digest(captureData.endpointInput.data) : undefined,
          values: valuesOf(captureData.endpointOutput),
        });
      }
    }
  }
  return { exchanges, isWhole: true };
}

/** `yyyy/mm/dd` of each day, in UTC. */
function daysOf(from: number, to: number): string[] {
  const [first, last] = [from, to].map((time) => Math.floor(time / (24 * HOUR))) as [number, number];
  return Array.from({ length: last - first + 1 }, (_, index) =>
    new Date((first + index) * 24 * HOUR).toISOString().slice(0, 10).replaceAll("-", "/"),
  );
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
