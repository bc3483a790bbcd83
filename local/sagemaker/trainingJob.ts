/** Training jobs: `sagemaker:createTrainingJob.sync` on this machine. */
import { join } from "node:path";
import type { Channel, CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { Json, JsonObject } from "../../asl/definition";
import { UserError } from "../userError";
import { packFolder } from "./archive";
import { conductJob, type JobRecord, type JobUnderWay } from "./conductJob";
import { runContainer } from "./container";
import { describeTrainingJob, jobArn, type FinalMetric } from "./describe";
import { localContainer, versionNotice } from "./images";
import type { JobEnvironment } from "./jobEnvironment";
import { JobFault } from "./jobFault";
import type { JobFolder } from "./jobFolder";
import { downloadPrefix, filesBelow, joinKey, parseS3Uri } from "./s3Transfer";
import { together } from "./together";

/**
 * Runs a training job with SageMaker's built-in XGBoost algorithm and gives what DescribeTrainingJob returns when it has
 * completed. The container contract is the documented one:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 *
 * A job for several instances trains in one process on the data of all of them, as distributed XGBoost does in effect.
 *
 * @param request the rendered parameters of CreateTrainingJob
 * @throws JobFailed when the job ends Failed or Stopped; UserError for what does not run locally
 */
export async function runTrainingJob(request: JsonObject, env: JobEnvironment): Promise<JsonObject> {
  const training = request as unknown as CreateTrainingJobRequest;
  const name = training.TrainingJobName!;
  const image = algorithmImage(training);
  const modelArtifacts = joinKey(training.OutputDataConfig!.S3OutputPath!, `${name}/output/model.tar.gz`);
  const metrics = new Map<string, FinalMetric>();
  const onLine = (line: string) => {
    env.onLog?.(name, line);
    for (const { step, ...metric } of metricsIn(line)) {
      metrics.set(metric.name, metric);
      env.onMetric?.(name, { name: metric.name, step, value: metric.value });
    }
  };

  const order = {
    onLine,
    kind: "training" as const,
    name,
    roleArn: training.RoleArn!,
    request,
    maxRuntimeInSeconds: training.StoppingCondition?.MaxRuntimeInSeconds,
    describe: (record: JobRecord) =>
      describeTrainingJob(training, record, env, { modelArtifacts, metrics: [...metrics.values()] }),
  };
  return conductJob(order, env, async (job) => {
    const notice = versionNotice(image);
    if (notice) job.log(notice);
    const folder = await job.newFolder();
    job.enter("Downloading");
    await prepareFolder(training, folder, job);

    job.enter("Training");
    const program = {
      script: "xgboost_train.py" as const,
      args: [folder.at("/opt/ml")],
      folder,
      roleArn: order.roleArn,
      variables: {
        ...training.Environment,
        TRAINING_JOB_NAME: name,
        TRAINING_JOB_ARN: jobArn("training", name, env),
      },
      signal: job.signal,
      onLine,
    };
    await runContainer(program, env, "/opt/ml/output/failure");

    job.enter("Uploading");
    await uploadResults(training, modelArtifacts, folder, job);
  });
}

function algorithmImage(training: CreateTrainingJobRequest): string {
  const image = training.AlgorithmSpecification?.TrainingImage;
  if (!image || localContainer(image) !== "xgboost" || training.HyperParameters?.sagemaker_program) {
    throw new UserError(
      `Training job ${training.TrainingJobName} does not run locally: it is not one of the built-in XGBoost algorithm.`,
      "Use the image sagemaker-xgboost without a training script of your own, or run this pipeline on AWS.",
    );
  }
  return image;
}

async function prepareFolder(training: CreateTrainingJobRequest, folder: JobFolder, job: JobUnderWay): Promise<void> {
  const channels = training.InputDataConfig ?? [];
  const host = "algo-1";
  await together([
    folder.makeFolder("/opt/ml/model"),
    folder.makeFolder("/opt/ml/output/data"),
    folder.writeJson("/opt/ml/input/config/hyperparameters.json", training.HyperParameters ?? {}),
    folder.writeJson(
      "/opt/ml/input/config/inputdataconfig.json",
      Object.fromEntries(channels.map((channel) => [channel.ChannelName!, channelConfig(channel, training)])),
    ),
    folder.writeJson("/opt/ml/input/config/resourceconfig.json", {
      current_host: host,
      hosts: [host],
      current_instance_type: training.ResourceConfig?.InstanceType ?? "local",
      network_interface_name: "lo",
    }),
    ...channels.map((channel) => downloadChannel(channel, folder, job)),
    downloadCheckpoints(training, folder, job),
  ]);
}

function channelConfig(channel: Channel, training: CreateTrainingJobRequest): Json {
  return {
    ...(channel.ContentType ? { ContentType: channel.ContentType } : {}),
    TrainingInputMode: channel.InputMode ?? training.AlgorithmSpecification?.TrainingInputMode ?? "File",
    S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
    RecordWrapperType: channel.RecordWrapperType ?? "None",
  };
}

async function downloadChannel(channel: Channel, folder: JobFolder, job: JobUnderWay): Promise<void> {
  const source = channel.DataSource?.S3DataSource;
  const unsupported =
    (!source && "a data source other than S3") ||
    (source!.S3DataType !== "S3Prefix" && `S3DataType ${source!.S3DataType}`) ||
    (channel.InputMode === "Pipe" && "InputMode Pipe") ||
    (channel.CompressionType === "Gzip" && "CompressionType Gzip") ||
    (channel.RecordWrapperType === "RecordIO" && "RecordWrapperType RecordIO");
  if (unsupported) {
    throw new UserError(
      `Channel ${channel.ChannelName} does not run locally: it has ${unsupported}.`,
      "Use plain files below an S3 prefix (S3DataType S3Prefix, InputMode File), or run this pipeline on AWS.",
    );
  }
  // ShardedByS3Key gives each instance a share: all shares are here, where one process stands for all instances.
  await downloadPrefix(job.s3, source!.S3Uri!, folder.at(join("/opt/ml/input/data", channel.ChannelName!)));
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html */
async function downloadCheckpoints(training: CreateTrainingJobRequest, folder: JobFolder, job: JobUnderWay) {
  const uri = training.CheckpointConfig?.S3Uri;
  if (!uri) return;
  const local = await folder.makeFolder("/opt/ml/checkpoints");
  const { bucket, key } = parseS3Uri(uri);
  for (const { key: found } of await job.s3.list({ bucket, key })) {
    await job.s3.download({ bucket, key: found }, join(local, found.slice(found.lastIndexOf("/") + 1)));
  }
}

/** Checkpoints first: the model is what tells that all is there. */
async function uploadResults(
  training: CreateTrainingJobRequest,
  modelArtifacts: string,
  folder: JobFolder,
  job: JobUnderWay,
): Promise<void> {
  const { S3OutputPath, KmsKeyId, CompressionType } = training.OutputDataConfig!;
  if (CompressionType === "NONE")
    throw new JobFault("ClientError: OutputDataConfig.CompressionType NONE does not run locally");
  const checkpoints = training.CheckpointConfig?.S3Uri;
  if (checkpoints) await job.s3.upload(await filesBelow(folder.at("/opt/ml/checkpoints"), checkpoints), KmsKeyId);

  const model = await packFolder(folder.at("/opt/ml/model"), folder.at("/tmp/model.tar.gz"));
  const results = [{ file: model, place: parseS3Uri(modelArtifacts) }];
  const data = folder.at("/opt/ml/output/data");
  if ((await filesBelow(data, S3OutputPath!)).length > 0) {
    const file = await packFolder(data, folder.at("/tmp/output.tar.gz"));
    results.unshift({ file, place: parseS3Uri(modelArtifacts.replace(/model\.tar\.gz$/, "output.tar.gz")) });
  }
  await job.s3.upload(results, KmsKeyId);
}

/**
 * The metrics in a line of the algorithm's log, by the expressions that SageMaker sets for it, such as
 * `.*\[[0-9]+\].*#011validation-rmse:(\S+)`: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost-tuning.html
 */
function metricsIn(line: string): (FinalMetric & { step: number })[] {
  const round = /\[([0-9]+)\]/.exec(line);
  if (!round) return [];
  const time = new Date();
  return [...line.matchAll(/#011(train|validation)-([^\s:]+):(\S+?)(?=#011|\s|$)/g)].map((match) => ({
    name: `${match[1]}:${match[2]}`,
    value: Number(match[3]),
    step: Number(round[1]),
    time,
  }));
}
