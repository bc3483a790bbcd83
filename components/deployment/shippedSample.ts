/** Rows of the shipped sample (lambda/sample/README.md), for models that were trained on it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const SAMPLE = join(__dirname, "../../lambda/sample/sample.csv");

/** The features of the first rows, as CSV without labels. */
export function sampleRows(count: number): string[] {
  const rows = readFileSync(SAMPLE, "utf8").split("\n", count);
  return rows.map((row) => row.slice(row.indexOf(",") + 1).trim());
}
