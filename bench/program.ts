/**
 * What a component costs when a program is evaluated: `MlTrainingPipeline` beside a program that registers the same
 * resources with the arguments they end up with, written out. Run by `npm run bench:program`; a few minutes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fresh, InTurn } from "./program/measure";
import { ours } from "./program/ours";
import { record, size } from "./program/record";
import { machine, median, publish, range, table } from "./report";

/** Pipelines in the program, processes of each kind, and evaluations of each kind in one process. */
const SIZES = [
  { pipelines: 1, processes: 7, evaluations: 100 },
  { pipelines: 10, processes: 5, evaluations: 15 },
  { pipelines: 100, processes: 3, evaluations: 5 },
];

/** At most this many times the bare program's time, for one pipeline in process. */
const BUDGET = 1.15;

function measure(...args: (string | number)[]): unknown {
  const command = ["--import", "tsx", "bench/program/measure.ts", ...args.map(String)];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  if (status !== 0) throw new Error(`measure ${args.join(" ")} failed:\n${stderr}`);
  return JSON.parse(stdout);
}

async function measureSize(folder: string, { pipelines, processes, evaluations }: (typeof SIZES)[number]) {
  const recorded = await record(() => ours(pipelines));
  const file = join(folder, `${pipelines}.json`);
  writeFileSync(file, JSON.stringify(recorded));
  const fresh: { ours: Fresh[]; bare: Fresh[] } = { ours: [], bare: [] };
  for (let round = 0; round < processes; round++) {
    for (const mode of ["ours", "bare"] as const) fresh[mode].push(measure(mode, pipelines, file) as Fresh);
    process.stderr.write(`${pipelines} pipelines: process ${round + 1} of ${processes} of each kind\n`);
  }
  const inTurn = measure("both", pipelines, file, evaluations) as InTurn;
  process.stderr.write(`${pipelines} pipelines: ${evaluations} evaluations of each kind in one process\n`);
  return { pipelines, processes, evaluations, resources: size(recorded), fresh, inTurn };
}

type Measured = Awaited<ReturnType<typeof measureSize>>;
type Row = { ours: number[]; bare: number[] };

/** Of the two that were measured one right after the other, so that a busy spell of the machine weighs on both. */
const ratioOf = ({ ours: a, bare: b }: Row) => median(a.map((time, index) => time / b[index]!));

const cells = (row: Row) => [
  `${median(row.ours).toFixed(0)} (${range(row.ours)})`,
  `${median(row.bare).toFixed(0)} (${range(row.bare)})`,
  ratioOf(row).toFixed(2),
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-program-"));
  try {
    const sizes: Measured[] = [];
    for (const each of SIZES) sizes.push(await measureSize(folder, each));
    const of = (part: keyof Fresh, { fresh }: Measured): Row => ({
      ours: fresh.ours.map((one) => one[part]),
      bare: fresh.bare.map((one) => one[part]),
    });
    const head = ["pipelines", "resources", "with the component, ms", "bare, ms", "ratio"];
    const one = sizes[0]?.inTurn;
    if (one === undefined) throw new Error("Nothing was measured.");
    const ratio = ratioOf(one);
    publish("bench/results/program.md", [
      "# Evaluating a program",
      "",
      "`MlTrainingPipeline` with its defaults, beside a program that registers the same resources (same types, names and",
      "parents, components included) with the arguments recorded from it, written out as literals: no derived roles, no",
      "checks, no calls for account or region. Both run in process against the same stand-in for AWS's provider. Medians,",
      "with least and greatest value; the ratio is the median over pairs that ran one right after the other. Written by",
      "`npm run bench:program`.",
      "",
      `${machine(["@pulumi/pulumi", "@pulumi/aws", "tsx"])}.`,
      "",
      "## In one process, after imports, the two in turn",
      "",
      table(
        [...head, "per pipeline, ms", "evaluations"],
        sizes.map((each) => [
          each.pipelines,
          each.resources,
          ...cells(each.inTurn),
          (median(each.inTurn.ours) / each.pipelines).toFixed(1),
          each.evaluations,
        ]),
      ),
      "",
      `One pipeline: ${ratio.toFixed(2)} times the bare program (at most ${BUDGET} is the goal${ratio > BUDGET ? ": missed" : ""}).`,
      "Most of both is the SDK itself, which notes a stack trace for every promise of every property.",
      "",
      "## The first evaluation of a process, imports not counted",
      "",
      table(
        [...head, "processes"],
        sizes.map((each) => [each.pipelines, each.resources, ...cells(of("first", each)), each.processes]),
      ),
      "",
      "## A whole process: start of Node, imports, one evaluation",
      "",
      table(
        [...head, "processes"],
        sizes.map((each) => [each.pipelines, each.resources, ...cells(of("whole", each)), each.processes]),
      ),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
