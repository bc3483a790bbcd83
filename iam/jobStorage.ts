/** What SageMaker jobs read from and write to S3 with their own role. */
import type { Json } from "../asl/definition";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { bucketArn, objectArn, parseS3Uri, type S3Location } from "./arn";
import type { Environment, Statement } from "./document";
import type { JobRequest } from "./jobsOf";
import { statementOf } from "./statement";

/** A job's S3 locations; the key may hold `*`. */
export interface JobStorage {
  /** Prefixes that are listed and read. */
  reads: S3Location[];
  /** Objects that are read without being listed. */
  objects: S3Location[];
  writes: S3Location[];
  /** Reads and writes whose place comes from the state's input. */
  unknown: ParameterValue[];
  /** Manifests of training, processing and transform jobs: objects that name further objects. */
  manifests: ParameterValue[];
}

/** The locations in a job's parameters. */
export function jobStorage(job: JobRequest): JobStorage {
  const at = (paths: readonly string[]) => paths.flatMap((path) => valuesAt(job.request, path, job.constants));
  const storage: JobStorage = { reads: [], objects: [], writes: [], unknown: [], manifests: [] };
  const record = (value: ParameterValue, to: S3Location[]) => {
    const location = parseS3Uri(asPattern(value));
    if (location === undefined) storage.unknown.push(value);
    else to.push(location);
  };
  for (const value of at(job.access.reads)) {
    const type = dataTypeOf(value, job.request);
    const isManifest = type === "ManifestFile" || type === "AugmentedManifestFile";
    if (isManifest) storage.manifests.push(value);
    record(value, isManifest || (isObjectByDefault(job) && type !== "S3Prefix") ? storage.objects : storage.reads);
  }
  for (const value of at(job.access.writes)) record(value, storage.writes);
  return storage;
}

/** Models name one archive, labeling jobs one manifest and one template; other jobs name all that begins so. */
function isObjectByDefault({ access }: JobRequest): boolean {
  return access.kind === "model" || access.kind === "labeling";
}

/** What stands as `S3DataType` beside an `S3Uri`. */
function dataTypeOf({ at }: ParameterValue, request: Json): Json | undefined {
  const steps = at
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .slice(0, -1);
  let value: Json | undefined = request;
  for (const step of [...steps, "S3DataType"]) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string, Json | undefined>)[step];
  }
  return value;
}

/**
 * Statements for a job's storage.
 *
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html,
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html (an S3Uri names every key that begins with it)
 */
export function storageStatements(
  { reads, objects, writes }: Pick<JobStorage, "reads" | "objects" | "writes">,
  environment: Environment,
): Statement[] {
  return [
    ...reads.flatMap((location) => [
      statementOf(["s3:GetObject"], [objectArn(environment, { ...location, key: readPattern(location.key) })]),
      statementOf(["s3:ListBucket"], [bucketArn(environment, location.bucket)], {
        StringLike: { "s3:prefix": location.key === "" ? "*" : readPattern(location.key) },
      }),
    ]),
    ...objects.map((location) => statementOf(["s3:GetObject"], [objectArn(environment, location)])),
    ...writes.map((location) =>
      statementOf(["s3:PutObject"], [objectArn(environment, { ...location, key: writePattern(location.key) })]),
    ),
  ];
}

/** A key that looks like a file's (`train.csv`) stands for itself; any other for all that begins with it. */
function readPattern(key: string): string {
  return /\.[A-Za-z][A-Za-z0-9]*$/.test(key) || key.endsWith("*") ? key : `${key}*`;
}

/** Jobs write below the location that they are given. */
function writePattern(key: string): string {
  if (key.endsWith("*")) return key;
  return key === "" || key.endsWith("/") ? `${key}*` : `${key}/*`;
}
