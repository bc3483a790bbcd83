/** Processing jobs: `sagemaker:createProcessingJob.sync` on this machine. */
import type { CreateProcessingJobRequest, ProcessingInput } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../asl/definition";
import { UserError } from "../userError";
import { conductJob, type JobRecord, type JobUnderWay } from "./conductJob";
import { runContainer } from "./container";
import { describeProcessingJob, jobArn, without } from "./describe";
import { localContainer } from "./images";
import type { JobEnvironment } from "./jobEnvironment";
import type { JobFolder } from "./jobFolder";
import { downloadPrefix, filesBelow, shareOf } from "./s3Transfer";

/** Where a script may leave a message of at most 1,024 characters, for `ExitMessage`. */
const MESSAGE_FILE = "/opt/ml/output/message";

/**
 * Runs a processing job whose entry point is a Python program, and gives what DescribeProcessingJob returns when it has
 * completed. The program runs as it is: paths below /opt/ml lead to the job's folder (local/containers/run_script.py).
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
 *
 * Instances run one after another, each with its share of the inputs. Outputs are uploaded when all have succeeded.
 *
 * @param request the rendered parameters of CreateProcessingJob
 * @throws JobFailed when the job ends Failed or Stopped; UserError for what does not run locally
 */
export async function runProcessingJob(request: JsonObject, env: JobEnvironment): Promise<JsonObject> {
  const processing = request as unknown as CreateProcessingJobRequest;
  const name = processing.ProcessingJobName!;
  const command = pythonCommand(processing);
  const inputs = (processing.ProcessingInputs ?? []).map(s3Input);
  const outputs = (processing.ProcessingOutputConfig?.Outputs ?? []).map((output) => s3Output(output));
  const hosts = Array.from(
    { length: processing.ProcessingResources?.ClusterConfig?.InstanceCount ?? 1 },
    (_, index) => `algo-${index + 1}`,
  );
  const arn = jobArn("processing", name, env);
  let message: string | undefined;

  const order = {
    kind: "processing" as const,
    name,
    roleArn: processing.RoleArn!,
    request,
    maxRuntimeInSeconds: processing.StoppingCondition?.MaxRuntimeInSeconds,
    describe: (record: JobRecord) => describeProcessingJob(processing, record, env, message),
  };
  return conductJob(order, env, async (job) => {
    const folders: JobFolder[] = [];
    for (const [index, host] of hosts.entries()) {
      const folder = await job.newFolder();
      folders.push(folder);
      job.enter("Downloading");
      await writeConfig(request, folder, host, hosts, arn);
      await Promise.all(outputs.map(({ localPath }) => folder.makeFolder(localPath)));
      for (const input of inputs) await download(input, folder, job, { index, count: hosts.length });

      job.enter("Training");
      const program = {
        script: "run_script.py" as const,
        args: [folder.root, ...command],
        folder,
        roleArn: order.roleArn,
        variables: { ...processing.Environment, PROCESSING_JOB_ARN: arn },
        signal: job.signal,
        onLine: (line: string) => job.log(line),
      };
      try {
        await runContainer(program, env, MESSAGE_FILE);
      } finally {
        message = (await folder.readText(MESSAGE_FILE)) ?? message;
      }
    }
    job.enter("Uploading");
    const results = folders.flatMap((folder) =>
      outputs.map(({ localPath, s3Uri }) => filesBelow(folder.at(localPath), s3Uri)),
    );
    await job.s3.upload((await Promise.all(results)).flat(), processing.ProcessingOutputConfig?.KmsKeyId);
  });
}

/** The script and its arguments. @throws UserError for an entry point that is no Python script */
function pythonCommand({ AppSpecification, ProcessingJobName }: CreateProcessingJobRequest): string[] {
  localContainer(AppSpecification!.ImageUri!);
  const [program = "", ...rest] = AppSpecification!.ContainerEntrypoint ?? [];
  const command = [...rest, ...(AppSpecification!.ContainerArguments ?? [])];
  while (command[0] === "-u") command.shift();
  const script = command[0] ?? "";
  if (!/^(.*\/)?python(3(\.\d+)?)?$/.test(program) || script === "" || script.startsWith("-")) {
    throw new UserError(
      `Processing job ${ProcessingJobName} does not run locally: its entry point is ${JSON.stringify([program, ...rest])}.`,
      'Use a Python script as the entry point, such as ["python3", "/opt/ml/processing/input/code/transform.py"].',
    );
  }
  return command;
}

interface Input {
  uri: string;
  localPath: string;
  sharded: boolean;
}

function s3Input(input: ProcessingInput): Input {
  const source = input.S3Input;
  const unsupported =
    (!source && "is not from S3") ||
    (source!.S3DataType !== "S3Prefix" && `has S3DataType ${source!.S3DataType}`) ||
    (source!.S3InputMode === "Pipe" && "has S3InputMode Pipe") ||
    (source!.S3CompressionType === "Gzip" && "has S3CompressionType Gzip") ||
    (!source!.LocalPath && "has no LocalPath");
  if (unsupported) {
    throw new UserError(
      `The processing input ${input.InputName} does not run locally: it ${unsupported}.`,
      "Use plain files below an S3 prefix (S3DataType S3Prefix, S3InputMode File), or run this pipeline on AWS.",
    );
  }
  const { S3Uri, LocalPath, S3DataDistributionType } = source!;
  return { uri: S3Uri!, localPath: LocalPath!, sharded: S3DataDistributionType === "ShardedByS3Key" };
}

type Output = NonNullable<NonNullable<CreateProcessingJobRequest["ProcessingOutputConfig"]>["Outputs"]>[number];

function s3Output({ OutputName, S3Output: target }: Output): { localPath: string; s3Uri: string } {
  if (!target?.LocalPath) {
    throw new UserError(
      `The processing output ${OutputName} does not run locally: it does not go from a folder to S3.`,
      "Give it an S3Output with LocalPath and S3Uri, or run this pipeline on AWS.",
    );
  }
  return { localPath: target.LocalPath, s3Uri: target.S3Uri! };
}

async function download(input: Input, folder: JobFolder, job: JobUnderWay, share: { index: number; count: number }) {
  await folder.makeFolder(input.localPath);
  await downloadPrefix(job.s3, input.uri, folder.at(input.localPath), input.sharded ? shareOf(share) : undefined);
}

async function writeConfig(request: JsonObject, folder: JobFolder, host: string, hosts: string[], arn: string) {
  const config = { ProcessingJobArn: arn, ...without(request, "Tags") } as JsonObject;
  await folder.writeJson("/opt/ml/config/processingjobconfig.json", config);
  await folder.writeJson("/opt/ml/config/resourceconfig.json", { current_host: host, hosts });
}
