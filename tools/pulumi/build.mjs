/** Compiles the Pulumi CLI from its Go modules: `npm run pulumi:build`. See HELP. */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, platform } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HELP = `
Usage: npm run pulumi:build [-- --force]

Compiles the Pulumi CLI from the Go modules that tools/pulumi/go.mod names, for machines that cannot download it. It goes
where \`npx pulumi\` looks for it: $PULUMI_HOME/versions/<version>/bin/pulumi, with ~/.pulumi as the home when PULUMI_HOME
is not set. About five minutes on two cores. Nothing is done when it is there already.

What runs policy packs goes where the engine keeps its plugins, $PULUMI_HOME/plugins. The build has neither a Node.js
language host nor providers: \`npm run preview:offline\` brings what it needs of both.

Needs Go, and either its module proxy (GOPROXY) or a filled module cache (GOMODCACHE).

Options:
  --force   compiles it even if it is there
  --help    shows this

Exit codes:
  0    the CLI is there
  1    it could not be compiled
  2    wrong usage, or something that you can mend: the message says what
  130  interrupted (Ctrl-C)
`;

const EXIT = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 };
const ANALYZER = "pulumi-analyzer-policy-nodejs";
const COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const folder = dirname(fileURLToPath(import.meta.url));

/** What a user can mend: words of Go's own message -> what to do. */
const REMEDIES = [
  [/no space left on device/, "The disk is full. Free 4 GB, for instance with `go clean -cache`, and run it again."],
  [
    /go\.mod requires go >= ([\d.]+)|toolchain not available/,
    "Go is too old. Install the version that tools/pulumi/go.mod names, or let Go fetch it with GOTOOLCHAIN=auto.",
  ],
  [
    /dial tcp|proxyconnect|no such host|i\/o timeout|TLS handshake|module lookup disabled|connection refused|: [45]\d\d [A-Z]/,
    "Go's modules are out of reach. Set GOPROXY to a module proxy that this machine can use, or copy a filled module cache here (GOMODCACHE).",
  ],
  [/checksum mismatch/, "A module is not what tools/pulumi/go.sum says. Look at the proxy that GOPROXY names."],
];

/** A condition that the user can mend. */
class CannotBuild extends Error {}

/** The version of the npm package `pulumi`, which decides what `npx pulumi` looks for. */
function wantedVersion() {
  const { version } = createRequire(import.meta.url)("pulumi/package.json");
  const inModule = /pulumi\/pkg\/v3 v(\S+)/.exec(readFileSync(join(folder, "go.mod"), "utf8"))?.[1];
  if (inModule === version) return version;
  throw new CannotBuild(
    `tools/pulumi/go.mod has ${inModule}, and the npm package pulumi is ${version}. Make them equal.`,
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first line of what `go version` says. */
function goVersion() {
  const { error, status, stdout, stderr } = spawnSync("go", ["version"], { cwd: folder, encoding: "utf8" });
  if (error?.code === "ENOENT") {
    throw new CannotBuild("There is no `go` on the PATH. Install Go (https://go.dev/doc/install), and run it again.");
  }
  if (error) throw error;
  if (status !== 0) throw explained(stderr);
  return stdout.trim();
}

/** Go's message with what to do about it, where that is known. */
function explained(stderr) {
  const remedy = REMEDIES.find(([words]) => words.test(stderr))?.[1];
  const tail = stderr.trim().split("\n").slice(-8).join("\n");
  return remedy === undefined ? new Error(tail) : new CannotBuild(`${remedy}\n\nGo says:\n${tail}`);
}

/** Runs `go build`; what Go says is shown as it comes. */
function compile(version, target) {
  const linker = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  const child = spawn("go", ["build", "-mod=readonly", "-trimpath", "-ldflags", linker, "-o", target, COMMAND], {
    cwd: folder,
    stdio: ["ignore", "inherit", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
    process.stderr.write(text);
  });
  const stop = () => child.kill();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const name of ["SIGINT", "SIGTERM"]) process.off(name, stop);
      if (code === 0) resolve();
      else if (signal !== null || code === EXIT.interrupted) reject(new Error("interrupted", { cause: "signal" }));
      else reject(explained(stderr));
    });
  });
}

/** The engine runs policy packs with this plugin where it has no language host. */
function installAnalyzer(home, version) {
  const plugin = join(home, "plugins", `analyzer-policy-nodejs-v${version}`);
  mkdirSync(plugin, { recursive: true });
  copyFileSync(join(folder, ANALYZER), join(plugin, ANALYZER));
}

async function build(isForced) {
  const version = wantedVersion();
  const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
  const path = join(home, "versions", version, "bin", platform() === "win32" ? "pulumi.exe" : "pulumi");
  installAnalyzer(home, version);
  if (isExecutable(path) && !isForced) {
    console.log(`The Pulumi CLI ${version} is there: ${path}. (--force compiles it anew.)`);
    return;
  }
  console.log(`Compiling the Pulumi CLI ${version} with ${goVersion()} into ${path}.`);
  console.log("The first time takes about five minutes on two cores.");
  const start = performance.now();
  mkdirSync(dirname(path), { recursive: true });
  // Complete or not there at all: a broken off build leaves nothing that would be taken for the CLI.
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await compile(version, temporary);
    const { stdout = "" } = spawnSync(temporary, ["version"], {
      encoding: "utf8",
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    });
    if (stdout.trim() !== `v${version}`) throw new Error(`The CLI that was compiled calls itself "${stdout.trim()}".`);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  console.log(`Done in ${((performance.now() - start) / 1000).toFixed(0)} s.`);
}

async function main(args) {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(HELP.trim());
    return EXIT.done;
  }
  const unknown = args.find((one) => one !== "--force");
  if (unknown !== undefined) {
    console.error(`There is no option ${unknown}.\n${HELP}`);
    return EXIT.wrongUse;
  }
  try {
    await build(args.includes("--force"));
    return EXIT.done;
  } catch (error) {
    if (error.cause === "signal") return EXIT.interrupted;
    if (error.code === "ENOSPC") error.message = "The disk is full. Free 4 GB and run it again.";
    console.error(`\nThe Pulumi CLI was not compiled.\n${error.message}`);
    return error instanceof CannotBuild || error.code !== undefined ? EXIT.wrongUse : EXIT.failed;
  }
}

process.exitCode = await main(process.argv.slice(2));
