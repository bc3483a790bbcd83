/** A whole local run: a stack's pipelines executed on this machine with real training. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { authorizerFor } from "./authorizer";
import { predictionMetrics } from "./metrics";
import { invokeFunction } from "./lambda/invoke";
import { ensurePython } from "./python/environment";
import { writeReport } from "./report/report";
import { createBuckets, encryptionKeys } from "./run/buckets";
import { startClock, type RunClock } from "./run/clock";
import type { OnRunEvent } from "./run/events";
import { executePipeline } from "./run/execution";
import { refuseRemoteData, refuseUnreadData } from "./run/dataSources";
import { pipelineSettings, prepareKeepFolder, readDataFile, withDataSource } from "./run/inputs";
import { keepArtifacts, refuseNothingToKeep } from "./run/keep";
import { refuseForeign } from "./run/machineExecution";
import { runInOrder } from "./run/order";
import { exportAdvice, pipelinesOf, type LocalPipeline } from "./run/pipelines";
import { withWaysNotTaken } from "./run/waysNotTaken";
import { finalMetrics, findArtifacts, readPredictions } from "./run/results";
import type { PipelineResult, RunResult } from "./runResult";
import { s3Client } from "./s3/client";
import { startGateway } from "./s3/gateway";
import { readAnswers, type Answers } from "./sagemaker/labeling/answers";
import { startS3Server, type S3Server } from "./s3/server";
import { startStepFunctions } from "./stepFunctions/server";
import { accountState } from "./tasks/accountState";
import type { LocalAccount } from "./tasks/scope";
import { UserError } from "./userError";

/** What to run. */
export interface LocalRunOptions {
  /** The project's folder. */
  root: string;
  /** The stack: `dev` for `Pulumi.dev.yaml`. */
  stack: string;
  /** Names of pipelines; all of the stack's when absent or empty. */
  pipelines?: string[];
  /** The user's CSV file in place of every pipeline's data. */
  data?: string;
  /** File of JSON Lines with the answers of labeling jobs (sagemaker/labeling/answers.ts). */
  answers?: string;
  /** Folder for the artifacts of pipelines that succeed: new or empty. */
  keep?: string;
  /** How long an endpoint's model may take until it answers `/ping`; 30 when absent. On AWS it is many minutes. */
  pingLimitInSeconds?: number;
  /** Port of the S3 endpoint on 127.0.0.1; a free one when absent. */
  port?: number;
  /** Where the HTML report goes; `.mlpipe/report.html` below the project's folder when absent. */
  report?: string;
  /** Ends the run and everything that it has started. */
  signal?: AbortSignal;
  onEvent?: OnRunEvent;
}

/** A finished run and where to look at it. */
export interface LocalRun {
  result: RunResult;
  /** Path of the HTML report. */
  report: string;
}

/** What has to be undone when the run is over, last first. */
type Closing = (() => unknown)[];

/**
 * Evaluates the stack's program and executes its pipelines, all at the same time.
 *
 * Nothing that it starts outlives it: processes, sockets and temporary files are gone when it settles, however it settles.
 * A pipeline that fails is a result, not an error.
 *
 * @throws {UserError} for what the user can mend: wrong options or configuration, a definition that cannot be run here, no
 * Python, a port in use, a full disk
 * @throws the signal's reason when it was aborted
 * @example const { result, report } = await runLocal({ root: process.cwd(), stack: "dev" });
 */
export async function runLocal(options: LocalRunOptions): Promise<LocalRun> {
  const startedAt = new Date().toISOString();
  const clock = startClock();
  const closing: Closing = [];
  try {
    const run = await runPipelines(options, clock, closing);
    const result = { ...run, stack: options.stack, startedAt, ...clock.stop() };
    const report = options.report ?? join(options.root, ".mlpipe", "report.html");
    await writeReport(result, report);
    return { result, report };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw diskFull(error) ?? error;
  } finally {
    clock.stop();
    for (const close of closing.reverse()) await close();
  }
}

