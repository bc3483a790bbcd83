/**
 * A language host for Node.js programs, for a Pulumi CLI that was built from source and so has none:
 * `PULUMI_DEBUG_LANGUAGES=nodejs:<port>`. The official CLI brings its own.
 *
 * It runs the program as that one does: Node's own arguments from Pulumi.yaml, then the SDK's loader.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type GrpcServer, serve } from "./grpcServer";
import { PULUMI_VERSION } from "./pulumiCli";

/** The SDK's loader ends with it when it has shown the error itself. */
const ERROR_WAS_SHOWN = 32;

/** What programs are run with. */
export interface LanguageHostOptions {
  /** Their environment. */
  env: NodeJS.ProcessEnv;
  /** Gets what they print, standard output and standard error alike: the CLI's own may be JSON. */
  onOutput: (text: string) => void;
}

/**
 * Starts the language host.
 *
 * @returns the server; closing it ends programs that still run
 */
export async function startLanguageHost({ env, onOutput }: LanguageHostOptions): Promise<GrpcServer> {
  let engine = "";
  const programs = new Set<ChildProcess>();
  const server = await serve(LanguageRuntimeService, {
    handshake(request: proto.LanguageHandshakeRequest) {
      engine = request.getEngineAddress();
      return new proto.LanguageHandshakeResponse();
    },
    getPluginInfo: () => new PluginInfo().setVersion(PULUMI_VERSION),
    getRequiredPackages: () => new proto.GetRequiredPackagesResponse(),
    async run(request: proto.RunRequest) {
      const program = startProgram(request, engine, env);
      programs.add(program);
      for (const stream of [program.stdout, program.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
      const code = await new Promise<number>((resolve, reject) => {
        program.on("error", reject);
        program.on("close", (exitCode) => resolve(exitCode ?? 1));
      }).finally(() => programs.delete(program));
      if (code === 0) return new proto.RunResponse();
      if (code === ERROR_WAS_SHOWN) return new proto.RunResponse().setBail(true);
      return new proto.RunResponse().setError(`Program exited with non-zero exit code: ${code}`);
    },
  });
  return {
    port: server.port,
    close() {
      for (const program of programs) program.kill("SIGKILL");
      server.close();
    },
  };
}

function startProgram(request: proto.RunRequest, engine: string, env: NodeJS.ProcessEnv): ChildProcess {
  const info = request.getInfo();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const program = info?.getProgramDirectory() ?? request.getPwd();
  const loader = createRequire(join(program, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const flags = {
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    parallel: String(request.getParallel()),
    monitor: request.getMonitorAddress(),
    engine,
    "root-directory": info?.getRootDirectory() ?? program,
  };
  return spawn(
    process.execPath,
    [
      ...wordsOf(options["nodeargs"]),
      loader,
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info?.getEntryPoint() ?? ".",
      ...request.getArgsList(),
    ],
    {
      cwd: program,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(options["typescript"] !== false),
      },
    },
  );
}

function wordsOf(given: unknown): string[] {
  return typeof given === "string" ? given.split(/\s+/).filter(Boolean) : [];
}
