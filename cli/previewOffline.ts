/** `mlpipe preview`: a stack's preview on the real Pulumi engine, without AWS. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { type EngineSession, startEngine } from "../local/engine/session";
import { UserError } from "../local/userError";
import { EXIT } from "./exitCodes";

/** The command's options, as the command line has them. */
export interface PreviewOptions {
  stack: string;
  /** The folder of `Pulumi.yaml`. */
  project: string;
  /** Folders of policy packs; the project's `policies` when absent, if it is one. */
  policyPack?: string[];
  json?: boolean;
}

/** What a policy pack says of a resource or of the stack, as the engine reports it. */
interface PolicyViolation {
  policyPackName: string;
  policyPackVersion: string;
  policyName: string;
  enforcementLevel: string;
  message: string;
  resourceUrn?: string;
}

/**
 * Previews the stack and prints what the CLI prints.
 *
 * @returns the exit code: 0, or 1 when the preview failed or a mandatory policy is violated; 130 when interrupted
 * @throws UserError when there is no CLI, project, stack or policy pack, or the stack's config is encrypted
 */
export async function previewOffline(options: PreviewOptions, signal: AbortSignal): Promise<number> {
  const root = resolve(options.project);
  const packs = policyPacks(options.policyPack, root);
  const engine = await startEngine();
  try {
    const stack = await engine.initStack(root, options.stack);
    const args = ["preview", ...stack, ...packs.flatMap((pack) => ["--policy-pack", pack])];
    const code = options.json
      ? await previewAsJson(engine, root, args, signal)
      : (await engine.run(args, { cwd: root, stream: true, interrupt: signal })).code;
    if (signal.aborted) return EXIT.interrupted;
    return code === 0 ? EXIT.done : EXIT.failed;
  } finally {
    engine.close();
  }
}

/** The CLI's JSON says nothing of policies; the engine's events do. */
async function previewAsJson(
  engine: EngineSession,
  root: string,
  args: string[],
  interrupt: AbortSignal,
): Promise<number> {
  const events = join(engine.state, "..", "events.json");
  const { code, stdout } = await engine.run([...args, "--json", "--event-log", events], {
    cwd: root,
    stream: "stderr",
    interrupt,
    // `--event-log` is there for programs that drive the CLI.
    env: { PULUMI_DEBUG_COMMANDS: "true" },
  });
  // Without a preview there is no JSON: the CLI has said why on standard error.
  if (!stdout.trimStart().startsWith("{")) {
    process.stderr.write(stdout);
    return code;
  }
  const digest = JSON.parse(stdout) as object;
  process.stdout.write(`${JSON.stringify({ ...digest, policyViolations: violationsIn(events) }, null, 2)}\n`);
  return code;
}

function violationsIn(events: string): PolicyViolation[] {
  if (!existsSync(events)) return [];
  return readFileSync(events, "utf8")
    .split("\n")
    .filter(Boolean)
    .flatMap((line) => (JSON.parse(line) as { policyEvent?: PolicyViolation }).policyEvent ?? []);
}

function policyPacks(given: string[] | undefined, root: string): string[] {
  const own = join(root, "policies");
  const packs = given?.map((folder) => resolve(folder)) ?? (isPolicyPack(own) ? [own] : []);
  for (const pack of packs) {
    if (!isPolicyPack(pack)) {
      throw new UserError(
        `${pack} is no policy pack: it holds no PulumiPolicy.yaml.`,
        "Give the folder of a policy pack.",
      );
    }
    const { main } = parse(readFileSync(join(pack, "PulumiPolicy.yaml"), "utf8")) as { main?: string };
    if (main !== undefined && !existsSync(join(pack, main))) {
      throw new UserError(`The policy pack ${pack} has no ${main}: it is not built.`, "Run `npm run build`.");
    }
  }
  return packs;
}

function isPolicyPack(folder: string): boolean {
  return existsSync(join(folder, "PulumiPolicy.yaml"));
}
