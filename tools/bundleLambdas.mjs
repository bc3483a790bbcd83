/**
 * Bundles every Lambda function that has changed into lambda/dist/: `npm run build`, and `npm ci` by way of `prepare`.
 * `--verbose` says what was made and what was up to date. Runs on Node 20 too, so the TypeScript goes through tsx.
 */
import { require as requireTypeScript } from "tsx/cjs/api";

const { lambdaBundle } = requireTypeScript("../lambda/bundles.ts", import.meta.url);
const verbose = process.argv.includes("--verbose");

for (const name of ["evaluate", "seed", "start", "validate"]) {
  const started = Date.now();
  let state = "is up to date";
  const folder = lambdaBundle(name, () => (state = "was bundled"));
  if (verbose) console.log(`${folder} ${state} (${Date.now() - started} ms)`);
}
