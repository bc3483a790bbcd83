import { openCsvObjects, readRows } from "./csvObjects";
import { toNumber } from "./cells";
import type { LambdaContext } from "./handler";
import { namedError } from "./namedError";
import { Problems } from "./problems";
import { below, parseS3Uri } from "./s3Uri";

/** Labels, and what a model said of them. */
export interface Predictions {
  labels: Float64Array;
  scores: Float64Array;
}

/** How many rows are taken: 320 MB of memory with what it takes to grow and sort them. */
const MAX_ROWS = 10_000_000;

/**
 * Reads `label,prediction` rows: every object below a prefix, as batch transform leaves them when it joins its input's
 * label to its output. No rows at all are no error.
 *
 * @param uri a prefix, with or without a slash at its end
 * @throws `DataError` that names what is wrong; S3's error under its own name.
 */
export async function readPredictions(uri: string, context?: LambdaContext): Promise<Predictions> {
  const problems = new Problems();
  const table = { labels: new Float64Array(1024), scores: new Float64Array(1024) };
  let rows = 0;
  const taker = {
    row([label = "", score = "", ...more]: string[], object: string, line: number) {
      const values = [toNumber(label), toNumber(score)];
      if (more.length > 0 || values.some(Number.isNaN)) {
        const found = JSON.stringify([label, score, ...more].join(",").slice(0, 40));
        problems.add(`${object}, row ${line}`, found, "label,prediction: two numbers");
      } else if (rows === MAX_ROWS) {
        problems.add(object, `more than ${MAX_ROWS} rows`, `at most ${MAX_ROWS}`);
      } else {
        if (rows === table.labels.length) grow(table);
        table.labels[rows] = values[0]!;
        table.scores[rows] = values[1]!;
        rows += 1;
      }
    },
    broken: (object: string, place: string, given: string, allowed: string) =>
      problems.add(place === "" ? object : `${object}, ${place}`, given, allowed),
  };
  for await (const object of openCsvObjects(below(parseS3Uri(uri)!, ""))) {
    await readRows(object, taker, context);
    if (problems.count > 0) throw namedError("DataError", problems.reason(uri));
  }
  return { labels: table.labels.subarray(0, rows), scores: table.scores.subarray(0, rows) };
}

function grow(table: Predictions): void {
  for (const column of ["labels", "scores"] as const) {
    const wider = new Float64Array(table[column].length * 2);
    wider.set(table[column]);
    table[column] = wider;
  }
}
