import { quoted, toNumber } from "../shared/cells";
import { openCsvObjects, readRows } from "../shared/csvObjects";
import { DriftCount, MAX_STATISTICS_BYTES, parseBaseline, type Drift } from "../shared/drift";
import type { LambdaContext } from "../shared/handler";
import { namedError } from "../shared/namedError";
import { Problems } from "../shared/problems";
import { readObject } from "../shared/s3Objects";
import { parseS3Uri } from "../shared/s3Uri";

/**
 * Reads data as a stream, and gives the column that is furthest from the statistics of other data. A first row without a
 * number is a header; an empty cell is one that is missing, and counts as such. Whether the data may be trained on is for
 * validation to say.
 *
 * @param source of the data: an object, or a prefix that ends in a slash
 * @param statistics of a statistics.json
 * @throws `DataError` when there are no rows, or they are not numbers in as many columns; S3's error under its own name.
 */
export async function readDrift(source: string, statistics: string, context?: LambdaContext): Promise<Drift> {
  const bytes = await readObject(parseS3Uri(statistics)!, MAX_STATISTICS_BYTES);
  const count = new DriftCount(parseBaseline(bytes.toString("utf8"), statistics));
  const problems = new Problems();
  const values = new Float64Array(count.columns);
  let rows = 0;
  const taker = {
    row(cells: string[], object: string, line: number, isFirst: boolean) {
      for (let column = 0; column < values.length; column += 1) values[column] = toNumber(cells[column] ?? "");
      if (isFirst && values.every(Number.isNaN)) return;
      const place = `${object === source ? "" : `${object}, `}row ${line}`;
      const text = cells.find((cell, column) => cell !== "" && Number.isNaN(values[column]));
      if (cells.length !== values.length) {
        problems.add(place, `${cells.length} columns`, `${values.length}, as in ${statistics}`);
      } else if (text !== undefined) {
        problems.add(place, quoted(text), "numbers");
      }
      count.add(values);
      rows += 1;
    },
    broken: (object: string, place: string, given: string, allowed: string) =>
      problems.add(place === "" ? object : `${object}, ${place}`, given, allowed),
  };
  for await (const object of openCsvObjects(parseS3Uri(source)!)) {
    await readRows(object, taker, context);
    if (problems.count > 0) throw namedError("DataError", problems.reason(source));
  }
  if (rows === 0) throw namedError("DataError", `${source} holds no rows.`);
  return count.worst();
}
