import * as v from "valibot";
import { dataSchema } from "../shared/dataSchema";
import type { Drift } from "../shared/drift";
import { atLeast, name, objectOrPrefixUri, objectUri, optional } from "../shared/handler";
import type { Problem } from "../shared/problems";

/** What the function is asked. */
export const validateEvent = v.strictObject({
  /** Dimension of its metrics. */
  Pipeline: name,
  /** Name of the execution: results go to `runs/<Run>/raw/` and `statistics/<Run>.json`. */
  Run: name,
  /** The pipeline's bucket. */
  Bucket: name,
  /** A CSV file, or a prefix that ends in a slash: all objects below it. Default: the shipped sample. */
  Source: optional(objectOrPrefixUri),
  /** Default: numbers only, ten rows, two labels. */
  Schema: optional(dataSchema),
  /** Statistics of other data to compare the data with. Default: none. */
  Baseline: optional(objectUri),
  /** Population stability index that no column may exceed. Default: 0.2. */
  DriftLimit: optional(atLeast(0)),
});

/** What a state passes to the function. */
export type ValidateEvent = v.InferInput<typeof validateEvent>;

/** What the function answers. Every member is always there, so that states can select it. */
export interface ValidateAnswer {
  IsValid: boolean;
  /** One sentence on what is wrong; empty when the data is valid. */
  Reason: string;
  /** At most 20. */
  Problems: Problem[];
  /** Rows of data that were read. */
  Rows: number;
  /** The label included. */
  Columns: number;
  /** SHA-256 of the snapshot's bytes, in hexadecimal digits; empty when the data is not valid. */
  Digest: string;
  /** S3 URI of the snapshot: label first, no header, numbers only; empty when the data is not valid. */
  Uri: string;
  /** S3 URI of the data's statistics; empty when the data is not valid. */
  StatisticsUri: string;
  /** What was read; version and entity tag of a single object. `Uri` is `sample.csv` for the shipped sample. */
  Source: { Uri: string; VersionId?: string; ETag?: string };
  /** The column that moved furthest; null without a baseline. */
  Drift: Drift | null;
}
