/**
 * How long `checkDefinition` and `permissionsFor` take on definitions of 1 to 10,000 states, and `mlpipe check` as users
 * start it. Run by `npm run bench:asl`; about a minute.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "./asl/generate";
import type { Measurement } from "./asl/measure";
import { load, machine, median, publish, range, table } from "./report";

const SIZES = [
  { states: 1, runs: 51 },
  { states: 10, runs: 51 },
  { states: 100, runs: 51 },
  { states: 1000, runs: 21 },
  { states: 10_000, runs: 7 },
];

/** Milliseconds: check and permissions of 1,000 states, and `mlpipe check` on a small file in all. */
const BUDGET = { thousand: 100, command: 500 };
const STARTS = 10;

/** Runs Node with these arguments; gives what it printed and how long it took, in milliseconds. */
function node(args: readonly string[]): { stdout: string; time: number } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return { stdout, time };
}

interface Sized extends Measurement {
  states: number;
}

const measured = ({ states, runs }: (typeof SIZES)[number]): Sized => ({
  states,
  ...(JSON.parse(node(["--import", "tsx", "bench/asl/measure.ts", `${states}`, `${runs}`]).stdout) as Measurement),
});

/** The runs behind the first one. */
const warm = (times: readonly number[]) => times.slice(1);
const both = ({ check, permissions }: Sized) => check.map((time, run) => time + permissions[run]!);

function sizeRows(sizes: readonly Sized[]): (string | number)[][] {
  return sizes.map((size, index) => {
    const total = median(warm(both(size)));
    const before = sizes[index - 1];
    return [
      size.states,
      Math.round(size.bytes / 1024),
      median(warm(size.check)).toFixed(2),
      median(warm(size.permissions)).toFixed(2),
      `${total.toFixed(2)} (${range(warm(both(size)), 2)})`,
      ((1000 * total) / size.states).toFixed(0),
      before === undefined ? "" : (total / median(warm(both(before)))).toFixed(1),
      both(size)[0]!.toFixed(0),
      Math.round(size.memory / 2 ** 20),
    ];
  });
}

const COMMAND = "`mlpipe check` of ten states";

/** What starting takes, by parts. */
function startRows(file: string): { name: string; times: number[] }[] {
  // As `npm run build` leaves it.
  node(["tools/bundleCommand.mjs"]);
  const parts = [
    { name: "Node alone", args: ["--eval", "0"] },
    { name: "`mlpipe --help`", args: ["cli/mlpipe.mjs", "--help"] },
    { name: COMMAND, args: ["cli/mlpipe.mjs", "check", file] },
    { name: `${COMMAND}, from sources`, args: ["--import", "tsx", "cli/mlpipe.ts", "check", file] },
  ];
  return parts.map(({ name, args }) => ({
    name,
    times: Array.from({ length: STARTS }, () => node(args).time),
  }));
}

function main(): void {
  const sizes = SIZES.map(measured);
  const folder = mkdtempSync(join(tmpdir(), "bench-asl-"));
  try {
    const file = join(folder, "ten.asl.json");
    writeFileSync(file, JSON.stringify(generate(10), null, 2));
    const starts = startRows(file);
    const thousand = median(warm(both(sizes.find(({ states }) => states === 1000)!)));
    const command = median(starts.find(({ name }) => name === COMMAND)!.times);
    const missed = (value: number, goal: number) => (value > goal ? ": missed" : "");
    publish("bench/results/asl.md", [
      "# Checking definitions and deriving their permissions",
      "",
      "`checkDefinition` and `permissionsFor` on generated definitions: blocks of nine states (training, model, transform,",
      "processing, Lambda; JSONPath and JSONata; Choice, Parallel and Map, whose inner states count), each size in a process",
      "of its own. Medians, with least and greatest; the first run, which also loads the shapes of the APIs, stands apart.",
      "Definitions beyond 1 MiB are refused by AWS and stand here for the growth. Written by `npm run bench:asl`.",
      "",
      `${machine(["tsx"])}. ${load()}`,
      "",
      table(
        [
          "states",
          "KiB",
          "check, ms",
          "permissions, ms",
          "both, ms",
          "µs a state",
          "growth",
          "first run, ms",
          "memory of the process, MiB",
        ],
        sizeRows(sizes),
      ),
      "",
      `Both for 1,000 states: ${thousand.toFixed(1)} ms (under ${BUDGET.thousand} is the goal${missed(thousand, BUDGET.thousand)}). Growth is the factor from the row above; linear is 10.`,
      "",
      "## The command",
      "",
      `Whole processes, ${STARTS} of each, one after the other. The last line is for sources that have changed since \`npm run build\`.`,
      "",
      table(
        ["median, ms", "least–greatest, ms", ""],
        starts.map(({ name, times }) => [median(times).toFixed(0), range(times), name]),
      ),
      "",
      `\`mlpipe check\`: ${command.toFixed(0)} ms (under ${BUDGET.command} is the goal${missed(command, BUDGET.command)}).`,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
