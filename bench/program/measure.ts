/**
 * One measurement in a process of its own; prints JSON, in milliseconds:
 *
 *     node --import tsx bench/program/measure.ts ours|bare|both COUNT RECORDED.json REPEATS
 *
 * `ours` and `bare` evaluate that program once: `whole` is from the start of the process, imports and all, `first` the
 * evaluation alone. `both` evaluates the two in turn, REPEATS times each, after a first time that does not count.
 */
import { readFileSync } from "node:fs";
import type { Recorded } from "./bare";
import { evaluate } from "./evaluate";

/** What `ours` or `bare` prints. */
export interface Fresh {
  whole: number;
  first: number;
}

/** What `both` prints. */
export interface InTurn {
  ours: number[];
  bare: number[];
}

const [mode, count, file, repeats] = process.argv.slice(2);

async function loadOurs(): Promise<() => void> {
  const { ours } = await import("./ours.js");
  return () => ours(Number(count));
}

async function loadBare(): Promise<() => void> {
  const { bare } = await import("./bare.js");
  const recorded = JSON.parse(readFileSync(file ?? "", "utf8")) as Recorded[];
  return () => bare(recorded);
}

async function timed(program: () => void): Promise<number> {
  const start = performance.now();
  await evaluate(program);
  return performance.now() - start;
}

async function measure(): Promise<Fresh | InTurn> {
  if (mode !== "both") {
    const first = await timed(mode === "ours" ? await loadOurs() : await loadBare());
    return { whole: performance.now(), first };
  }
  const [ours, bare] = [await loadOurs(), await loadBare()];
  const times: InTurn = { ours: [], bare: [] };
  for (let repeat = 0; repeat <= Number(repeats); repeat++) {
    times.ours.push(await timed(ours));
    times.bare.push(await timed(bare));
  }
  return { ours: times.ours.slice(1), bare: times.bare.slice(1) };
}

void measure().then((measurement) => console.log(JSON.stringify(measurement)));
