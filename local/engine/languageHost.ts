/**
 * A language host for Node.js programs, for a Pulumi CLI that was built from source and so has none:
 * `PULUMI_DEBUG_LANGUAGES=nodejs:<port>`. The official CLI brings its own.
 *
 * It runs the program as that one does: Node's own arguments from Pulumi.yaml, then the SDK's loader.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type GrpcServer, serve } from "./grpcServer";
import { PULUMI_VERSION } from "./pulumiCli";

/** The SDK's loader ends with it when it has shown the error itself. */
const ERROR_WAS_SHOWN = 32;

/** Starts the language host. */
export async function startLanguageHost(): Promise<GrpcServer> {
  let engine = "";
  return serve(LanguageRuntimeService, {
    handshake(request: proto.LanguageHandshakeRequest) {
      engine = request.getEngineAddress();
      return new proto.LanguageHandshakeResponse();
    },
    getPluginInfo: () => new PluginInfo().setVersion(PULUMI_VERSION),
    getRequiredPackages: () => new proto.GetRequiredPackagesResponse(),
    async run(request: proto.RunRequest) {
      const code = await runProgram(request, engine);
      if (code === 0) return new proto.RunResponse();
      if (code === ERROR_WAS_SHOWN) return new proto.RunResponse().setBail(true);
      return new proto.RunResponse().setError(`Program exited with non-zero exit code: ${code}`);
    },
  });
}

async function runProgram(request: proto.RunRequest, engine: string): Promise<number> {
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
  const child = spawn(
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
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(options["typescript"] !== false),
      },
    },
  );
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function wordsOf(given: unknown): string[] {
  return typeof given === "string" ? given.split(/\s+/).filter(Boolean) : [];
}
