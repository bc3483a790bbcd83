import type * as esbuild from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

/** Name of a function: its folder here. */
export type BundleName = keyof typeof BUNDLES;

/** Repository root: every path below is relative to it, so that the bundle is the same wherever the checkout lies. */
const ROOT = join(__dirname, "..");

/** What each function's archive holds: the bundle of `entry` as index.js, and `files` as they are. */
const BUNDLES = {
  start: { entry: "lambda/start/index.ts", files: [] },
  seed: {
    entry: "lambda/seed/index.ts",
    files: ["lambda/sample/sample.csv", "lambda/containers/transform.py"],
  },
  compare: { entry: "lambda/compare/index.ts", files: [] },
  evaluate: { entry: "lambda/evaluate/index.ts", files: [] },
  retrain: { entry: "lambda/retrain/index.ts", files: [] },
  validate: { entry: "lambda/validate/index.ts", files: ["lambda/sample/sample.csv"] },
};

/** Changes when a package does, or how bundles are made. */
const BUILT_WITH = ["package-lock.json", "lambda/bundles.ts"];

/** When each input of a bundle was changed last, by path, in milliseconds since 1970. */
type Inputs = Record<string, number>;

/**
 * Gives the folder that a function's archive is made of, and bundles it first when an input has changed since (0.2 s;
 * under 5 ms when nothing has). The same input gives the same bytes, so that Pulumi sees no change.
 *
 * @param name the function
 * @param onBuild called when the bundle has to be made
 * @returns absolute path
 * @throws esbuild's error, with file and line, when the function does not compile.
 * @example new aws.lambda.Function("seed", { code: new pulumi.asset.FileArchive(lambdaBundle("seed")), ... })
 */
export function lambdaBundle(name: BundleName, onBuild?: () => void): string {
  const folder = join(ROOT, "lambda/dist", name);
  const inputsFile = `${folder}.inputs.json`;
  if (!isFresh(inputsFile) || !existsSync(join(folder, "index.js"))) {
    onBuild?.();
    writeWhole(inputsFile, JSON.stringify(build(name, folder)));
  }
  return folder;
}

/** Absolute path of a script that a container runs. */
export function containerScript(name: "preprocess.py"): string {
  return join(ROOT, "lambda/containers", name);
}

function isFresh(inputsFile: string): boolean {
  if (!existsSync(inputsFile)) return false;
  const inputs = JSON.parse(readFileSync(inputsFile, "utf8")) as Inputs;
  return Object.entries(inputs).every(([path, changed]) => changedAt(path) === changed);
}

function build(name: BundleName, folder: string): Inputs {
  const { entry, files } = BUNDLES[name];
  const started = Date.now();
  // Loading esbuild takes longer than to find that there is nothing to do.
  const { buildSync } = createRequire(__filename)("esbuild") as typeof esbuild;
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    // The AWS SDK's ES modules: esbuild leaves out what is not used.
    mainFields: ["module", "main"],
    // Neither minified nor with a source map: it loads as fast (50 ms), and a stack trace in CloudWatch Logs
    // names the function and a line that can be read in the Lambda console.
    charset: "utf8",
    metafile: true,
    write: false,
  });
  const archive: Record<string, Uint8Array> = {};
  for (const file of outputFiles) archive["index.js"] = file.contents;
  for (const path of files) archive[basename(path)] = readFileSync(join(ROOT, path));

  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!(file in archive)) rmSync(join(folder, file), { recursive: true });
  for (const [file, contents] of Object.entries(archive)) writeWhole(join(folder, file), contents);

  const sources = Object.keys(metafile.inputs).filter((path) => !path.startsWith("node_modules/"));
  // An input that changed in the meantime may not be in the bundle: it counts as changed next time.
  const inputs = [...sources, ...files, ...BUILT_WITH].map((path) => [path, Math.min(changedAt(path) ?? 0, started)]);
  return Object.fromEntries(inputs) as Inputs;
}

/** Milliseconds since 1970, or undefined where there is no such file. */
function changedAt(path: string): number | undefined {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs;
}

/** Nobody ever reads half a file, also when two processes bundle at the same time. */
function writeWhole(path: string, contents: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
