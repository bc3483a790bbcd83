/**
 * The real Pulumi engine without AWS: the CLI with the stand-in provider attached, and its state in a temporary folder.
 *
 * No credentials are read and nothing is asked of AWS or Pulumi Cloud.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { UserError } from "../userError";
import { startLanguageHost } from "./languageHost";
import { startProvider } from "./provider";
import { requirePulumiCli } from "./pulumiCli";
import { copyStackFile } from "./stackFile";

/** How a command of the CLI ended. */
export interface CommandEnd {
  /** -1 when it was killed. */
  code: number;
  stdout: string;
  /** With what the program printed, where the CLI has no language host of its own. */
  stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** The folder of `Pulumi.yaml`. */
  cwd: string;
  /** Further variables of the environment. */
  env?: Record<string, string>;
  /** Passes the command's output on as it comes, beside collecting it; `stderr` passes on that alone. */
  stream?: boolean | "stderr";
  /** Cancels the command as Ctrl-C does. */
  interrupt?: AbortSignal;
  /** Kills the command as `kill -9` does. */
  kill?: AbortSignal;
}

/** The engine with the stand-in attached. */
export interface EngineSession {
  /** The folder that holds the state. */
  state: string;
  /**
   * Makes a stack, and a copy of its config file that belongs to this session; the user's own files stay as they are.
   *
   * @returns what names the stack to the CLI's commands: `--stack dev --config-file …`
   * @throws UserError for a stack that does not exist, whose config holds encrypted values, or that the CLI does not take
   */
  initStack(root: string, stack: string): Promise<string[]>;
  /** Runs `pulumi <args>`, one at a time. */
  run(args: string[], options: CommandOptions): Promise<CommandEnd>;
  /** Ends the servers and programs, and removes the state. */
  close(): void;
}

/** How long a cancelled command may take to end by itself, in milliseconds. */
const CANCEL_WITHIN_MS = 5000;

/**
 * Starts provider and language host.
 *
 * @throws UserError when there is no CLI
 */
export async function startEngine(): Promise<EngineSession> {
  const cli = requirePulumiCli();
  const folder = mkdtempSync(join(tmpdir(), "mlpipe-engine-"));
  const state = join(folder, "state");
  mkdirSync(state);
  const env: NodeJS.ProcessEnv = {
    ...withoutCredentials(process.env),
    PULUMI_BACKEND_URL: `file://${state}`,
    // Of a state that lives as long as this session: nothing to keep secret.
    PULUMI_CONFIG_PASSPHRASE: "offline",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  let onOutput: (text: string) => void = () => {};
  const provider = await startProvider();
  const languageHost = cli.hasLanguageHost
    ? undefined
    : await startLanguageHost({ env, onOutput: (text) => onOutput(text) });
  env["PULUMI_DEBUG_PROVIDERS"] = `aws:${provider.port}`;
  if (languageHost !== undefined) env["PULUMI_DEBUG_LANGUAGES"] = `nodejs:${languageHost.port}`;

  const run: EngineSession["run"] = (args, options) => {
    const child = spawn(cli.path, ["--non-interactive", ...args], {
      cwd: options.cwd,
      env: { ...env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // Out of reach of the terminal's Ctrl-C: a second signal would end the engine before it has ended its plugins.
      detached: true,
    });
    const output = { stdout: "", stderr: "" };
    const collect = (name: "stdout" | "stderr") => (text: string) => {
      output[name] += text;
      if (options.stream === true || options.stream === name) process[name].write(text);
    };
    child.stdout.setEncoding("utf8").on("data", collect("stdout"));
    child.stderr.setEncoding("utf8").on("data", collect("stderr"));
    onOutput = collect("stderr");
    return new Promise((resolve, reject) => {
      whenAborted(options.kill, () => child.kill("SIGKILL"));
      whenAborted(options.interrupt, () => void cancel(child));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? -1, ...output }));
    });
  };

  return {
    state,
    run,
    async initStack(root, stack) {
      const own = mkdtempSync(join(folder, "project-"));
      const file = join(own, `Pulumi.${stack}.yaml`);
      copyStackFile(root, stack, file);
      // `stack init` writes into the config file of the folder that it runs in.
      const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { name: string };
      writeFileSync(join(own, "Pulumi.yaml"), stringify({ name: project.name, runtime: "nodejs" }));
      const made = await run(["stack", "init", stack], { cwd: own });
      if (made.code !== 0) throw refusal(stack, made);
      return ["--stack", stack, "--config-file", file];
    },
    close() {
      provider.close();
      languageHost?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The CLI's parser of YAML refuses what others take, for instance `{ expression: cron(0 3 * * ? *) }`. */
function refusal(stack: string, { stdout, stderr }: CommandEnd): UserError {
  const said = (stderr || stdout).trim().replace(/^error: /, "");
  return new UserError(
    `The Pulumi CLI does not take the stack ${stack}: ${said}`,
    `Correct Pulumi.${stack}.yaml or Pulumi.yaml. In YAML, a text with signs such as * ? { } [ ] , : needs quotes.`,
  );
}

/** The environment without what opens an account, so that no program finds it by accident. */
function withoutCredentials(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(given).filter(
    ([name]) => !/^AWS_|^PULUMI_(ACCESS_TOKEN|CONFIG_PASSPHRASE_FILE|STACK)$/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function whenAborted(signal: AbortSignal | undefined, act: () => void): void {
  if (signal?.aborted) act();
  else signal?.addEventListener("abort", act, { once: true });
}

/** The engine ends what it has started when it is cancelled, and at once when it is cancelled again. */
async function cancel(child: ChildProcess): Promise<void> {
  for (const signal of ["SIGINT", "SIGINT", "SIGKILL"] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await sleep(CANCEL_WITHIN_MS);
  }
}
