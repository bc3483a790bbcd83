/** Training jobs: `sagemaker:createTrainingJob.sync` on this machine. */
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../asl/definition";
import { conductJob, type JobRecord, type JobUnderWay } from "./conductJob";
import { runContainer } from "./container";
import { describeTrainingJob, jobArn, type FinalMetric } from "./describe";
import type { JobEnvironment } from "./jobEnvironment";
import { joinKey } from "./s3Transfer";
import { together } from "./together";
import { prepareHost, type TrainingHost } from "./training/hostFolder";
import { uploadResults } from "./training/results";
import { trainingProgram, type TrainingProgram } from "./training/trainingProgram";

/**
 * Runs a training job with SageMaker's built-in XGBoost algorithm, or with a script of the user's in script mode, and gives
 * what DescribeTrainingJob returns when it has completed. The container contract is the documented one:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 *
 * A script runs in as many processes as the job has instances, at the same time, each with a /opt/ml of its own; the
 * built-in algorithm trains in one process on the data of all instances, as distributed XGBoost does in effect.
 *
 * @param request the rendered parameters of CreateTrainingJob
 * @throws JobFailed when the job ends Failed or Stopped; UserError for what does not run locally
 */
export async function runTrainingJob(request: JsonObject, env: JobEnvironment): Promise<JsonObject> {
  const training = request as unknown as CreateTrainingJobRequest;
  const name = training.TrainingJobName!;
  const program = trainingProgram(training, env);
  const modelArtifacts = joinKey(training.OutputDataConfig!.S3OutputPath!, `${name}/output/model.tar.gz`);
  const metrics = new Map<string, FinalMetric>();
  const readMetrics = (line: string) => {
    for (const { step, ...metric } of program.metricsIn(line)) {
      metrics.set(metric.name, metric);
      env.onMetric?.(name, { name: metric.name, step, value: metric.value });
    }
  };

  const order = {
    onLine(line: string) {
      env.onLog?.(name, line);
      readMetrics(line);
    },
    kind: "training" as const,
    name,
    roleArn: training.RoleArn!,
    request,
    maxRuntimeInSeconds: training.StoppingCondition?.MaxRuntimeInSeconds,
    describe: (record: JobRecord) =>
      describeTrainingJob(training, record, env, { modelArtifacts, metrics: [...metrics.values()] }),
  };
  return conductJob(order, env, async (job) => {
    program.notices.forEach((notice) => job.log(notice));
    program.notes.forEach((note) => env.onNote?.(name, note));
    const hosts = await Promise.all(program.hosts.map(async (host) => ({ name: host, folder: await job.newFolder() })));
    job.enter("Downloading");
    await together(hosts.map((host) => prepareHost(training, host, program.hosts, job)));

    job.enter("Training");
    await together(hosts.map(({ folder }) => program.prepare(folder, job.s3)));
    await runHosts(training, program, hosts, job, readMetrics, env);

    job.enter("Uploading");
    await uploadResults(training, modelArtifacts, hosts, job, (text) => env.onNote?.(name, text));
  });
}

/** Runs all hosts at the same time; when one fails, the others end. @throws what the first that failed threw */
async function runHosts(
  training: CreateTrainingJobRequest,
  { script, args, variables }: TrainingProgram,
  hosts: readonly TrainingHost[],
  job: JobUnderWay,
  readMetrics: (line: string) => void,
  env: JobEnvironment,
): Promise<void> {
  const name = training.TrainingJobName!;
  const failed = new AbortController();
  const run = async (host: TrainingHost) => {
    const container = {
      script,
      args: args(host.folder),
      folder: host.folder,
      roleArn: training.RoleArn!,
      variables: {
        ...variables,
        ...training.Environment,
        TRAINING_JOB_NAME: name,
        TRAINING_JOB_ARN: jobArn("training", name, env),
      },
      signal: AbortSignal.any([job.signal, failed.signal]),
      onLine: (line: string) => {
        job.log(hosts.length > 1 ? `[${host.name}] ${line}` : line);
        readMetrics(line);
      },
    };
    // The first reason is the one that is kept; the others end by it.
    await runContainer(container, env, "/opt/ml/output/failure").catch((error: unknown) => failed.abort(error));
  };
  await Promise.all(hosts.map(run));
  job.signal.throwIfAborted();
  failed.signal.throwIfAborted();
}
