/**
 * What a training job leaves in S3.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html
 */
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join, relative } from "node:path";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { packFolder } from "../archive";
import type { JobUnderWay } from "../conductJob";
import { JobFault } from "../jobFault";
import { filesBelow, parseS3Uri } from "../s3Transfer";
import { checkpointFolder, type TrainingHost } from "./hostFolder";

/**
 * Uploads checkpoints, `output.tar.gz` when there is other output, and `model.tar.gz`, in that order: the model is what tells
 * that all is there. What several hosts have written goes into one archive.
 *
 * @param onNote called when two hosts have written the same file
 */
export async function uploadResults(
  training: CreateTrainingJobRequest,
  modelArtifacts: string,
  hosts: readonly TrainingHost[],
  job: JobUnderWay,
  onNote: (text: string) => void,
): Promise<void> {
  const { KmsKeyId, CompressionType } = training.OutputDataConfig!;
  if (CompressionType === "NONE")
    throw new JobFault("ClientError: OutputDataConfig.CompressionType NONE does not run locally");
  const checkpoints = training.CheckpointConfig?.S3Uri;
  if (checkpoints) {
    const folder = await merged(checkpointFolder(training), hosts, onNote);
    await job.s3.upload(await filesBelow(folder, checkpoints), KmsKeyId);
  }
  const [{ folder }] = hosts as [TrainingHost];
  const model = await packFolder(await merged("/opt/ml/model", hosts, onNote), folder.at("/tmp/model.tar.gz"));
  const results = [{ file: model, place: parseS3Uri(modelArtifacts) }];
  const data = await merged("/opt/ml/output/data", hosts, onNote);
  if ((await filesBelow(data, modelArtifacts)).length > 0) {
    const file = await packFolder(data, folder.at("/tmp/output.tar.gz"));
    results.unshift({ file, place: parseS3Uri(modelArtifacts.replace(/model\.tar\.gz$/, "output.tar.gz")) });
  }
  await job.s3.upload(results, KmsKeyId);
}

/**
 * The first host's folder, with what the others have in theirs. Where two hosts have written the same file AWS only says that
 * they should not: here the first one's stays.
 */
async function merged(path: string, hosts: readonly TrainingHost[], onNote: (text: string) => void): Promise<string> {
  const [first, ...others] = hosts as [TrainingHost, ...TrainingHost[]];
  const target = first.folder.at(path);
  for (const { name, folder } of others) {
    const root = folder.at(path);
    const files = (await filesBelow(root, "s3://none")).map(({ file }) => relative(root, file));
    const twice = files.filter((file) => existsSync(join(target, file)));
    if (twice.length > 0) {
      onNote(
        `${name} has written ${path}/${twice[0]}, as a host before it: the first one's is kept (${twice.length} in all).`,
      );
    }
    await cp(root, target, { recursive: true, force: false, verbatimSymlinks: true });
  }
  return target;
}
