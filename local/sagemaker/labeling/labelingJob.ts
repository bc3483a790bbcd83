/** Labeling jobs: `sagemaker:createLabelingJob.sync` on this machine, with answers from a file in place of workers. */
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { CreateLabelingJobRequest, LabelCounters } from "@aws-sdk/client-sagemaker";
import type { Json, JsonObject } from "../../../asl/definition";
import { UserError } from "../../userError";
import { conductJob, type JobRecord, type JobUnderWay } from "../conductJob";
import { jobArn, json } from "../describe";
import { InvalidRequest, type JobEnvironment } from "../jobEnvironment";
import { JobFault } from "../jobFault";
import type { JobFolder } from "../jobFolder";
import { joinKey, parseS3Uri } from "../s3Transfer";
import { jsonLines, objectIn, sourceOf, type Answers } from "./answers";
import { labelled, taskTypeOf, unlabelled } from "./labels";

type Counters = Required<{ [Name in keyof LabelCounters]: number }>;

/**
 * Runs a labeling job and gives what DescribeLabelingJob returns when it has completed. The output manifest at
 * `<S3OutputPath>/<job>/manifests/output/output.manifest` holds each line of the input manifest with its label and
 * metadata. https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html
 *
 * Manifest, template, label categories and data objects are read with the job's role. The functions before and after the
 * work of people are judged, not called: AWS's own are in AWS, and answers are already what they would give. A data object
 * without an answer stays unlabeled. One that the role cannot read fails, and one whose answer brings a `failure-reason`.
 *
 * @param request the rendered parameters of CreateLabelingJob
 * @param answers by data object
 * @throws InvalidRequest for what SageMaker refuses; JobFailed when the job ends Failed or Stopped; UserError for what does
 * not run locally
 */
