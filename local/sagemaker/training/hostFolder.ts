/**
 * What a training container finds below /opt/ml/input when it starts.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 */
import { join } from "node:path";
import type { Channel, CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { Json } from "../../../asl/definition";
import { UserError } from "../../userError";
import type { JobUnderWay } from "../conductJob";
import type { JobFolder } from "../jobFolder";
import { downloadPrefix, parseS3Uri, relativeKey, shareOf } from "../s3Transfer";
import { together } from "../together";

const CHECKPOINTS = "/opt/ml/checkpoints";
/** What SageMaker calls the one group of a job whose instances are all of one kind. */
const GROUP = "homogeneousCluster";

/** One of the hosts of a training job. */
export interface TrainingHost {
  name: string;
  folder: JobFolder;
}

/** Makes a host's folder ready: configuration, channels, checkpoints. */
export async function prepareHost(
  training: CreateTrainingJobRequest,
  { name, folder }: TrainingHost,
  hosts: string[],
  job: JobUnderWay,
): Promise<void> {
  const channels = training.InputDataConfig ?? [];
  const share = { index: hosts.indexOf(name), count: hosts.length };
  const InstanceType = training.ResourceConfig?.InstanceType ?? "local";
  await together([
    folder.makeFolder("/opt/ml/model"),
    folder.makeFolder("/opt/ml/output/data"),
    folder.writeJson("/opt/ml/input/config/hyperparameters.json", training.HyperParameters ?? {}),
    folder.writeJson(
      "/opt/ml/input/config/inputdataconfig.json",
      Object.fromEntries(channels.map((channel) => [channel.ChannelName!, channelConfig(channel, training)])),
    ),
    folder.writeJson("/opt/ml/input/config/resourceconfig.json", {
      current_host: name,
      hosts,
      current_instance_type: InstanceType,
      current_group_name: GROUP,
      instance_groups: [{ instance_group_name: GROUP, instance_type: InstanceType, hosts }],
      network_interface_name: "lo",
    }),
    ...(training.CheckpointConfig
      ? [folder.writeJson("/opt/ml/input/config/checkpointconfig.json", checkpointConfig(training))]
      : []),
    ...channels.map((channel) => downloadChannel(channel, training, folder, job, share)),
    downloadCheckpoints(training, folder, job),
  ]);
}

function channelConfig(channel: Channel, training: CreateTrainingJobRequest): Json {
  return {
    ...(channel.ContentType ? { ContentType: channel.ContentType } : {}),
    TrainingInputMode: inputMode(channel, training),
    S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
    RecordWrapperType: channel.RecordWrapperType ?? "None",
  };
}

function inputMode(channel: Channel, { AlgorithmSpecification }: CreateTrainingJobRequest): string {
  return channel.InputMode ?? AlgorithmSpecification?.TrainingInputMode ?? "File";
}

async function downloadChannel(
  channel: Channel,
  training: CreateTrainingJobRequest,
  folder: JobFolder,
  job: JobUnderWay,
  share: { index: number; count: number },
): Promise<void> {
  const source = channel.DataSource?.S3DataSource;
  const unsupported =
    (!source && "a data source other than S3") ||
    (source!.S3DataType !== "S3Prefix" && `S3DataType ${source!.S3DataType}`) ||
    (inputMode(channel, training) === "Pipe" && "InputMode Pipe") ||
    (channel.CompressionType === "Gzip" && "CompressionType Gzip") ||
    (channel.RecordWrapperType === "RecordIO" && "RecordWrapperType RecordIO");
  if (unsupported) {
    throw new UserError(
      `Channel ${channel.ChannelName} does not run locally: it has ${unsupported}.`,
      "Use plain files below an S3 prefix (S3DataType S3Prefix, InputMode File), or run this pipeline on AWS.",
    );
  }
  const place = await folder.makeFolder(join("/opt/ml/input/data", channel.ChannelName!));
  const isSharded = source!.S3DataDistributionType === "ShardedByS3Key";
  await downloadPrefix(job.s3, source!.S3Uri!, place, isSharded ? shareOf(share) : undefined);
}

/**
 * Where a container keeps its checkpoints: https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html
 *
 * @throws UserError for a folder that is not below /opt/ml
 */
export function checkpointFolder({ CheckpointConfig }: CreateTrainingJobRequest): string {
  const path = CheckpointConfig?.LocalPath ?? CHECKPOINTS;
  if (path.startsWith("/opt/ml/")) return path;
  throw new UserError(
    `CheckpointConfig.LocalPath ${path} does not run locally: it is not below /opt/ml.`,
    `Leave it out (it is ${CHECKPOINTS} then), or run this pipeline on AWS.`,
  );
}

function checkpointConfig(training: CreateTrainingJobRequest): Json {
  return { S3Uri: training.CheckpointConfig!.S3Uri!, LocalPath: checkpointFolder(training) };
}

async function downloadCheckpoints(training: CreateTrainingJobRequest, folder: JobFolder, job: JobUnderWay) {
  const uri = training.CheckpointConfig?.S3Uri;
  if (!uri) return;
  const local = await folder.makeFolder(checkpointFolder(training));
  const { bucket, key } = parseS3Uri(uri);
  for (const { key: found } of await job.s3.list({ bucket, key })) {
    await job.s3.download({ bucket, key: found }, join(local, relativeKey(key, found)));
  }
}
