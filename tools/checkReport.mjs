/**
 * Holds what `npm start -- --json` printed against what a good run of a stack looks like:
 *
 *     node tools/checkReport.mjs FILE
 *
 * FILE holds the run's standard output; the report is its last line. Prints one line a check; exit code 1 when one fails.
 */
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/** The least area under the ROC curve that batch predictions on the held-back rows must reach. */
const LEAST_AUC = 0.97;

/** @typedef {{ what: string, ok: boolean, found: unknown }} Check */

/** Reads the report from the last line that is not empty. */
function readReport(file) {
  const line = readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`The last line of ${file} is no JSON: ${line.slice(0, 200) || "(empty)"}`);
  }
}

/** The names of the pipelines that the stack's configuration asks for. */
function configuredPipelines(stack) {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(file)) throw new Error(`The report speaks of the stack "${stack}", and there is no ${file}.`);
  return Object.keys(parse(readFileSync(file, "utf8")).config["sagemaker-pipelines:pipelines"]);
}

/** @returns {Check[]} */
function checkPipeline({ name, status, states, metrics, iam }) {
  const bad = states.filter((state) => state.status !== "SUCCEEDED").map((state) => `${state.name}: ${state.status}`);
  return [
    { what: `${name} succeeded`, ok: status === "SUCCEEDED", found: status },
    {
      what: `${name}: every state succeeded`,
      ok: states.length > 0 && bad.length === 0,
      found: bad.length > 0 ? bad.join(", ") : `${states.length} states`,
    },
    { what: `${name}: calls were judged`, ok: iam.calls > 0, found: iam.calls },
    { what: `${name}: none denied`, ok: iam.denied === 0, found: iam.denied },
    { what: `${name}: nothing granted that no call needed`, ok: iam.unused === 0, found: iam.unused },
    ...("auc" in metrics
      ? [{ what: `${name}: AUC at least ${LEAST_AUC}`, ok: metrics.auc >= LEAST_AUC, found: metrics.auc }]
      : []),
  ];
}

/** @returns {Check[]} */
function checkReport({ stack, pipelines }) {
  const expected = configuredPipelines(stack).sort();
  const names = pipelines.map(({ name }) => name).sort();
  const scored = pipelines.filter(({ metrics }) => "auc" in metrics).length;
  return [
    {
      what: `the pipelines of the stack ${stack} ran: ${expected.join(", ")}`,
      // What deploys a pipeline's models is a pipeline beside it.
      ok: expected.length >= 2 && expected.every((name) => names.includes(name)),
      found: names.join(", "),
    },
    { what: "at least one pipeline was scored", ok: scored > 0, found: scored },
    ...pipelines.flatMap(checkPipeline),
  ];
}

const file = process.argv[2];
try {
  if (file === undefined) throw new Error("Usage: node tools/checkReport.mjs FILE");
  const checks = checkReport(readReport(file));
  for (const { what, ok, found } of checks) console.log(`${ok ? "ok  " : "FAIL"} ${what} (found: ${found})`);
  process.exitCode = checks.every(({ ok }) => ok) ? 0 : 1;
} catch (error) {
  console.log(`FAIL ${error.message}`);
  process.exitCode = 1;
}
