/** The packs that ours stands beside, each in a folder of its own below `.mlpipe/`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const FOLDER = resolve(".mlpipe/bench");

/** Pulumi's own pack for AWS, deprecated, and the last version of it. */
export const AWSGUARD = "0.3.1";

/** A pack without rules, on the same SDK as ours: what the process, its server and its messages take by themselves. */
export function bareFolder(): string {
  return written(
    "no-rules",
    {},
    `const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("bare", { policies: [] });\n`,
  );
}

/**
 * awsguard as its page says: a package that depends on it, with all rules on. npm installs what it asks for, @pulumi/aws of
 * the fourth major version among it.
 *
 * @returns the folder, or why it could not be installed
 */
export function awsguardFolder(): { folder: string } | { reason: string } {
  const folder = written(
    `awsguard-${AWSGUARD}`,
    { "@pulumi/awsguard": AWSGUARD },
    `const { AwsGuard } = require("@pulumi/awsguard");\nnew AwsGuard({ all: "mandatory" });\n`,
  );
  if (existsSync(join(folder, "node_modules/@pulumi/awsguard/index.js"))) return { folder };
  process.stderr.write("awsguard: npm install, about half a minute\n");
  // Its @pulumi/aws would fetch the provider's binary, which a policy pack never starts.
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", ["install", ...options], { cwd: folder, encoding: "utf8" });
  return status === 0 ? { folder } : { reason: stderr.trim().split("\n").at(-1) ?? `npm ended with ${status}` };
}

function written(name: string, dependencies: Record<string, string>, main: string): string {
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  const facts = { name, version: "0.0.1", private: true, main: "index.js", dependencies };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(facts, null, 2)}\n`);
  writeFileSync(join(folder, "index.js"), main);
  return folder;
}