async function runPipelines(
  options: LocalRunOptions,
  clock: RunClock,
  closing: Closing,
): Promise<Pick<RunResult, "project" | "pipelines">> {
  const { root, stack, onEvent = () => {} } = options;
  const data = options.data === undefined ? undefined : readDataFile(options.data);
  const answers = options.answers === undefined ? undefined : readAnswers(options.answers);
  const { key, settings } = pipelineSettings(root, stack);
  const asked = options.pipelines ?? [];
  const config = data ? { [key]: withDataSource(settings, asked, data) } : {};
  const keep = options.keep === undefined ? undefined : prepareKeepFolder(options.keep);
  if (keep) closing.push(keep.discard);

  // Whatever fails first ends the rest.
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const evaluation = evaluate({ ...options, config, answers, onEvent });
  // A name that only the program can know is looked at before Python is set up for it.
  const ready = asked.every((name) => Object.hasOwn(settings, name)) ? undefined : evaluation;
  const [{ python, server }, { program, pipelines }] = await together(failure, [
    Promise.resolve(ready).then(() => startS3({ ...options, signal }, clock, closing)),
    evaluation,
  ]);

  if (data) refuseUnreadData(program, pipelines, data);
  refuseRemoteData(program, pipelines);
  if (keep) refuseNothingToKeep(pipelines);
  const { environment, resources } = program;
  const authorizer = authorizerFor(resources, environment);
  const gateway = await startGateway({
    upstream: server.endpoint,
    authorizer,
    environment,
    encryptionKeys: encryptionKeys(resources),
    port: options.port ?? 0,
    onFault: (error) => failure.abort(error),
  });
  closing.push(() => gateway.close());
  const workDir = mkdtempSync(join(tmpdir(), "mlpipe-"));
  closing.push(() => rmSync(workDir, { recursive: true, force: true, maxRetries: 3 }));
  const client = s3Client(gateway.endpoint, environment.region);
  await createBuckets(client, program, data);

  const s3Endpoint = gateway.endpoint;
  const state = accountState(resources, environment);
  const stepFunctions = await startStepFunctions(state.callbacks, authorizer, (error) => failure.abort(error));
  closing.push(() => stepFunctions.close());
  const account: LocalAccount = {
    ...{ environment, resources, authorizer, python, s3Endpoint, workDir, runSignal: signal, answers, invokeFunction },
    s3: (roleArn) => s3Client(s3Endpoint, environment.region, authorizer.credentialsFor(roleArn)),
    ...state,
    stepFunctionsEndpoint: stepFunctions.endpoint,
    ...(options.pingLimitInSeconds !== undefined && { pingLimitInSeconds: options.pingLimitInSeconds }),
  };
  closing.push(() => Promise.all([...account.endpoints.values()].map((endpoint) => endpoint.stop())));
  const results = await together(
    failure,
    runInOrder(pipelines, (pipeline) => runPipeline(pipeline, account, client, signal, onEvent)),
  );
  signal.throwIfAborted();
  if (keep) await keepArtifacts(keep, pipelines, results, client);
  return { project: program.project, pipelines: results };
}

/** Evaluates the program, and refuses what cannot be run before anything is started. */
async function evaluate({
  root,
  stack,
  pipelines: asked,
  config,
  answers,
  onEvent,
}: Pick<LocalRunOptions, "root" | "stack" | "pipelines"> & {
  config: Record<string, unknown>;
  answers: Answers | undefined;
  onEvent: OnRunEvent;
}) {
  // Loaded while the S3 server starts: Pulumi's packages take about a second.
  const { evaluateProgram } = await import("./program.js");
  const program = await evaluateProgram({ root, stack, config });
  const pipelines = pipelinesOf(program, asked);
  for (const { machine } of pipelines) refuseForeign(machine, { ...(answers && { answers }) });
  onEvent({ type: "setup", text: `Stack ${stack}: ${pipelines.map(({ name }) => name).join(", ")}` });
  const advice = exportAdvice(program);
  if (advice !== undefined) onEvent({ type: "setup", text: advice });
  return { program, pipelines };
}

/** Sets Python up and starts the S3 server in it. */
async function startS3(
  { root, signal, onEvent }: Pick<LocalRunOptions, "root" | "signal" | "onEvent">,
  clock: RunClock,
  closing: Closing,
): Promise<{ python: string; server: S3Server }> {
  return clock.startUp(async () => {
    const onProgress = (text: string) => onEvent?.({ type: "setup", text });
    const { python } = await ensurePython({ root, onProgress, ...(signal && { signal }) });
    const server = await startS3Server({ python, ...(signal && { signal }) });
    closing.push(() => server.stop());
    // From here on: the S3 server itself is no job.
    clock.watchPython(python);
    return { python, server };
  });
}

/** Executes one pipeline and reads back what it left. */
async function runPipeline(
  pipeline: LocalPipeline,
  account: LocalAccount,
  client: S3Client,
  signal: AbortSignal,
  onEvent: OnRunEvent,
): Promise<PipelineResult> {
  const { name, machine } = pipeline;
  const execution = await executePipeline(pipeline, account, signal, onEvent);
  const succeeded = execution.status === "SUCCEEDED";
  const predictions = succeeded ? await readPredictions(client, pipeline) : [];
  const visited = new Set(execution.states.map((state) => state.name));
  const result: PipelineResult = {
    ...{ name, definition: machine.definition, predictions },
    ...execution,
    metrics: { ...finalMetrics(execution.curve), ...predictionMetrics(predictions) },
    artifacts: succeeded ? await findArtifacts(client, pipeline) : {},
    iam: withWaysNotTaken(account.authorizer.tally(pipeline.roleArns), machine, visited, account.environment),
  };
  onEvent({ type: "ended", pipeline: name, result });
  return result;
}

/** Waits for all; the first that fails aborts the others, and is what is thrown when all have settled. */
async function together<Work extends readonly unknown[] | []>(failure: AbortController, work: Work) {
  const guarded = work.map(async (one) => {
    try {
      return await one;
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(guarded);
  failure.signal.throwIfAborted();
  return Promise.all(guarded) as Promise<unknown> as Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }>;
}

function diskFull(error: unknown): UserError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return undefined;
  return new UserError(
    `The disk is full: ${message}.`,
    "Make room; temporary files go to TMPDIR. Nothing half-written was kept.",
  );
}
