/** Where the files of one training are in the pipeline's bucket. Pure. */
import { format, path, type Reference } from "../../asl/reference";
import type { JobFacts } from "../parts/jobResources";
import { s3Uri } from "../trainingSteps";

/** The parts that the rows are split into. */
export type Split = "train" | "validation" | "test";

/**
 * Where the files of one training are: of a whole run, or of one partition of it. Each is a reference, since the run's name
 * is part of it; what stands before that name is known, so that roles hold exact prefixes.
 */
export interface Places {
  /** Rows for training, label first; of one feature set where there are several. */
  prepared(split: Split, features?: string): Reference;
  /** Where predictions of the held-out rows go. */
  predictions(candidate: string): Reference;
  /** Where metrics go. */
  evaluation: Reference;
}

/** What each run leaves is below this prefix, in a folder of the run's name. */
export const RUNS = "runs/";

/** Statistics of each run's data, `statistics/<run>.json`: they stay for as long as its model may be in production. */
export const STATISTICS = "statistics/";

/** Folder of the partitions' training rows below a run's own, one object a partition: their list. */
export const PARTITIONS = "prepared/partitions/train/";

const RUN = path("$.Run.Name");
const PARTITION = path("$.Partition");

/** Places of a whole run; they read `$.Run.Name`. */
export function runPlaces(facts: Pick<JobFacts, "bucket">): Places {
  const below = (rest: string) => format(`${s3Uri(facts, RUNS)}{}/${rest}`, RUN);
  return {
    prepared: (split, features) => below(`prepared/${features === undefined ? "" : `features/${features}/`}${split}/`),
    predictions: (candidate) => below(`predictions/${candidate}/`),
    evaluation: below("evaluation/"),
  };
}

/** Places of one partition of a run; they read `$.Run.Name` and `$.Partition`. */
export function partitionPlaces(facts: Pick<JobFacts, "bucket">): Places {
  const below = (before: string, behind: string) =>
    format(`${s3Uri(facts, RUNS)}{}/${before}/{}${behind}`, RUN, PARTITION);
  return {
    prepared: (split) => below(`prepared/partitions/${split}`, ".csv"),
    predictions: (candidate) => below(`predictions/${candidate}`, "/"),
    evaluation: below("evaluation", "/"),
  };
}
