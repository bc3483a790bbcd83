/** The real Pulumi engine for tests: where there is a CLI. */
import type { Context } from "mocha";
import { type CommandEnd, type CommandOptions, type EngineSession, startEngine } from "../../local/engine/session";
import { findPulumiCli } from "../../local/engine/pulumiCli";
import { type LocalProject, localProject } from "./localProject";

/** Time enough for a few commands of the CLI on a busy machine, in milliseconds. */
export const engineTimeout = 180_000;

/**
 * `describe` for what needs the CLI. Without one it is skipped, or fails where MLPIPE_REQUIRE_ENGINE is set.
 */
export function describeEngine(title: string, body: () => void): void {
  const isThere = findPulumiCli() !== undefined;
  const isRequired = Boolean(process.env["MLPIPE_REQUIRE_ENGINE"]);
  if (isThere || isRequired) {
    describe(title, function () {
      this.timeout(engineTimeout);
      body();
    });
  } else {
    describe(title, () => {
      it("skipped: run npm run pulumi:build", function (this: Context) {
        this.skip();
      });
    });
  }
}

/** A stack of a project in a session of its own. */
export interface TestStack {
  engine: EngineSession;
  /** The session's copy of the config file. */
  configFile: string;
  /** Runs `pulumi <command> --stack …`, with `--yes` where it would ask. */
  pulumi(command: string, args?: string[], options?: Partial<CommandOptions>): Promise<CommandEnd>;
  /** The stack's state as JSON text. */
  exported(): Promise<string>;
  close(): void;
}

/** Commands that ask before they act, and make a preview of their own first. */
const ACTING = new Set(["up", "destroy", "refresh"]);

/** Starts an engine and makes a stack of the project in `root`. */
export async function testStack(root: string, stack = "dev"): Promise<TestStack> {
  const engine = await startEngine();
  try {
    const named = await engine.initStack(root, stack);
    return {
      engine,
      configFile: named.at(-1) ?? "",
      async pulumi(command, args = [], options = {}) {
        const acting = ACTING.has(command) ? ["--yes", "--skip-preview"] : [];
        return engine.run([command, ...named, ...acting, ...args], { cwd: root, ...options });
      },
      async exported() {
        return (await engine.run(["stack", "export", "--stack", stack], { cwd: root })).stdout;
      },
      close: () => engine.close(),
    };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** A small project with a JavaScript program, in which `pulumi` is there. It loads of @pulumi/aws what it needs: all is slow. */
export function engineProject(program: string, config: Record<string, unknown> = {}): LocalProject {
  return localProject({
    "Pulumi.yaml": "name: small\nruntime: nodejs\nmain: index.cjs\n",
    "package.json": "{}",
    "Pulumi.dev.yaml": JSON.stringify({ config: { "aws:region": "eu-west-1", ...config } }),
    "index.cjs": `const pulumi = require("@pulumi/pulumi");\n${program}`,
  });
}
