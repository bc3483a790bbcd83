#!/usr/bin/env node
/** Starts the command line (mlpipe.ts) on Node.js 24, which the package brings along, whatever Node.js the machine has. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUNDLE, isFresh, NOT_BUNDLED } from "./bundle.mjs";

const require = createRequire(import.meta.url);
const folder = dirname(fileURLToPath(import.meta.url));
const LEAST_NODE = 24;

if (Number(process.versions.node.split(".")[0]) >= LEAST_NODE) {
  if (process.argv[2] !== NOT_BUNDLED && isFresh()) require(BUNDLE);
  else {
    // As `node --import tsx` does: TypeScript for `require` and `import` alike.
    await import("tsx");
    require("./mlpipe.ts");
  }
} else {
  const node = bundledNode();
  if (node === undefined) {
    console.error(
      `Node.js ${LEAST_NODE} is needed; this is ${process.version}.\nRun npm install in ${dirname(folder)}, or install it.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGKILL" ? 137 : 130)));
}

/** The npm package `node` holds the program of one version. */
function bundledNode() {
  try {
    const path = join(dirname(require.resolve("node/package.json")), "bin", "node");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
