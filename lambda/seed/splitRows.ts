import { hash } from "node:crypto";
import { namedError } from "../shared/namedError";

/** The rows of both parts, each in the order of the source. */
export interface Parts {
  train: string[];
  test: string[];
}

/**
 * Divides rows into those to train on and those held back. Where a row goes depends on its position alone (SHA-256 of
 * the index), so the same file always gives the same parts, on every machine, and rows added at the end
 * move none of those before them: what was held back once is never trained on later.
 *
 * @param testFraction share that is held back, above 0 and below 1; kept on average, not to the row
 * @param source what the message calls the data
 * @throws `DataError` when there are so few rows that a part stays empty.
 */
export function splitRows(rows: readonly string[], testFraction: number, source: string): Parts {
  const parts: Parts = { train: [], test: [] };
  rows.forEach((row, index) => parts[position(index) < testFraction ? "test" : "train"].push(row));
  for (const [part, { length }] of Object.entries(parts)) {
    if (length > 0) continue;
    throw namedError(
      "DataError",
      `${source} cannot be used for training.\nfound ${rows.length} rows of which none falls into the ${part} part ` +
        `(TEST_FRACTION ${testFraction}), allowed: enough rows for both parts`,
    );
  }
  return parts;
}

/**
 * Shares rows out, one after the other, so that each of the instances of a training job gets a file of its own.
 *
 * @throws `DataError` when there are fewer rows than shares
 */
export function shareOut(rows: readonly string[], shares: number, source: string): string[][] {
  if (rows.length < shares) {
    throw namedError(
      "DataError",
      `${source} cannot be used for training.\nfound ${rows.length} training rows, allowed: at least one for each of the ` +
        `${shares} training files`,
    );
  }
  return Array.from({ length: shares }, (_, share) => rows.filter((_row, index) => index % shares === share));
}

/** A number from 0 up to 1 that belongs to an index: evenly spread over many indices, the same everywhere. */
function position(index: number): number {
  return hash("sha256", String(index), "buffer").readUIntBE(0, 6) / 2 ** 48;
}
