/** What is kept of how a model came to be. Pure: plain values in, fragments out. */
import type { Retrier } from "../../asl/definition";
import type { Fragment } from "../../asl/fragment";
import { format, path, type Reference } from "../../asl/reference";
import { type CatchTarget, task } from "../../asl/states";
import { s3Uri } from "../trainingSteps";
import type { ProductionFacts } from "./productionFacts";
import { soonAgain } from "../retries";

/** Records of executions stay under this prefix, as models do. */
export const LINEAGE = "lineage/";

/** S3 reports throttling and its own failures under one name through the AWS SDK, and an object may be written again. */
export const s3Retry: Retrier[] = [soonAgain("S3.S3Exception")];

/** What tells the records of an execution apart: of its partitions, their names. */
export interface LineageKey {
  /** Key of the record. */
  key: Reference;
  /** Text that no other execution or partition has. */
  identity: Reference;
  /** Name of the partition. */
  partition?: Reference;
}

/** What tells a model's record apart, and which features the model takes: all when absent. */
type LineageOfModel = LineageKey & { features?: Reference | string };

/** The record of a whole execution: `lineage/<run>.json`. */
export const runRecord: LineageKey = {
  key: format(`${LINEAGE}{}.json`, path("$.Run.Name")),
  identity: path("$.Run.Arn"),
};

/** The record of a partition's model: `lineage/<run>/<partition>.json`. */
export const partitionRecord: LineageKey = {
  key: format(`${LINEAGE}{}/{}.json`, path("$.Run.Name"), path("$.Partition")),
  identity: format("{}/{}", path("$.Run.Arn"), path("$.Partition")),
  partition: path("$.Partition"),
};

/**
 * The way back from a version of the registry, as its CustomerMetadataProperties, beside the metrics. Values have at most 256
 * characters: what may be longer (the data's source, parameters) is in the record at `lineage`, where
 * `mlpipe lineage` finds it.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html (CustomerMetadataProperties)
 */
export function lineageProperties(
  facts: ProductionFacts,
  { partition, features }: LineageOfModel,
): Record<string, string | Reference> {
  return {
    pipeline: facts.pipeline,
    execution: path("$.Run.Arn"),
    dataUri: path("$.Validation.Result.Uri"),
    dataDigest: path("$.Validation.Result.Digest"),
    statisticsUri: path("$.Validation.Result.StatisticsUri"),
    codeDigest: facts.processing.codeDigest,
    image: facts.image,
    trainingJob: path("$.Evaluation.Result.Best.TrainingJobName"),
    candidate: path("$.Evaluation.Result.Best.Name"),
    lineage: lineageUri(facts, partition),
    ...(partition !== undefined && { partition }),
    // Who asks the model has to send these.
    ...(features !== undefined && { features }),
  };
}

function lineageUri(facts: ProductionFacts, partition: Reference | undefined): Reference {
  const run = path("$.Run.Name");
  return partition === undefined
    ? format(`${s3Uri(facts, LINEAGE)}{}.json`, run)
    : format(`${s3Uri(facts, LINEAGE)}{}/{}.json`, run, partition);
}

/**
 * Writes the execution's record: what it was given, the data with version and digest, the code, the image, parameters,
 * metrics, the artifact and the version in the registry at `$.Registered`.
 *
 * @param parameters the model's hyperparameters
 */
export function recordLineage(
  facts: ProductionFacts,
  { key, partition, features, parameters }: LineageOfModel & { parameters: Reference | Record<string, string> },
  errors: CatchTarget[],
): Fragment {
  return task(
    "RecordLineage",
    {
      api: "aws-sdk:s3:putObject",
      parameters: {
        Bucket: facts.bucket,
        Key: key,
        ContentType: "application/json",
        ...encryption(facts),
        // cli/lineage/record.ts reads it.
        Body: {
          Version: 1,
          Execution: path("$.Run"),
          Input: path("$.Input"),
          ...(partition !== undefined && { Partition: partition }),
          Data: {
            Source: path("$.Validation.Result.Source"),
            Snapshot: path("$.Validation.Result.Uri"),
            Digest: path("$.Validation.Result.Digest"),
            Rows: path("$.Validation.Result.Rows"),
            Columns: path("$.Validation.Result.Columns"),
          },
          Code: { Digest: facts.processing.codeDigest, Uri: s3Uri(facts, facts.processing.codeKey) },
          Images: { Preprocessing: facts.processing.image, Training: facts.image },
          Parameters: parameters,
          ...(features !== undefined && { Features: features }),
          Candidate: path("$.Evaluation.Result.Best.Name"),
          TrainingJobName: path("$.Evaluation.Result.Best.TrainingJobName"),
          Metrics: path("$.Evaluation.Result.Metrics"),
          MetricsUri: path("$.Evaluation.Result.MetricsUri"),
          Artifact: path("$.Evaluation.Result.Best.ModelDataUrl"),
          ModelPackage: path("$.Registered.ModelPackageArn"),
        },
      },
    },
    { resultPath: null, retry: s3Retry, catch: errors },
  );
}

/**
 * The encryption of an object that a state writes. The bucket encrypts by this key anyway; here it tells what the role needs. Step Functions calls through the SDK for Java,
 * which spells the parameter in its own way.
 */
export function encryption({ kmsKeyArn }: ProductionFacts): object {
  return kmsKeyArn === undefined ? {} : { ServerSideEncryption: "aws:kms", SsekmsKeyId: kmsKeyArn };
}
