/**
 * How long previews on the real engine take, offline: of the stack dev, and of 1, 10 and 100 pipelines beside a program
 * that registers the same resources with literal arguments. Run by `npm run bench:engine`; needs the Pulumi CLI
 * (`npm run pulumi:build`), about ten minutes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type EngineSession, startEngine } from "../local/engine/session";
import { ours } from "./program/ours";
import { record, size } from "./program/record";
import { machine, median, publish, range, table } from "./report";

/** Pipelines in the program, and previews of each kind, the two in turn. */
const SIZES = [
  { pipelines: 1, rounds: 5 },
  { pipelines: 10, rounds: 5 },
  { pipelines: 100, rounds: 3 },
];

/** Runs of the whole command. */
const RUNS = 5;

/** Seconds for the stack dev, and how many times the bare program's time ours may take. */
const BUDGET = { seconds: 8, ratio: 1.15 };

/** A project in a temporary folder whose program is `main`. */
function project(folder: string, name: string, main: string, config: object): string {
  const made = mkdtempSync(join(folder, `${name}-`));
  symlinkSync(resolve("node_modules"), join(made, "node_modules"));
  const options = { typescript: false, nodeargs: "--import tsx" };
  const runtime = { name: "nodejs", options };
  writeFileSync(join(made, "Pulumi.yaml"), JSON.stringify({ name: "sagemaker-pipelines", runtime, main }));
  writeFileSync(join(made, "Pulumi.dev.yaml"), JSON.stringify({ config: { "aws:region": "us-east-1", ...config } }));
  return made;
}

/** The preview of a program as a command, in seconds. */
async function prepare(engine: EngineSession, root: string): Promise<() => Promise<number>> {
  const stack = await engine.initStack(root, "dev");
  return async () => {
    const start = performance.now();
    const { code, stdout, stderr } = await engine.run(["preview", ...stack, "--suppress-progress"], { cwd: root });
    if (code !== 0) throw new Error(`The preview failed:\n${stdout}${stderr}`);
    return (performance.now() - start) / 1000;
  };
}

async function measureSize(folder: string, { pipelines, rounds }: (typeof SIZES)[number]) {
  const recorded = await record(() => ours(pipelines));
  const names = Array.from({ length: pipelines }, (_one, index) => `pipeline-${index}`);
  const entries = Object.fromEntries(names.map((name) => [name, { type: "MlTrainingPipeline" }]));
  const config = { "sagemaker-pipelines:pipelines": entries };
  const bare = project(folder, "bare", "bare.cjs", config);
  writeFileSync(join(bare, "recorded.json"), JSON.stringify(recorded));
  const program = `require(${JSON.stringify(resolve("bench/program/bare.ts"))}).bare(require("./recorded.json"));`;
  writeFileSync(join(bare, "bare.cjs"), program);
  const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  // A stack each, so a session each: both are the stack dev of the same project.
  const engines = [await startEngine(), await startEngine()] as const;
  try {
    const previews = {
      ours: await prepare(engines[0], project(folder, "ours", resolve("index.ts"), config)),
      bare: await prepare(engines[1], bare),
    };
    for (let round = 1; round <= rounds; round++) {
      for (const mode of ["ours", "bare"] as const) times[mode].push(await previews[mode]());
      process.stderr.write(`${pipelines} pipelines: round ${round} of ${rounds}\n`);
    }
  } finally {
    for (const engine of engines) engine.close();
  }
  return { pipelines, resources: size(recorded), ...times };
}

/** The whole command as users start it, in seconds. */
function command(): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["cli/mlpipe.mjs", "preview", "--stack", "dev"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`mlpipe preview failed:\n${stderr}`);
  return (performance.now() - start) / 1000;
}

async function main(): Promise<void> {
  const [load = 0] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), "bench-engine-"));
  try {
    const whole = Array.from({ length: RUNS }, command);
    const sizes = [];
    for (const each of SIZES) sizes.push(await measureSize(folder, each));
    const ratioOf = (each: { ours: number[]; bare: number[] }) =>
      median(each.ours.map((time, index) => time / each.bare[index]!));
    const [first, last] = [sizes[0], sizes.at(-1)];
    if (first === undefined || last === undefined) throw new Error("Nothing was measured.");
    const perPipeline = (median(last.ours) - median(first.ours)) / (last.pipelines - first.pipelines);
    publish("bench/results/engine.md", [
      "# Offline previews on the real engine",
      "",
      "`pulumi preview` of a new stack with the stand-in for AWS's provider, in seconds: medians, with least and greatest",
      "value. Beside the pipelines of a config (`MlTrainingPipeline`, defaults) stands a program that registers the same",
      "resources with the arguments recorded from it, written out as literals. The ratio is the median over pairs that ran",
      "one right after the other. Written by `npm run bench:engine`.",
      "",
      `${machine(["@pulumi/pulumi", "@pulumi/aws", "tsx"])}.`,
      ...(load > cpus().length / 2
        ? ["", `Measured under load: the load average was ${load.toFixed(1)} at the start.`]
        : []),
      "",
      "## The stack dev: `mlpipe preview`, from its start to its end",
      "",
      `${median(whole).toFixed(1)} s (${range(whole, 1)}), ${RUNS} runs; at most ${BUDGET.seconds} s is the goal${median(whole) > BUDGET.seconds ? ": missed" : ""}.`,
      "",
      "## Pipelines of a config beside the bare program: `pulumi preview` alone",
      "",
      table(
        ["pipelines", "resources", "with components, s", "bare, s", "ratio", "previews"],
        sizes.map((each) => [
          each.pipelines,
          each.resources,
          `${median(each.ours).toFixed(1)} (${range(each.ours, 1)})`,
          `${median(each.bare).toFixed(1)} (${range(each.bare, 1)})`,
          ratioOf(each).toFixed(2),
          each.ours.length,
        ]),
      ),
      "",
      `From ${first.pipelines} to ${last.pipelines} pipelines each adds ${(perPipeline * 1000).toFixed(0)} ms. With ${last.pipelines}, the components`,
      `take ${ratioOf(last).toFixed(2)} times the bare program (at most ${BUDGET.ratio} is the goal${ratioOf(last) > BUDGET.ratio ? ": missed" : ""}).`,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
