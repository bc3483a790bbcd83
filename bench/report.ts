/** What all benchmarks share: medians, tables, and what they ran on. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError("The median of nothing.");
  return (low + high) / 2;
}

/** Least and greatest value, as `12–15`. */
export function range(values: readonly number[], digits = 0): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

/** A Markdown table; numbers are right-aligned by their column's first row. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_title, column) => (/^\d/.test(String(rows[0]?.[column] ?? "")) ? "---:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** The machine, and the versions of Node and of the named packages. */
export function machine(packages: readonly string[] = []): string {
  const [cpu] = cpus();
  const versions = packages.map((name) => `${name} ${versionOf(name)}`);
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    platform(),
    `Node ${process.versions.node}`,
    ...versions,
  ].join(", ");
}

/** How busy the machine has been: beyond one process a core, times say little of what they are on a quiet machine. */
export function load(): string {
  const [lately = 0] = loadavg();
  return `Load of the machine over the last minute: ${lately.toFixed(1)} on ${cpus().length} cores.`;
}

/** Writes a page of results and prints it. */
export function publish(file: string, lines: readonly string[]): void {
  const text = `${lines.join("\n")}\n`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(text);
  console.log(`Written to ${file}.`);
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}
