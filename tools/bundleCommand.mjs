/**
 * Bundles the command line into cli/dist/ when something in it has changed: `npm run build`, and `npm ci` by way of
 * `prepare`. `--verbose` says whether it did.
 */
import { buildSync } from "esbuild";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { BUNDLE, changedAt, INPUTS, isFresh, NOT_BUNDLED, ROOT } from "../cli/bundle.mjs";

/** Changes when a package does, or how the bundle is made. */
const BUILT_WITH = ["package-lock.json", "tools/bundleCommand.mjs"];

function build() {
  const started = Date.now();
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: ["cli/mlpipe.ts"],
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    charset: "utf8",
    // Packages are loaded when they are first needed, as the sources do; shapes are data, read a service at a time.
    packages: "external",
    external: [`../${NOT_BUNDLED}.js`, "./shapes/*.json", "./sdk/*.json"],
    // So the shapes' paths, which are relative to the catalogue, lead there from the bundle too.
    banner: {
      js: 'require = require("node:module").createRequire(require.resolve("../../asl/catalogue/catalogue.ts"));',
    },
    metafile: true,
    write: false,
  });
  // A file that changed in the meantime may not be in the bundle: it counts as changed next time.
  const inputs = [...Object.keys(metafile.inputs), ...BUILT_WITH].map((path) => [
    path,
    Math.min(changedAt(path) ?? 0, started),
  ]);
  mkdirSync(dirname(BUNDLE), { recursive: true });
  writeWhole(BUNDLE, outputFiles[0].contents);
  writeWhole(INPUTS, JSON.stringify(Object.fromEntries(inputs)));
}

/** Nobody ever reads half a file, also when two processes bundle at the same time. */
function writeWhole(path, contents) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

const wasFresh = isFresh();
if (!wasFresh) build();
if (process.argv.includes("--verbose")) console.log(`${BUNDLE} ${wasFresh ? "is up to date" : "was bundled"}`);
