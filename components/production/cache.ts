/**
 * Results of steps that are used again: of the same data, with the same code and parameters. An entry says what a step made;
 * where that is gone, or the entry cannot be read, the step runs. Pure: plain values in, fragments out.
 */
import { createHash } from "node:crypto";
import { chain, type Fragment, goTo } from "../../asl/fragment";
import { context, format, intrinsic, path, type Reference } from "../../asl/reference";
import { type CatchTarget, choice, map, pass, task } from "../../asl/states";
import { PREFIXES, s3Uri } from "../trainingSteps";
import { encryption, s3Retry } from "./lineage";
import { RUNS } from "./places";
import type { ProductionFacts } from "./productionFacts";

/** Entries are below this prefix; they expire as the runs do. */
export const CACHE = "cache/";

/** A step whose result is kept. */
export interface CachedStep {
  name: "preprocess" | "train";
  /** Everything that its result depends on but the data: known when the definition is. */
  definition: object;
  /** Behind each state's name. */
  suffix: string;
}

/** `cache/<step>/<digest of the step>/<digest of the data>.json`. */
function entryKey({ name, definition }: CachedStep): Reference {
  const digest = createHash("sha256").update(JSON.stringify(definition)).digest("hex");
  return format(`${CACHE}${name}/${digest}/{}.json`, path("$.Validation.Result.Digest"));
}

/**
 * Nothing here is tried again: to a role that may not list, an object that is not there reads as a denied one, and the
 * worst is that the step runs.
 */
const onMiss = (miss: Fragment): CatchTarget[] => [{ target: miss, resultPath: "$.CacheMiss" }];

/** Reads the step's entry to `$.Cached.Entry`; without one goes on to `miss`. */
function lookUp(facts: ProductionFacts, step: CachedStep, hit: Fragment, miss: Fragment): Fragment {
  return chain(
    task(
      `Look up ${step.name}${step.suffix}`,
      { api: "aws-sdk:s3:getObject", parameters: { Bucket: facts.bucket, Key: entryKey(step) } },
      {
        resultSelector: { Entry: intrinsic("States.StringToJson", path("$.Body")) },
        resultPath: "$.Cached",

        catch: onMiss(miss),
      },
    ),
    hit,
  );
}

/** Writes the step's entry. Failing to is no failure: the next execution makes the result anew. */
function keep(facts: ProductionFacts, step: CachedStep, entry: Record<string, Reference>, then: Fragment): Fragment {
  return chain(
    task(
      `Keep ${step.name}${step.suffix}`,
      {
        api: "aws-sdk:s3:putObject",
        parameters: { Bucket: facts.bucket, Key: entryKey(step), ...encryption(facts), Body: entry },
      },
      { resultPath: null, catch: [{ target: then, resultPath: "$.CacheMiss" }] },
    ),
    then,
  );
}

/**
 * Copies the prepared rows of an earlier execution, or prepares them by `run`.
 *
 * @param run gives the states that run the step, before those that they are given
 */
export function cachedRows(
  facts: ProductionFacts,
  definition: object,
  run: (then: Fragment) => Fragment,
  then: Fragment,
): Fragment {
  const step: CachedStep = { name: "preprocess", definition, suffix: "" };
  const miss = run(keep(facts, step, { Run: path("$.Run.Name") }, goTo(then.startAt)));
  const part = (index: number) =>
    intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", path("$.Key"), "/"), index);
  // `runs/<run>/prepared/<split>/<file>`.
  const copy = task(
    "Copy prepared rows",
    {
      api: "aws-sdk:s3:copyObject",
      parameters: {
        Bucket: facts.bucket,
        CopySource: format(`${facts.bucket}/${RUNS}{}/prepared/{}/{}`, part(1), part(3), part(4)),
        Key: format(`${RUNS}{}/prepared/{}/{}`, path("$.Run"), part(3), part(4)),
        ...encryption(facts),
      },
    },
    { resultSelector: {}, retry: s3Retry },
  );
  const copied = map("Copy all prepared rows", copy, {
    itemsPath: "$.Cached.Keys",
    itemSelector: { Key: context("Map.Item.Value"), Run: path("$.Run.Name") },
    resultPath: null,
    catch: onMiss(miss),
  });
  const listed = task(
    "List prepared rows",
    {
      api: "aws-sdk:s3:listObjectsV2",
      parameters: { Bucket: facts.bucket, Prefix: format(`${RUNS}{}/prepared/`, path("$.Cached.Entry.Run")) },
    },
    {
      resultSelector: { Keys: path("$.Contents[*].Key") },
      resultPath: "$.Cached",

      catch: onMiss(miss),
    },
  );
  const isThere = choice(
    "Are prepared rows there?",
    [{ when: { Variable: "$.Cached.Keys[0]", IsPresent: true }, then: chain(copied, then) }],
    { otherwise: miss },
  );
  return lookUp(facts, step, chain(listed, isThere), miss);
}

/**
 * Takes the model of an earlier training job, as `$.Training`, or trains one by `run`.
 *
 * @param run gives the states that run the step, before those that they are given
 */
export function cachedTraining(
  facts: ProductionFacts,
  { definition, suffix }: Omit<CachedStep, "name">,
  run: (then: Fragment) => Fragment,
  then: Fragment,
): Fragment {
  const step: CachedStep = { name: "train", definition, suffix };
  const trained = { TrainingJobName: path("$.Training.TrainingJobName") };
  const miss = run(keep(facts, step, trained, goTo(then.startAt)));
  const artifact = (prefix: string) =>
    format(`${prefix}${PREFIXES.models}{}/output/model.tar.gz`, path("$.Cached.Entry.TrainingJobName"));
  const looked = task(
    `Is the model there?${suffix}`,
    { api: "aws-sdk:s3:headObject", parameters: { Bucket: facts.bucket, Key: artifact("") } },
    { resultPath: null, catch: onMiss(miss) },
  );
  const taken = pass(`Take the model${suffix}`, {
    parameters: {
      TrainingJobName: path("$.Cached.Entry.TrainingJobName"),
      ModelArtifacts: { S3ModelArtifacts: artifact(s3Uri(facts, "")) },
    },
    resultPath: "$.Training",
  });
  return lookUp(facts, step, chain(looked, taken, then), miss);
}
