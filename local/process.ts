/**
 * Child processes that never outlive the program.
 *
 * Each child leads its own process group, and the whole group is killed when its leader ends, when it is stopped, and
 * when this program exits. Each child also gets a pipe that nothing is written to, whose file descriptor the variable
 * MLPIPE_LIFELINE names: it closes when this program dies in a way that leaves it no time (`kill -9`), so a child that
 * watches it can end itself (local/containers/lifeline.py does).
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** How a child process is started. */
export interface ProcessOptions {
  /** The child's whole environment: nothing else is inherited; MLPIPE_LIFELINE is added. */
  env: NodeJS.ProcessEnv;
  /** Working folder; this program's when absent. */
  cwd?: string;
  /** What the child reads from standard input; empty when absent. */
  input?: string;
  /** Whether standard input stays open, for {@link RunningProcess.write}. */
  keepsInputOpen?: boolean;
  /** Stops the group when aborted. */
  signal?: AbortSignal;
  /** Called with each line, without its line end, as soon as it is complete. */
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
}

/** How a child process ended. */
export interface ProcessEnd {
  /** `null` when a signal ended it. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of standard error, at most 40. */
  stderr: string[];
}

/** A child process under way. */
export interface RunningProcess {
  pid: number;
  /** Settles when the child and all its output are done; never rejects. */
  ended: Promise<ProcessEnd>;
  /** Writes to the child's standard input, which must have stayed open; a child that has ended reads no more. */
  write(text: string): void;
  /** Asks the group to end (SIGTERM), kills it after two seconds, and waits for it. */
  stop(): Promise<ProcessEnd>;
}

const GRACE_MILLISECONDS = 2000;
const TAIL_LINES = 40;

/** Process groups under way, by the pid of their leader. */
const groups = new Set<number>();
let watchingParent = false;

/**
 * Starts a child process in a group of its own.
 *
 * @throws the system's error (`code` ENOENT, EACCES, …) when the command cannot be started
 * @example const job = await startProcess(python, ["train.py"], { env, onLine: console.log }); await job.ended;
 */
export async function startProcess(command: string, args: string[], options: ProcessOptions): Promise<RunningProcess> {
  options.signal?.throwIfAborted();
  const hasInput = options.input !== undefined || options.keepsInputOpen === true;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env, MLPIPE_LIFELINE: "3" },
    detached: true,
    stdio: [hasInput ? "pipe" : "ignore", "pipe", "pipe", "pipe"],
  });
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  const pid = child.pid!;
  groups.add(pid);
  endWithParent();

  const stderr: string[] = [];
  eachLine(child.stdout!, (line) => options.onLine?.(line, "stdout"));
  eachLine(child.stderr!, (line) => {
    stderr.push(line);
    if (stderr.length > TAIL_LINES) stderr.shift();
    options.onLine?.(line, "stderr");
  });
  ignoreBrokenPipes(child);
  if (options.input !== undefined) child.stdin!.write(options.input);
  if (!options.keepsInputOpen) child.stdin?.end();

  child.once("exit", () => {
    // A container dies with its first process: so does whatever the leader left running.
    killGroup(pid, "SIGKILL");
    // What left the group on purpose may still hold the output open: nobody waits for that.
    setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), GRACE_MILLISECONDS).unref();
  });
  const ended = new Promise<ProcessEnd>((resolve) =>
    child.once("close", (exitCode, signal) => {
      groups.delete(pid);
      resolve({ exitCode, signal, stderr });
    }),
  );

  async function stop(): Promise<ProcessEnd> {
    killGroup(pid, "SIGTERM");
    const lastResort = setTimeout(() => killGroup(pid, "SIGKILL"), GRACE_MILLISECONDS);
    const end = await ended;
    clearTimeout(lastResort);
    return end;
  }
  const onAbort = () => void stop();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  void ended.then(() => options.signal?.removeEventListener("abort", onAbort));
  if (options.signal?.aborted) onAbort();

  return { pid, ended, write: (text) => child.stdin?.write(text), stop };
}

/**
 * Runs a child process to its end.
 *
 * @throws the system's error when the command cannot be started; the signal's reason when it was aborted
 */
export async function runProcess(command: string, args: string[], options: ProcessOptions): Promise<ProcessEnd> {
  const end = await (await startProcess(command, args, options)).ended;
  options.signal?.throwIfAborted();
  return end;
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on("line", onLine);
}

/** A child that ends without reading its input, or closes its lifeline, is no error of ours. */
function ignoreBrokenPipes(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.on("error", () => {});
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  if (!groups.has(pid)) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

function killAllGroups(): void {
  for (const pid of groups) killGroup(pid, "SIGKILL");
}

/** Kills what still runs when this program exits, be it by an uncaught error or by a signal that nobody handles. */
function endWithParent(): void {
  if (watchingParent) return;
  watchingParent = true;
  process.on("exit", killAllGroups);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const onSignal = () => {
      // Another listener ends the program in its own way, and then "exit" comes.
      if (process.listenerCount(signal) > 1) return;
      killAllGroups();
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}
