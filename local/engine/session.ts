/**
 * The real Pulumi engine without AWS: the CLI with the stand-in provider attached, and its state in a temporary folder.
 *
 * No credentials are read and nothing is asked of AWS or Pulumi Cloud.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { startLanguageHost } from "./languageHost";
import { startProvider } from "./provider";
import { requirePulumiCli } from "./pulumiCli";
import { copyStackFile } from "./stackFile";

/** How a command of the CLI ended. */
export interface CommandEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** The folder of `Pulumi.yaml`. */
  cwd: string;
  /** Further variables of the environment. */
  env?: Record<string, string>;
  /** Passes the command's output on as it comes, beside collecting it. */
  stream?: boolean;
  /** Kills the command: a test's way of pulling the plug. */
  signal?: AbortSignal;
}

/** The engine with the stand-in attached. */
export interface EngineSession {
  /** The folder that holds the state. */
  state: string;
  /**
   * Makes a stack, and a copy of its config file that belongs to this session; the user's own files stay as they are.
   *
   * @returns what names the stack to the CLI's commands: `--stack dev --config-file …`
   * @throws UserError for a stack that does not exist or whose config holds encrypted values
   */
  initStack(root: string, stack: string): Promise<string[]>;
  /** Runs `pulumi <args>`. */
  run(args: string[], options: CommandOptions): Promise<CommandEnd>;
  /** Ends the servers and removes the state. */
  close(): void;
}

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
  const provider = await startProvider();
  const languageHost = cli.hasLanguageHost ? undefined : await startLanguageHost();
  const bin = join(folder, "bin");
  if (languageHost !== undefined) {
    mkdirSync(bin);
    const analyzer = join(bin, "pulumi-analyzer-policy-nodejs");
    writeFileSync(analyzer, ANALYZER);
    chmodSync(analyzer, 0o755);
  }
  const own = {
    PULUMI_BACKEND_URL: `file://${state}`,
    // Of a state that lives as long as this session: nothing to keep secret.
    PULUMI_CONFIG_PASSPHRASE: "offline",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DEBUG_PROVIDERS: `aws:${provider.port}`,
    ...(languageHost && { PULUMI_DEBUG_LANGUAGES: `nodejs:${languageHost.port}` }),
    PATH: [...(languageHost ? [bin] : []), process.env["PATH"] ?? ""].join(delimiter),
  };

  const run: EngineSession["run"] = (args, { cwd, env, stream = false, signal }) => {
    const child = spawn(cli.path, ["--non-interactive", ...args], {
      cwd,
      env: { ...process.env, ...own, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal && { signal, killSignal: "SIGKILL" as const }),
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        if (stream) process[name].write(text);
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
      child.on("close", (code) => resolve({ code: code ?? -1, ...output }));
    });
  };

  return {
    state,
    run,
    async initStack(root, stack) {
      const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { name: string };
      // `stack init` writes into the config file of the folder that it runs in.
      const own = mkdtempSync(join(folder, "project-"));
      writeFileSync(join(own, "Pulumi.yaml"), stringify({ name: project.name, runtime: "nodejs" }));
      const made = await run(["stack", "init", stack], { cwd: own });
      if (made.code !== 0) throw new Error(`pulumi stack init: ${made.stderr || made.stdout}`);
      const file = join(own, `Pulumi.${stack}.yaml`);
      const { encryptionsalt } = parse(readFileSync(file, "utf8")) as { encryptionsalt: string };
      copyStackFile(root, stack, encryptionsalt, file);
      return ["--stack", stack, "--config-file", file];
    },
    close() {
      provider.close();
      languageHost?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
