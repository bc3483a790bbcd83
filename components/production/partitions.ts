/** The states that do the same for every partition of the data. Pure: plain values in, a fragment out. */
import { chain, type Fragment } from "../../asl/fragment";
import { distributedMap } from "../../asl/distributedMap";
import { context, format, intrinsic, path, type Reference } from "../../asl/reference";
import { choice, fail, map, parallel, pass, task } from "../../asl/states";
import type { JobFacts } from "../parts/jobResources";
import { PARTITIONS, RUNS } from "./places";
import { soonAgain } from "../retries";

/** How the partitions are gone through. */
export interface PartitionPlan {
  /**
   * `INLINE` for up to about 40 partitions, in the execution itself; `DISTRIBUTED` for up to 10,000 at a time, each batch
   * an execution of its own.
   */
  mode: "INLINE" | "DISTRIBUTED";
  /** Partitions at a time, or batches of them. */
  maxConcurrency: number;
  /** Partitions that an execution of its own goes through; with `DISTRIBUTED`. */
  batchSize: number;
  /** How many partitions may fail. One that fails fails its batch, all of whose partitions count as failed. */
  toleratedFailures: number;
}

/** More are refused inline: the list of their keys and their results are in the execution's state. */
export const MAX_INLINE_PARTITIONS = 100;

/**
 * Runs `body` for every partition, which reads `$.Partition`, `$.Run` and what `carried` names, and ends in Fail where the
 * partition fails. Leaves at `$.Partitions` how many failed of how many, or where a distributed map wrote its results. More failures than are tolerated lead to
 * `failed`, with `{Error, Cause}` at `$.Failure`.
 *
 * @param body ends in few members: an inline map holds the results of all
 * @param carried names of the state's members that the body reads, beside `Run`
 */
export function forEachPartition(
  facts: Pick<JobFacts, "bucket">,
  plan: PartitionPlan,
  { body, carried, failed }: { body: Fragment; carried: string[]; failed: Fragment },
): Fragment {
  const kept = Object.fromEntries(["Run", ...carried].map((name) => [name, path(`$.${name}`)]));
  const each = { body, kept, failed };
  return plan.mode === "INLINE" ? inline(facts, plan, each) : distributed(facts, plan, each);
}

/** Where a partition's body ends when it fails; `{Error, Cause}` is at `$.Failure`. */
export const partitionFailed = fail("Partition not trained", {
  error: path("$.Failure.Error"),
  cause: path("$.Failure.Cause"),
});

interface Each {
  body: Fragment;
  kept: Record<string, Reference>;
  failed: Fragment;
}

/** A partition's name: the last part of its object's key, without `.csv`. */
function partitionOf(key: Reference): Reference {
  const last = intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", key, "/"), KEY_DEPTH);
  return intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", last, "."), 0);
}

/** Parts before the object's name in `runs/<run>/prepared/partitions/train/<partition>.csv`. */
const KEY_DEPTH = `${RUNS}run/${PARTITIONS}`.split("/").length - 1;

const listPrefix = format(`${RUNS}{}/${PARTITIONS}`, path("$.Run.Name"));

/** One branch, for its Catch: a partition that fails leaves the others alone. */
function attemptOf(body: Fragment): Fragment {
  const noted = pass("Partition failed", {
    parameters: { Partition: path("$.Partition"), Error: path("$.Failure.Error") },
  });
  return parallel("TrainPartition", [body], {
    resultSelector: { Result: path("$[0]") },
    catch: [{ target: noted }],
  });
}

/** Of the outputs of attempts. */
const countOfFailed = {
  Total: intrinsic("States.ArrayLength", path("$")),
  Failed: path("$[?(@.Error)].Partition"),
  FailedCount: intrinsic("States.ArrayLength", path("$[?(@.Error)]")),
};

