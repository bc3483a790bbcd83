/**
 * Which columns of CSV records a batch transform sends, and which it writes.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
import type { DataProcessing } from "@aws-sdk/client-sagemaker";
import { JobFault } from "./jobFault";

/** How one record goes to the model and how its answer is written. Records are lines of CSV without line end. */
export interface RecordFilter {
  /** What of a record the model gets. */
  sent: (record: string) => string;
  /** What is written for a record and the model's answer to it. */
  written: (record: string, answer: string) => string;
  /** Whether `written` makes anything else than the answer: then answers must match records line by line. */
  needsRecords: boolean;
}

/**
 * Reads a DataProcessing structure. Expressions are SageMaker's subset of JSONPath for CSV: `$`, `$[1]`, `$[0,-1]`,
 * `$[1:]`, `$[:-1]`, and these mixed as in `$[0,2:4]`.
 *
 * @throws JobFault for any other expression
 * @example recordFilter({ InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" })
 */
export function recordFilter(processing: DataProcessing = {}): RecordFilter {
  const input = columnsOf("InputFilter", processing.InputFilter ?? "$");
  const output = columnsOf("OutputFilter", processing.OutputFilter ?? "$");
  const joins = processing.JoinSource === "Input";
  return {
    sent: input,
    written: (record, answer) => output(joins ? `${record},${answer}` : answer),
    needsRecords: joins || (processing.OutputFilter ?? "$") !== "$",
  };
}

function columnsOf(member: string, expression: string): (record: string) => string {
  if (expression === "$") return (record) => record;
  const list = /^\$\[([-\d:, ]+)\]$/.exec(expression)?.[1];
  const parts = list?.split(",").map((part) => part.trim());
  if (!parts?.every((part) => /^(-?\d+|-?\d*:-?\d*)$/.test(part))) {
    throw new JobFault(`ClientError: DataProcessing.${member} ${expression} is not supported for CSV records`);
  }
  return (record) => {
    const cells = cellsOf(record);
    return parts.flatMap((part) => pick(part, cells, `DataProcessing.${member} ${expression}`)).join(",");
  };
}

function pick(part: string, cells: string[], expression: string): string[] {
  if (part.includes(":")) {
    const [from, to] = part.split(":");
    return cells.slice(from === "" ? 0 : Number(from), to === "" ? undefined : Number(to));
  }
  const cell = cells.at(Number(part));
  if (cell === undefined) {
    throw new JobFault(`ClientError: ${expression} names a column that a record of ${cells.length} columns lacks`);
  }
  return [cell];
}

/** The cells as they are written, quotes included. */
function cellsOf(record: string): string[] {
  return [...record.matchAll(/(?:^|,)((?:"(?:[^"]|"")*"|[^,"]*)+?)(?=,|$)/g)].map((match) => match[1]!);
}