export async function runLabelingJob(request: JsonObject, answers: Answers, env: JobEnvironment): Promise<JsonObject> {
  const labeling = request as unknown as CreateLabelingJobRequest;
  const name = labeling.LabelingJobName!;
  checkRequest(labeling);
  const [labeled, missing] = [
    { TotalLabeled: 0, HumanLabeled: 0, MachineLabeled: 0 },
    { FailedNonRetryableError: 0, Unlabeled: 0 },
  ];
  const counters: Counters = { ...labeled, ...missing };
  const output = joinKey(labeling.OutputConfig!.S3OutputPath!, `${name}/manifests/output/output.manifest`);
  const reference = randomUUID();
  const order = {
    kind: "labeling" as const,
    name,
    roleArn: labeling.RoleArn!,
    request,
    describe: (record: JobRecord) => describe(labeling, record, { counters, output, reference }, env),
  };
  return conductJob(order, env, async (job) => {
    const folder = await job.newFolder();
    job.enter("Downloading");
    const template = labeling.HumanTaskConfig?.UiConfig?.UiTemplateS3Uri;
    if (template) await readObject(template, folder, job);
    const categories = await readCategories(labeling, folder, job);
    const lines = await readManifest(labeling.InputConfig!.DataSource!.S3DataSource!.ManifestS3Uri!, folder, job);
    counters.Unlabeled = lines.length;

    job.enter("Training");
    const labels: JsonObject[] = [];
    for (const line of lines) labels.push(await label(line, { labeling, answers, categories, counters, job }));

    job.enter("Uploading");
    const file = folder.at("/tmp/output.manifest");
    await writeFile(file, labels.map((line) => `${JSON.stringify(line)}\n`).join(""));
    await job.s3.upload([{ file, place: parseS3Uri(output) }], labeling.OutputConfig?.KmsKeyId);
  });
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateLabelingJob.html#sagemaker-CreateLabelingJob-request-LabelAttributeName */
function checkRequest({
  LabelAttributeName = "",
  LabelingJobName,
  InputConfig,
  HumanTaskConfig,
}: CreateLabelingJobRequest) {
  const { type } = taskTypeOf(HumanTaskConfig?.PreHumanTaskLambdaArn);
  const isReference = type === "groundtruth/semantic-segmentation";
  if (LabelAttributeName.endsWith("-metadata")) {
    throw new InvalidRequest(`LabelAttributeName ${LabelAttributeName} must not end with -metadata`);
  }
  if (LabelAttributeName.endsWith("-ref") !== isReference) {
    const rule = isReference ? "must end with -ref" : "must not end with -ref";
    throw new InvalidRequest(`LabelAttributeName ${LabelAttributeName} ${rule} for the task type ${type}`);
  }
  if (!InputConfig?.DataSource?.S3DataSource) {
    throw new UserError(
      `The labeling job ${LabelingJobName} does not run locally: its data objects come from an SNS topic.`,
      "Give it a manifest in S3 (InputConfig.DataSource.S3DataSource), or run this pipeline on AWS.",
    );
  }
}

interface Labeling {
  labeling: CreateLabelingJobRequest;
  answers: Answers;
  categories: string[];
  counters: Counters;
  job: JobUnderWay;
}

/** A line of the output manifest, counted. */
async function label(
  line: JsonObject,
  { labeling, answers, categories, counters, job }: Labeling,
): Promise<JsonObject> {
  const name = labeling.LabelingJobName!;
  const attribute = labeling.LabelAttributeName!;
  const preHumanTaskLambdaArn = labeling.HumanTaskConfig?.PreHumanTaskLambdaArn;
  const { type } = taskTypeOf(preHumanTaskLambdaArn);
  const answer = answers.get(sourceOf(line)!);
  const given = (answer?.[`${attribute}-metadata`] ?? {}) as JsonObject;
  const failure = typeof given["failure-reason"] === "string" ? given["failure-reason"] : await unreadable(line, job);
  if (failure !== undefined) {
    counters.FailedNonRetryableError++;
    counters.Unlabeled--;
    return { ...line, ...unlabelled(attribute, name, type, failure) };
  }
  const value: Json | undefined = answer?.[attribute];
  const limit = labeling.StoppingConditions?.MaxHumanLabeledObjectCount ?? Infinity;
  if (value === undefined || counters.HumanLabeled >= limit) {
    return { ...line, ...unlabelled(attribute, name, type, "ClientError: No worker labeled the data object.") };
  }
  counters.TotalLabeled++;
  counters.HumanLabeled++;
  counters.Unlabeled--;
  return { ...line, ...labelled(attribute, value, given, { name, preHumanTaskLambdaArn, categories }) };
}

/** Why people could not be shown a data object in S3; undefined when they can. */
async function unreadable(line: JsonObject, { s3 }: JobUnderWay): Promise<string | undefined> {
  const reference = line["source-ref"];
  if (typeof reference !== "string") return undefined;
  try {
    await s3.check(parseS3Uri(reference));
    return undefined;
  } catch (error) {
    if (error instanceof JobFault) return error.message;
    throw error;
  }
}

async function readManifest(uri: string, folder: JobFolder, job: JobUnderWay): Promise<JsonObject[]> {
  const lines = jsonLines(await readObject(uri, folder, job));
  if (lines.length === 0) throw new JobFault(`ClientError: The manifest file ${uri} is empty`);
  return lines.map(({ number, value }) => {
    if (value && sourceOf(value) !== undefined) return value;
    throw new JobFault(
      `ClientError: Line ${number} of the manifest file ${uri} is not a JSON object with source-ref or source`,
    );
  });
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/sms-label-cat-config-attributes.html */
async function readCategories(
  labeling: CreateLabelingJobRequest,
  folder: JobFolder,
  job: JobUnderWay,
): Promise<string[]> {
  const uri = labeling.LabelCategoryConfigS3Uri;
  if (!uri) return [];
  const labels = objectIn(await readObject(uri, folder, job))?.["labels"];
  const names = Array.isArray(labels) ? labels.map((one) => (one as JsonObject | null)?.["label"]) : [];
  if (names.length > 0 && names.every((one) => typeof one === "string")) return names;
  throw new JobFault(`ClientError: The label category file ${uri} has no list "labels" of objects with a "label" each`);
}

async function readObject(uri: string, folder: JobFolder, job: JobUnderWay): Promise<string> {
  const file = folder.at(`/input/${randomUUID()}`);
  await job.s3.download(parseS3Uri(uri), file);
  return readFile(file, "utf8");
}

function describe(
  request: CreateLabelingJobRequest,
  { status, reason, created, ended, stages }: JobRecord,
  result: { counters: Counters; output: string; reference: string },
  env: JobEnvironment,
): JsonObject {
  return json({
    LabelingJobArn: jobArn("labeling", request.LabelingJobName!, env),
    ...request,
    LabelingJobStatus: status,
    LabelCounters: result.counters,
    FailureReason: status === "Failed" ? reason : undefined,
    CreationTime: created,
    LastModifiedTime: ended ?? stages.at(-1)?.start ?? created,
    JobReferenceCode: result.reference,
    LabelingJobOutput: status === "Completed" ? { OutputDatasetS3Uri: result.output } : undefined,
  });
}
