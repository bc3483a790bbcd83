/** Finds the Pulumi CLI on this machine. */
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { version } from "@pulumi/pulumi/package.json";
import { UserError } from "../userError";

/** The CLI's version that the project is pinned to: that of its SDK. */
export const PULUMI_VERSION = version;

/** A CLI. */
export interface PulumiCli {
  /** Absolute path. */
  path: string;
  /** Whether the Node.js language host is beside it, as with the official CLI; a build from source has none. */
  hasLanguageHost: boolean;
}

/** Where `npx pulumi` and `npm run pulumi:build` keep the pinned version. */
export function pinnedCliPath(env: NodeJS.ProcessEnv = process.env): string {
  const home = env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  return join(home, "versions", PULUMI_VERSION, "bin", "pulumi");
}

/**
 * The pinned version, or else the `pulumi` on the PATH.
 *
 * @returns undefined when there is neither
 */
export function findPulumiCli(env: NodeJS.ProcessEnv = process.env): PulumiCli | undefined {
  const onPath = (env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "pulumi"));
  // npm's own shim downloads the CLI when it is absent: it counts only through the pinned path.
  const path = [pinnedCliPath(env), ...onPath.filter((one) => !one.includes("node_modules"))].find(isExecutable);
  if (path === undefined) return undefined;
  return { path, hasLanguageHost: existsSync(join(dirname(realpathSync(path)), "pulumi-language-nodejs")) };
}

/** @throws UserError when there is no CLI, with the two ways to one */
export function requirePulumiCli(env: NodeJS.ProcessEnv = process.env): PulumiCli {
  const cli = findPulumiCli(env);
  if (cli !== undefined) return cli;
  throw new UserError(
    `There is no Pulumi CLI at ${pinnedCliPath(env)} or on the PATH.`,
    "Run `npx pulumi version`, which downloads it, or, where that download is out of reach, `npm run pulumi:build`, which compiles it from its Go modules.",
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
