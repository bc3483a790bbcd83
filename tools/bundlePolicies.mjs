/**
 * Bundles the policy pack into policies/dist/: `npm run build`, and `npm ci` by way of `prepare`. The engine runs plain
 * JavaScript, and what the pack does not use is not loaded: it starts the sooner. @pulumi/* stay outside, since the process
 * that loads the pack has them, and there may be only one of each.
 */
import { build } from "esbuild";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "policies/dist");

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ["policies/index.ts"],
  outdir,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["@pulumi/*"],
  charset: "utf8",
  logLevel: "warning",
});
