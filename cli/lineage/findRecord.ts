/** Finds the lineage record of a model: by its package, its name in SageMaker, its artifact, or the record's own place. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { DescribeModelPackageOutput, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { parseS3Uri, type S3Location } from "../../iam/arn";
import { UserError } from "../../local/userError";
import { type ConnectionOptions, clientSettings } from "../aws/connection";
import { explained } from "../aws/failures";
import { type LineageRecord, readRecord } from "./record";

/** What SageMaker says of the model package. */
export interface PackageFacts {
  arn: string;
  status?: string;
  approval?: string;
  created?: string;
}

/** A record, where it is, and the package that led to it. */
export interface FoundRecord {
  record: LineageRecord;
  /** S3 URI or path. */
  from: string;
  package?: PackageFacts;
}

/** Where pipelines keep their records. */
const RECORDS = "lineage/";

const PACKAGE_ARN = /^arn:[^:]+:sagemaker:([a-z0-9-]+):\d{12}:model-package\/[^/]+(\/\d+)?$/;
const MODEL_NAME = /^(?:arn:[^:]+:sagemaker:[a-z0-9-]+:\d{12}:model\/)?([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;

/**
 * Walks from a model to its record.
 *
 * @param model a model package's ARN, a SageMaker model's name or ARN, the S3 URI of an artifact or of a record, a file, or a
 *   folder of what `mlpipe local --keep` left
 * @throws UserError when there is none
 */
export async function findRecord(model: string, options: ConnectionOptions): Promise<FoundRecord> {
  try {
    return await find(model, options);
  } catch (error) {
    throw explained(error, model);
  }
}

async function find(model: string, options: ConnectionOptions): Promise<FoundRecord> {
  const place = parseS3Uri(model);
  if (place) return fromS3(place, await s3(options));
  if (statSync(model, { throwIfNoEntry: false })) return fromDisk(model);
  const region = PACKAGE_ARN.exec(model)?.[1];
  if (region !== undefined) return fromPackage(model, { region, ...options });
  const name = MODEL_NAME.exec(model)?.[1];
  if (name !== undefined) return fromModel(name, options);
  throw new UserError(
    `"${model}" is no model.`,
    "Give a model package's ARN, a SageMaker model's name, the S3 URI of an artifact or of a record, or a folder that --keep made.",
  );
}

/** The SDK takes a third of a second to load, so each client is made where it is needed. */
async function s3(options: ConnectionOptions): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const isElsewhere = process.env["AWS_ENDPOINT_URL_S3"] !== undefined || process.env["AWS_ENDPOINT_URL"] !== undefined;
  return new S3Client({ ...clientSettings(options), forcePathStyle: isElsewhere, followRegionRedirects: true });
}

async function sagemaker(options: ConnectionOptions): Promise<SageMakerClient> {
  const { SageMakerClient } = await import("@aws-sdk/client-sagemaker");
  return new SageMakerClient(clientSettings(options));
}

async function fromPackage(arn: string, options: ConnectionOptions): Promise<FoundRecord> {
  const { DescribeModelPackageCommand } = await import("@aws-sdk/client-sagemaker");
  const client = await sagemaker(options);
  const described: DescribeModelPackageOutput = await client.send(
    new DescribeModelPackageCommand({ ModelPackageName: arn }),
  );
  const lineage = parseS3Uri(described.CustomerMetadataProperties?.["lineage"] ?? "");
  if (!lineage) {
    throw new UserError(
      `The model package ${arn} names no lineage record.`,
      "Packages that a ProductionTrainingPipeline registers do, in their customer metadata.",
    );
  }
  const facts: PackageFacts = {
    arn,
    ...(described.ModelPackageStatus && { status: described.ModelPackageStatus }),
    ...(described.ModelApprovalStatus && { approval: described.ModelApprovalStatus }),
    ...(described.CreationTime && { created: described.CreationTime.toISOString() }),
  };
  return { ...(await fromS3(lineage, await s3(options))), package: facts };
}

async function fromModel(name: string, options: ConnectionOptions): Promise<FoundRecord> {
  const { DescribeModelCommand } = await import("@aws-sdk/client-sagemaker");
  const client = await sagemaker(options);
  const { PrimaryContainer, Containers } = await client.send(new DescribeModelCommand({ ModelName: name }));
  const container = PrimaryContainer ?? Containers?.[0];
  if (container?.ModelPackageName !== undefined) return fromPackage(container.ModelPackageName, options);
  const artifact = parseS3Uri(container?.ModelDataUrl ?? "");
  if (artifact) return fromS3(artifact, await s3(options));
  throw new UserError(`The model ${name} has no artifact.`, "Name the model package that it was made of.");
}

async function fromS3(place: S3Location, client: S3Client): Promise<FoundRecord> {
  if (place.key.startsWith(RECORDS) && place.key.endsWith(".json")) {
    return { record: checked(await contentOf(place, client), uri(place)), from: uri(place) };
  }
  const artifact = uri(place);
  for await (const key of recordsIn(place.bucket, client)) {
    const found = { bucket: place.bucket, key };
    const read = readRecord(await contentOf(found, client));
    // What is no record is not this artifact's.
    if ("record" in read && read.record.Artifact === artifact) return { record: read.record, from: uri(found) };
  }
  throw new UserError(
    `No record below s3://${place.bucket}/${RECORDS} is of ${artifact}.`,
    "Records are kept by ProductionTrainingPipelines; look whether it is the artifact of one of theirs.",
  );
}

/** Keys of all records, newest last as S3 lists them by name. */
async function* recordsIn(bucket: string, client: S3Client): AsyncGenerator<string> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: RECORDS })) {
    for (const { Key } of Contents) if (Key?.endsWith(".json")) yield Key;
  }
}

async function contentOf(place: S3Location, client: S3Client): Promise<string> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const { Body } = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
  return (await Body?.transformToString()) ?? "";
}

/** A record's file, or the one record in a folder. */
function fromDisk(path: string): FoundRecord {
  if (!statSync(path).isDirectory()) return { record: checked(readFileSync(path, "utf8"), path), from: path };
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => /(^|[/\\])lineage[/\\].*\.json$/.test(name));
  const [only] = files;
  if (only !== undefined && files.length === 1) return fromDisk(join(path, only));
  throw new UserError(
    `${path} holds ${files.length === 0 ? "no lineage record" : `${files.length} lineage records`}.`,
    files.length === 0 ? "Name a folder that mlpipe local --keep made of a production pipeline." : "Name one of them.",
  );
}

function checked(content: string, from: string): LineageRecord {
  const read = readRecord(content);
  if ("record" in read) return read.record;
  const [first, ...others] = read.problems;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  throw new UserError(
    `${from} is no lineage record: ${first?.path} ${first?.message}${more}.`,
    "Name a record that a ProductionTrainingPipeline has written.",
  );
}

const uri = ({ bucket, key }: S3Location) => `s3://${bucket}/${key}`;
