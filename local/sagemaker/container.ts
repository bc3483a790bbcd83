/** Runs a program in the place of a container. */
import { join } from "node:path";
import { startProcess, type ProcessEnd, type RunningProcess } from "../process";
import { pythonEnvironment } from "../python/childEnvironment";
import type { JobEnvironment } from "./jobEnvironment";
import { JobFault } from "./jobFault";
import type { JobFolder } from "./jobFolder";

const SCRIPTS = join(__dirname, "..", "containers");

/** A program in place of a container's entry point. */
export interface ContainerProgram {
  /** A file in local/containers. */
  script: "xgboost_train.py" | "xgboost_serve.py" | "run_script.py" | "train_script.py" | "serve_script.py";
  args: string[];
  folder: JobFolder;
  /** The role whose credentials it finds in its environment. */
  roleArn: string;
  /** Variables that the request, the model or SageMaker sets. */
  variables: Record<string, string>;
  signal: AbortSignal;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Starts the program; its lines show the container's paths. */
export async function startContainer(program: ContainerProgram, env: JobEnvironment): Promise<RunningProcess> {
  const { folder, signal, onLine } = program;
  return startProcess(env.python, [join(SCRIPTS, program.script), ...program.args], {
    cwd: folder.root,
    env: { ...surroundings(program, env), ...folder.mapped(program.variables) },
    signal,
    onLine: (line, stream) => onLine(folder.unmapped(line), stream),
  });
}

/**
 * Runs the program to its end.
 *
 * @param failureFile where the container contract lets it write why it failed
 * @throws JobFault in SageMaker's words when it fails
 */
export async function runContainer(program: ContainerProgram, env: JobEnvironment, failureFile: string): Promise<void> {
  const end = await (await startContainer(program, env)).ended;
  program.signal.throwIfAborted();
  if (end.exitCode === 0) return;
  throw new JobFault(await failureReason(end, program.folder, failureFile));
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html */
async function failureReason(end: ProcessEnd, folder: JobFolder, failureFile: string): Promise<string> {
  const lastLine = end.stderr.findLast((line) => line.trim() !== "")?.trim();
  const killed = end.signal === "SIGKILL" ? "the process was killed, as the system does when memory runs out" : "";
  const reason = (await folder.readText(failureFile)) ?? (killed || lastLine) ?? "the program gave no reason";
  // 137 and 143 are how a container's end by a signal is reported.
  const code = end.exitCode ?? (end.signal === "SIGKILL" ? 137 : 143);
  return `AlgorithmError: ${folder.unmapped(reason).slice(0, 900)}, exit code: ${code}`;
}

/** What every container finds in its environment: nothing of this program's own gets in. */
function surroundings({ folder, roleArn }: ContainerProgram, env: JobEnvironment): Record<string, string> {
  const { accessKeyId, secretAccessKey } = env.authorizer.credentialsFor(roleArn);
  return {
    ...pythonEnvironment(env.python),
    // The user's own ~/.aws must not be found.
    HOME: folder.at("/home"),
    TMPDIR: folder.at("/tmp"),
    AWS_REGION: env.region,
    AWS_DEFAULT_REGION: env.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_S3: env.s3Endpoint,
    // Nothing listens here: a call to another service fails at once, and does not reach AWS.
    AWS_ENDPOINT_URL: "http://127.0.0.1:9/a-local-run-has-s3-only",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
