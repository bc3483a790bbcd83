import { CsvError, parse } from "csv-parse/sync";
import { isNumber, quoted } from "../shared/cells";
import { namedError } from "../shared/namedError";
import type { LabelRange } from "./settings";

/** Rows that a training job can read. */
export interface Table {
  /** A row each: label first, cells as they stood in the source less quotes and blanks, separated by commas. */
  rows: string[];
  /** Of every row, the label included. */
  columns: number;
}

/** How many problems a message lists; the others are counted. */
const SHOWN = 5;

/**
 * Checks a CSV file against what SageMaker's XGBoost takes: label first, no header, every cell a finite number, each row
 * of the same length. Blank lines and a byte order mark are passed over; a row's number is its line in the file.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html#InputOutput-XGBoost
 *
 * @param source what the messages call the file: `s3://bucket/key.csv`
 * @param labelRange the labels that the objective takes; default: any
 * @throws `DataError` that names the first five problems (row and column from 1, what was found, what is allowed) and
 * counts the rest.
 * @example validateTable("1,0.5\n0,0.7\n", "rows.csv", [0, 1]) // { rows: ["1,0.5", "0,0.7"], columns: 2 }
 */
export function validateTable(csv: string | Buffer, source: string, labelRange?: LabelRange): Table {
  const rows: string[] = [];
  const problems: string[] = [];
  let problemCount = 0;
  let columns = 0;
  let lastRow = 0;

  const report = (place: string, found: string, allowed: string): void => {
    problemCount += 1;
    if (problemCount <= SHOWN) problems.push(`${place}: found ${found}, allowed: ${allowed}`);
  };
  const checkCell = (cell: string, row: number, column: number): void => {
    if (!isNumber(cell)) {
      report(cellPlace(row, column), cell === "" ? "an empty cell" : quoted(cell), "a number");
    } else if (column === 1 && labelRange && !isWithin(Number(cell), labelRange)) {
      report(cellPlace(row, column), cell, `${labelRange[0]} to ${labelRange[1]}`);
    }
  };
  const checkRow = (cells: string[], row: number): void => {
    const isFirst = columns === 0;
    if (isFirst) columns = cells.length;
    if (columns === 1) {
      // One message says it for every row.
      if (isFirst) report(`row ${row}`, `1 column, ${quoted(cells[0] ?? "")}`, "the label, a comma, and the features");
    } else if (isFirst && !cells.some(isNumber)) {
      report(`row ${row}`, quoted(cells.join(",")), "numbers (it looks like a header: remove it)");
    } else if (cells.length !== columns) {
      report(`row ${row}`, `${cells.length} columns`, `${columns}, as in the first row`);
    } else {
      cells.forEach((cell, index) => checkCell(cell, row, index + 1));
    }
  };

  try {
    parse(csv, {
      bom: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        lastRow = lines;
        checkRow(cells, lines);
        rows.push(cells.join(","));
        return null; // The parser keeps nothing: a row as text takes a fraction of the memory of its cells.
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // With quotes relaxed, what is left to fail is a quotation mark that nothing closes.
    report(`row ${lastRow + 1} or later`, "a quotation mark that is not closed", "numbers");
  }
  if (problemCount === 0 && rows.length === 0) report("the file", "no rows", "rows of numbers, label first");
  if (problemCount > 0) throw dataError(source, problems, problemCount);
  return { rows, columns };
}

function dataError(source: string, problems: string[], count: number): Error {
  const more = count > problems.length ? [`and ${count - problems.length} more`] : [];
  return namedError("DataError", [`${source} cannot be used for training.`, ...problems, ...more].join("\n"));
}

function cellPlace(row: number, column: number): string {
  return `row ${row}, column ${column}${column === 1 ? " (the label)" : ""}`;
}

function isWithin(value: number, [lowest, highest]: LabelRange): boolean {
  return value >= lowest && value <= highest;
}
