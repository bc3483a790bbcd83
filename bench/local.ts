/**
 * How long the main job takes on this machine: `npm start -- --json` once the Python environment is in place, and the
 * making of that environment. Run by `npm run bench:local`; a few minutes, and a download of about 100 MB.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePython } from "../local/python/environment";
import type { RunResult } from "../local/runResult";
import { machine, median, publish, range, table } from "./report";

const RUNS = 5;

/** Seconds that a second run may take in all, and what of it may be orchestration. */
const BUDGET = { wall: 20, orchestration: 3 };

type Run = Pick<RunResult, "seconds" | "orchestrationSeconds" | "pipelines"> & { wall: number };

const elapsed = (start: number) => (performance.now() - start) / 1000;

/** One run as users start it, in seconds. */
function run(): Run {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync("npm", ["start", "--silent", "--", "--json"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const wall = elapsed(start);
  if (status !== 0) throw new Error(`npm start failed with exit code ${status}:\n${stderr}`);
  const report = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as RunResult;
  return { ...report, wall };
}

/** Makes a Python environment where there is none, in seconds. */
async function makeEnvironment(): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), "bench-local-"));
  try {
    const start = performance.now();
    await ensurePython({ root, onProgress: (line) => void process.stderr.write(`${line}\n`) });
    return elapsed(start);
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function main(): Promise<void> {
  const setUp = await makeEnvironment();
  const first = run();
  process.stderr.write(`first run: ${first.wall.toFixed(1)} s, not counted\n`);
  const runs: Run[] = [];
  for (let count = 1; count <= RUNS; count++) {
    const one = run();
    runs.push(one);
    process.stderr.write(`run ${count} of ${RUNS}: ${one.wall.toFixed(1)} s\n`);
  }
  const row = (what: string, values: number[], goal: string) => [
    what,
    median(values).toFixed(1),
    range(values, 1),
    goal,
  ];
  publish("bench/results/local.md", [
    "# The main job on one machine",
    "",
    `\`npm start -- --json\` for the pipelines of the stack dev (${first.pipelines.map(({ name }) => name).join(", ")}), with the`,
    `Python environment in place: ${RUNS} runs one after the other. Written by \`npm run bench:local\`.`,
    "",
    `${machine(["@pulumi/pulumi", "xgboost"])}.`,
    "",
    table(
      ["", "median, s", "least–greatest, s", "goal, s"],
      [
        row(
          "from the command to its end",
          runs.map(({ wall }) => wall),
          `under ${BUDGET.wall}`,
        ),
        row(
          "the run itself, without loading the program",
          runs.map(({ seconds }) => seconds),
          "",
        ),
        row(
          "of that, orchestration",
          runs.map(({ orchestrationSeconds }) => orchestrationSeconds),
          `under ${BUDGET.orchestration}`,
        ),
        ...first.pipelines.map(({ name }, index) =>
          row(
            `pipeline ${name}`,
            runs.map(({ pipelines }) => pipelines[index]?.seconds ?? NaN),
            "",
          ),
        ),
      ],
    ),
    "",
    "Orchestration is what was neither Python's own work nor package start-up; `local/run/clock.ts` defines it.",
    "",
    `The Python environment, made in an empty folder (pip and uv keep what they downloaded before): ${setUp.toFixed(1)} s, once.`,
  ]);
}

void main();
