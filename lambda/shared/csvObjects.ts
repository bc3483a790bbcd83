import { CsvError, parse } from "csv-parse";
import type { Readable } from "node:stream";
import type { LambdaContext } from "./handler";
import { listObjects, openObject } from "./s3Objects";
import { isPrefix, s3Uri, type S3Location } from "./s3Uri";

/** A CSV file that is read as a stream. */
export interface CsvObject {
  /** What messages call it. */
  name: string;
  body: Readable;
  versionId?: string;
  etag?: string;
}

/** Takes rows as they come. */
export interface RowTaker {
  /** A row, its cells without blanks around them. `line` counts from 1; `isFirst` says that it begins an object. */
  row(cells: string[], object: string, line: number, isFirst: boolean): void;
  /** An object that cannot be read on as CSV. */
  broken(object: string, place: string, given: string, allowed: string): void;
  /** After each piece of some kilobytes. What it waits for keeps memory bounded. */
  pause?(): Promise<void>;
}

/** Bytes of the longest row that is taken: some ten thousand columns. */
const MAX_ROW_BYTES = 2 ** 20;

/** The time that is left for the work after reading, in milliseconds. */
const RESERVE_MS = 15_000;

/** First bytes of files that are often uploaded in place of a CSV file. */
const NOT_TEXT: [magic: string, what: string][] = [
  ["1f8b", "a gzip file"],
  ["504b0304", "a ZIP archive or spreadsheet"],
  ["50415231", "a Parquet file"],
  ["425a68", "a bzip2 file"],
  ["28b52ffd", "a Zstandard file"],
  ["fffe", "text in UTF-16"],
  ["feff", "text in UTF-16"],
];

/**
 * The CSV files that a location stands for: the object, or all below the prefix in the order of their keys, each opened
 * when the one before it has been read.
 *
 * @throws S3's error under its own name.
 */
export async function* openCsvObjects(location: S3Location): AsyncGenerator<CsvObject> {
  const open = async (at: S3Location) => ({ name: s3Uri(at), ...(await openObject(at)) });
  if (!isPrefix(location)) {
    yield await open(location);
    return;
  }
  for await (const listed of listObjects(location)) if (listed.bytes > 0) yield await open(listed);
}

/**
 * Reads an object row by row, in memory that does not grow with it. A byte order mark, blank lines, quotation marks
 * around cells and carriage returns are passed over.
 *
 * @returns false when it ended before its time: the object is no text, a row has no end, or the function's time is over
 * @throws S3's error when the connection breaks.
 */
export async function readRows(object: CsvObject, taker: RowTaker, context?: LambdaContext): Promise<boolean> {
  let lastLine = 0;
  let isFirst = true;
  const parser = parse({
    bom: true,
    trim: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (cells: string[], { lines }) => {
      lastLine = lines;
      taker.row(cells, object.name, lines, isFirst);
      isFirst = false;
      return null; // The parser keeps nothing.
    },
  });
  const feed = (work: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      work((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  // Errors come by way of the calls below.
  parser.on("error", () => undefined).resume();
  let bytes = 0;
  try {
    for await (const chunk of object.body as AsyncIterable<Buffer>) {
      const what = bytes === 0 ? notText(chunk) : undefined;
      if (what !== undefined) {
        taker.broken(object.name, "", what, "CSV text in UTF-8");
        return false;
      }
      bytes += chunk.length;
      await feed((done) => parser.write(chunk, done));
      await taker.pause?.();
      if (context && context.getRemainingTimeInMillis() < RESERVE_MS) {
        const read = `more data than the function can read in its time (${Math.ceil(bytes / 2 ** 20)} MiB were read)`;
        taker.broken(object.name, "", read, "less data, or a longer time limit of the function");
        return false;
      }
    }
    await feed((done) => parser.end(done));
    await taker.pause?.();
    return true;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const place = `row ${lastLine + 1} or later`;
    if (error.code === "CSV_MAX_RECORD_SIZE") {
      taker.broken(object.name, place, "a row that is longer than 1 MiB", "rows with line breaks between them");
    } else {
      // With quotes relaxed, what is left to fail is a quotation mark that nothing closes.
      taker.broken(object.name, place, "a quotation mark that is not closed", "numbers");
    }
    return false;
  } finally {
    object.body.destroy();
    parser.destroy();
  }
}

function notText(start: Buffer): string | undefined {
  const magic = start.subarray(0, 8).toString("hex");
  const known = NOT_TEXT.find(([first]) => magic.startsWith(first));
  if (known) return known[1];
  return start.subarray(0, 4096).includes(0) ? "bytes that are not text" : undefined;
}
