/** What SageMaker jobs read from and write to S3 with their own role. */
import type { JobAccess } from "../asl/catalogue/integration";
import type { Json } from "../asl/definition";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { bucketArn, objectArn, parseS3Uri, type S3Location } from "./arn";
import type { Environment, Statement } from "./document";
import { statementOf } from "./statement";

/** A job's S3 locations; the key may hold `*`. */
export interface JobStorage {
  /** Prefixes that are listed and read. */
  reads: S3Location[];
  /** Objects that are read without being listed. */
  objects: S3Location[];
  writes: S3Location[];
  /** Reads whose place comes from the state's input. */
  dynamicReads: ParameterValue[];
  dynamicWrites: ParameterValue[];
}

/** The locations in a job's parameters. */
export function jobStorage(access: JobAccess, request: Json): JobStorage {
  const reads = access.reads.flatMap((path) => valuesAt(request, path));
  const writes = access.writes.flatMap((path) => valuesAt(request, path));
  const readAt = locations(reads);
  const isModel = access.kind === "model";
  return {
    reads: isModel ? [] : readAt,
    objects: isModel ? readAt : [],
    writes: locations(writes),
    dynamicReads: reads.filter((value) => parseS3Uri(asPattern(value)) === undefined),
    dynamicWrites: writes.filter((value) => parseS3Uri(asPattern(value)) === undefined),
  };
}

function locations(values: readonly ParameterValue[]): S3Location[] {
  return values.flatMap((value) => parseS3Uri(asPattern(value)) ?? []);
}

/**
 * Statements for a job's storage.
 *
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html,
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html (an S3Uri names every key that begins with it)
 */
export function storageStatements({ reads, objects, writes }: JobStorage, environment: Environment): Statement[] {
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
