import * as v from "valibot";
import { readJsonLines } from "../shared/jsonLines";
import { qualityOf, type Quality } from "../shared/quality";
import type { MetricName } from "../shared/qualityMetrics";
import { listObjects } from "../shared/s3Objects";
import { below, parseS3Uri } from "../shared/s3Uri";
import type { Exchange } from "./capture";
import { valuesOf, type Value } from "./values";

/** A variant's quality by ground truth. */
export interface LiveQuality {
  /** Requests whose labels are known. */
  labelled: number;
  /** The reason where it cannot be measured. */
  quality: Quality | string;
}

const line = v.object({
  groundTruthData: v.object({ data: v.string(), encoding: v.string() }),
  eventMetadata: v.object({ eventId: v.string() }),
});

/**
 * Reads ground truth below a prefix, as SageMaker Model Monitor takes it: the labels of the requests that are wanted.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-merge.html
 *
 * @returns labels by ID, those of the last line that has them
 * @throws `DataError` for a file that is something else; S3's error under its own name.
 */
export async function readGroundTruth(uri: string, wanted: readonly Exchange[]): Promise<Map<string, Value[]>> {
  const ids = new Set(wanted.map(idOf));
  const labels = new Map<string, Value[]>();
  for await (const file of listObjects(below(parseS3Uri(uri)!, ""))) {
    if (file.bytes === 0) continue;
    for await (const { groundTruthData, eventMetadata } of readJsonLines(file, line, "a line of ground truth")) {
      const values = ids.has(eventMetadata.eventId) ? valuesOf(groundTruthData) : undefined;
      if (values) labels.set(eventMetadata.eventId, values);
    }
  }
  return labels;
}

/**
 * Measures a variant's answers against the labels. Answers that are unusable are left out: they count as errors.
 *
 * @param variant what messages call it
 */
export function liveQuality(
  exchanges: readonly Exchange[],
  truth: ReadonlyMap<string, Value[]>,
  metric: MetricName,
  variant: string,
): LiveQuality {
  const [labels, scores] = [[], []] as [number[], number[]];
  let labelled = 0;
  for (const exchange of exchanges) {
    const [expected, given] = [truth.get(idOf(exchange)), exchange.values];
    if (!expected || expected.length !== given?.length) continue;
    if (![...expected, ...given].every((value) => typeof value === "number")) continue;
    labelled += 1;
    labels.push(...(expected as number[]));
    scores.push(...(given as number[]));
  }
  const predictions = { labels: Float64Array.from(labels), scores: Float64Array.from(scores) };
  try {
    return { labelled, quality: qualityOf(predictions, metric, `what ${variant} answered`) };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "DataError") throw error;
    return { labelled, quality: error.message };
  }
}

/** What labels name a request by. */
function idOf({ inferenceId, eventId }: Exchange): string {
  return inferenceId ?? eventId;
}
