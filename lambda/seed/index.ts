/**
 * The function behind "Generate dataset": checks the user's CSV (or the shipped sample), divides it into training rows
 * and held-back rows, and writes both to the data bucket with the files that the pipeline's jobs need.
 *
 * It calls `s3:PutObject` on the keys of its plan and, where `DATA_SOURCE` is set, `s3:GetObject` on that object;
 * nothing else. Running it again writes the same bytes to the same keys.
 */
import { writeObject } from "../shared/s3Objects";
import { s3Uri } from "../shared/s3Uri";
import { readShippedFile } from "../shared/shippedFile";
import { readSource } from "./readSource";
import { parseSettings } from "./settings";
import { shareOut, splitRows } from "./splitRows";
import { validateTable } from "./validateTable";

/** What later states get to know. */
export interface SeedResult {
  TrainRows: number;
  TestRows: number;
  /** Columns less the label. */
  Features: number;
  /** `s3://` URIs of the training rows, one for each file. */
  Train: string[];
  /** `s3://` URI of the held-back rows. */
  Test: string;
}

/**
 * Lambda's entry. The event is not read: the environment says it all (see `parseSettings`).
 *
 * @throws `ConfigurationError`, `DataError`, or S3's error under its own name; nothing is written before the data is found good.
 */
export async function handler(): Promise<SeedResult> {
  const started = Date.now();
  const { bucket, plan, dataSource, labelRange, testFraction } = parseSettings(process.env);
  const source = await readSource(dataSource);
  const table = validateTable(source.csv, source.name, labelRange);
  const parts = splitRows(table.rows, testFraction, source.name);

  for (const [key, file] of Object.entries(plan.files)) {
    await writeObject({ bucket, key }, await readShippedFile(file, "SEED_PLAN"));
  }
  const train = plan.train.map((key) => ({ bucket, key }));
  const test = { bucket, key: plan.test };
  const shares = shareOut(parts.train, train.length, source.name);
  for (const [index, share] of shares.entries()) await writeObject(train[index]!, lines(share));
  await writeObject(test, lines(parts.test));

  const result: SeedResult = {
    TrainRows: parts.train.length,
    TestRows: parts.test.length,
    Features: table.columns - 1,
    Train: train.map(s3Uri),
    Test: s3Uri(test),
  };
  const files = Object.keys(plan.files);
  console.log(JSON.stringify({ message: "Seeded", source: source.name, ...result, files, ms: Date.now() - started }));
  return result;
}

function lines(rows: readonly string[]): string {
  return `${rows.join("\n")}\n`;
}
