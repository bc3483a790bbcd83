/** Runs the command line as a user does: as a process of its own. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectRoot } from "./python";

/** A command under way or done. */
export interface CommandRun {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Settles with the exit code when the command has ended. */
  code: Promise<number | null>;
}

/** Starts `mlpipe` with these arguments; `input` is what it reads from standard input. */
export function mlpipe(
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; node?: string; input?: string | Uint8Array } = {},
): CommandRun {
  const { cwd = projectRoot, env = {}, node = process.execPath, input = "" } = options;
  const child = spawn(node, [join(projectRoot, "cli", "mlpipe.mjs"), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A command that does not read its input may have ended before all of it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => err.push(text));
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, stdout: () => out.join(""), stderr: () => err.join(""), code };
}

/** A process that runs on this machine. */
export interface RunningCommand {
  pid: number;
  command: string;
}

/** The processes that descend from one, itself not included. */
export function descendantsOf(pid: number): RunningCommand[] {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, id, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return id === undefined ? [] : [{ pid: Number(id), parent: Number(parent), command }];
    });
  const below = (id: number): typeof processes =>
    processes.filter(({ parent }) => parent === id).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid).map(({ pid: id, command }) => ({ pid: id, command }));
}

/** Those of some processes that still run after a moment in which they may end. */
export async function leftOf(processes: readonly RunningCommand[], milliseconds = 2000): Promise<RunningCommand[]> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const left = processes.filter(({ pid }) => isRunning(pid));
    if (left.length === 0 || performance.now() > deadline) return left;
    await sleep(50);
  }
}

/** A process that has ended but that nobody has asked for its exit code (`Z`) does not run. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

/** A folder for temporary files of a command, to see what it leaves. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "mlpipe-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `mlpipe` to its end. */
export async function runMlpipe(
  args: string[],
  options: Parameters<typeof mlpipe>[1] = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = mlpipe(args, options);
  const code = await command.code;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}