function inline(facts: Pick<JobFacts, "bucket">, plan: PartitionPlan, { body, kept, failed }: Each): Fragment {
  const list = task(
    "List partitions",
    {
      api: "aws-sdk:s3:listObjectsV2",
      parameters: { Bucket: facts.bucket, Prefix: listPrefix, MaxKeys: MAX_INLINE_PARTITIONS },
    },
    {
      resultSelector: { Keys: path("$.Contents[*].Key"), IsTruncated: path("$.IsTruncated") },
      resultPath: "$.Partitions",
      retry: [soonAgain("States.TaskFailed")],
      catch: [{ target: failed }],
    },
  );
  const trained = map("TrainPartitions", attemptOf(body), {
    itemsPath: "$.Partitions.Keys",
    itemSelector: { ...kept, Partition: partitionOf(context("Map.Item.Value")) },
    maxConcurrency: plan.maxConcurrency,
    resultSelector: countOfFailed,
    resultPath: "$.Partitions",
    catch: [{ target: failed }],
  });
  const counted = choice(
    "Enough partitions?",
    [
      {
        when: { Variable: "$.Partitions.FailedCount", NumericLessThanEquals: plan.toleratedFailures },
        then: pass("Partitions trained"),
      },
    ],
    { otherwise: chain(tooManyFailed(plan), failed) },
  );
  const tooMany = pass("Too many partitions", {
    result: {
      Error: "TooManyPartitions",
      Cause: `There are more than ${MAX_INLINE_PARTITIONS} partitions; set partitions.mode to DISTRIBUTED.`,
    },
    resultPath: "$.Failure",
  });
  const isWhole = { Variable: "$.Partitions.IsTruncated", BooleanEquals: false };
  return chain(
    list,
    choice("All partitions listed?", [{ when: isWhole, then: chain(trained, counted) }], {
      otherwise: chain(tooMany, failed),
    }),
  );
}

function tooManyFailed({ toleratedFailures }: PartitionPlan): Fragment {
  return pass("Too many partitions failed", {
    parameters: {
      Error: "PartitionsFailed",
      Cause: format(
        `{} of {} partitions failed; ${toleratedFailures} may fail.`,
        path("$.Partitions.FailedCount"),
        path("$.Partitions.Total"),
      ),
    },
    resultPath: "$.Failure",
  });
}

/** Each batch is an execution of its own; the state holds where the results are, however many partitions there are. */
function distributed(facts: Pick<JobFacts, "bucket">, plan: PartitionPlan, { body, kept, failed }: Each): Fragment {
  const { batchSize } = plan;
  const item = { ...kept, Partition: partitionOf(context("Map.Item.Value.Key")) };
  return distributedMap("TrainPartitions", batchSize > 1 ? batchOf(body, kept) : body, {
    label: "partitions",
    itemReader: { api: "s3:listObjectsV2", parameters: { Bucket: facts.bucket, Prefix: listPrefix } },
    itemSelector: batchSize > 1 ? { Partition: item.Partition } : item,
    ...(batchSize > 1 && { itemBatcher: { maxItems: batchSize, batchInput: kept } }),
    maxConcurrency: plan.maxConcurrency,
    toleratedFailures: { count: plan.toleratedFailures },
    resultWriter: {
      api: "s3:putObject",
      parameters: { Bucket: facts.bucket, Prefix: format(`${RUNS}{}/partitions`, path("$.Run.Name")) },
    },
    resultSelector: { MapRunArn: path("$.MapRunArn"), Results: path("$.ResultWriterDetails") },
    resultPath: "$.Partitions",
    catch: [{ target: failed }],
  });
}

/** A batch fails when one of its partitions does, but not before the others have ended: their models would be left. */
function batchOf(body: Fragment, kept: Record<string, Reference>): Fragment {
  const each = map("Each partition", attemptOf(body), {
    itemsPath: "$.Items",
    itemSelector: { ...fromBatch(kept), Partition: context("Map.Item.Value.Partition") },
    resultSelector: countOfFailed,
    resultPath: "$.Batch",
  });
  const isWhole = { Variable: "$.Batch.FailedCount", NumericEquals: 0 };
  const incomplete = fail("Batch incomplete", {
    error: "PartitionsFailed",
    cause: format("Failed partitions: {}", intrinsic("States.JsonToString", path("$.Batch.Failed"))),
  });
  return chain(
    each,
    choice(
      "Batch complete?",
      [{ when: isWhole, then: pass("Batch trained", { parameters: { Total: path("$.Batch.Total") } }) }],
      {
        otherwise: incomplete,
      },
    ),
  );
}

/** What all partitions of a batch share: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
function fromBatch(kept: Record<string, Reference>): Record<string, Reference> {
  return Object.fromEntries(Object.keys(kept).map((name) => [name, path(`$.BatchInput.${name}`)]));
}
