/** Invokes a Lambda function's real bundle in a Node.js process of its own. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import type { Credentials } from "../authorizer";
import { startProcess } from "../process";
import type { LocalFunction } from "./functions";

const BOOTSTRAP = join(__dirname, "bootstrap.cjs");

/** Where and as whom a function runs. */
export interface InvokeOptions {
  environment: Environment;
  /** Of the function's role. */
  credentials: Credentials;
  s3Endpoint: string;
  /** Where Step Functions is, for task tokens. */
  stepFunctionsEndpoint?: string;
  /** A folder for what the invocation leaves; it is emptied again. */
  workDir: string;
  signal: AbortSignal;
  /** A line that the function printed. */
  onLog?(line: string): void;
}

/** A function's error as Lambda reports it. */
export interface ErrorDetails {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** The function ended with an error, or not in time. */
export class FunctionError extends Error {
  constructor(readonly details: ErrorDetails) {
    super(details.errorMessage);
  }
}

/**
 * Runs a function once.
 *
 * The process sees what a function sees in Lambda and nothing else of this machine's environment; its time and memory are
 * limited as configured, and it gets the credentials of its role.
 *
 * @throws {FunctionError} when the function throws, ends by itself, or runs out of time
 * @throws the signal's reason when it was aborted
 */
export async function invokeFunction(target: LocalFunction, event: Json, options: InvokeOptions): Promise<Json> {
  const folder = mkdtempSync(join(options.workDir, "lambda-"));
  try {
    return await invokeIn(folder, target, event, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function invokeIn(folder: string, target: LocalFunction, event: Json, options: InvokeOptions): Promise<Json> {
  const requestId = randomUUID();
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${requestId.replaceAll("-", "")}`;
  const resultFile = join(folder, "result.json");
  const context = {
    functionName: target.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: target.arn,
    memoryLimitInMB: String(target.memoryMb),
    awsRequestId: requestId,
    logGroupName: target.logGroup,
    logStreamName: logStream,
    callbackWaitsForEmptyEventLoop: true,
  };
  const deadlineMs = Date.now() + target.timeoutSeconds * 1000;
  const child = await startProcess(
    process.execPath,
    [`--max-old-space-size=${target.memoryMb}`, BOOTSTRAP, resultFile],
    {
      cwd: target.code,
      env: environmentOf(target, folder, logStream, options),
      input: JSON.stringify({ event, context, deadlineMs }),
      signal: options.signal,
      onLine: (line) => options.onLog?.(line),
    },
  );
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    void child.stop();
  }, target.timeoutSeconds * 1000);
  const end = await child.ended;
  clearTimeout(timer);
  options.signal.throwIfAborted();

  const fail = (errorType: string, message: string): never => {
    throw new FunctionError({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` });
  };
  if (late.signal.aborted) fail("Sandbox.Timedout", `Task timed out after ${target.timeoutSeconds.toFixed(2)} seconds`);
  const result = readResult(resultFile);
  if (!result) {
    // Not the function's fault: there was no room for its result.
    if (/ENOSPC|EDQUOT/.test(end.stderr.join("\n"))) throw Object.assign(new Error(resultFile), { code: "ENOSPC" });
    const how = end.exitCode === null ? `signal: ${end.signal}` : `exit status ${end.exitCode}`;
    return fail("Runtime.ExitError", `Runtime exited with error: ${how}`);
  }
  if (result.error) throw new FunctionError(result.error);
  return result.payload ?? null;
}

function readResult(file: string): { payload?: Json; error?: ErrorDetails } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { payload?: Json; error?: ErrorDetails };
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, the function's own, and where S3 is. */
function environmentOf(
  target: LocalFunction,
  folder: string,
  logStream: string,
  { environment, credentials, s3Endpoint, stepFunctionsEndpoint }: InvokeOptions,
): Record<string, string> {
  return {
    ...target.variables,
    _HANDLER: target.handler,
    AWS_REGION: environment.region,
    AWS_DEFAULT_REGION: environment.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${target.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: target.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(target.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: target.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: "local",
    AWS_ENDPOINT_URL_S3: s3Endpoint,
    ...(stepFunctionsEndpoint !== undefined && { AWS_ENDPOINT_URL_SFN: stepFunctionsEndpoint }),
    LAMBDA_TASK_ROOT: target.code,
    LAMBDA_RUNTIME_DIR: __dirname,
    LANG: "en_US.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
    TMPDIR: folder,
    TZ: ":UTC",
  };
}
