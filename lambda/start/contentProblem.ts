import { CsvError, parse } from "csv-parse/sync";
import type { Format } from "./trigger";

/** First bytes of a Parquet file: https://parquet.apache.org/docs/file-format/ */
const PARQUET = "PAR1";

/**
 * Why the beginning of a file does not look like its format.
 *
 * @param isWhole whether the file ends with it; if not, its last line may be cut and is not judged
 * @returns words that go behind the file's name; undefined when it may well be of that format
 */
export function contentProblem(head: Buffer, format: Format, isWhole: boolean): string | undefined {
  if (format === "parquet") {
    return head.toString("latin1", 0, 4) === PARQUET ? undefined : "does not begin as a Parquet file does";
  }
  const text = textOf(head, isWhole);
  if (text === undefined) return `is not text in UTF-8, as ${format.toUpperCase()} is`;
  if (text.trim() === "") return "holds nothing but blanks";
  switch (format) {
    case "json":
      return /^\s*[[{]/.test(text) ? undefined : "does not begin as JSON does, with { or [";
    case "jsonl":
      return lineProblem(text, isWhole);
    case "csv":
      return csvProblem(text, isWhole);
  }
}

/** The text; undefined for other bytes. A character at the very end may be cut. */
function textOf(head: Buffer, isWhole: boolean): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: !isWhole });
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The lines that are certainly whole; undefined when not even the first is. */
function wholeLines(text: string, isWhole: boolean): string | undefined {
  if (isWhole) return text;
  const end = text.lastIndexOf("\n");
  return end === -1 ? undefined : text.slice(0, end + 1);
}

function lineProblem(text: string, isWhole: boolean): string | undefined {
  for (const [index, line] of (wholeLines(text, isWhole)?.split("\n") ?? []).entries()) {
    if (line.trim() === "") continue;
    try {
      JSON.parse(line);
    } catch {
      return `has no JSON in line ${index + 1}`;
    }
  }
  return undefined;
}

function csvProblem(text: string, isWhole: boolean): string | undefined {
  const lines = wholeLines(text, isWhole);
  // One line that is longer than what was read.
  if (lines === undefined) return text.includes(",") ? undefined : "has no comma in its first kilobyte";
  try {
    const rows: string[][] = parse(lines, { bom: true, relax_column_count: true, skip_empty_lines: true });
    const [first = []] = rows;
    if (first.length < 2) return "has one column, allowed: the label, a comma, and the features";
    const odd = rows.findIndex((row) => row.length !== first.length);
    if (odd === -1) return undefined;
    return `has ${rows[odd]?.length} columns in row ${odd + 1}, allowed: ${first.length}, as in the first row`;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A cell in quotation marks may go on behind what was read.
    return !isWhole && error.code === "CSV_QUOTE_NOT_CLOSED" ? undefined : `is no CSV: ${error.message}`;
  }
}
