/**
 * The function behind "Validate data": reads the data once, checks it against the schema and for drift from what the
 * model in production was trained on, and keeps a snapshot and its statistics for the run. Memory does not grow with the
 * data. Data that is not valid is an answer; nothing of it is kept.
 *
 * It calls `s3:GetObject` on the source (and `s3:ListBucket` for a prefix) and on the baseline, and `s3:PutObject` on
 * `runs/<Run>/raw/data.csv` and `statistics/<Run>.json`. Where more than 8 MiB turn out not to be valid, it gives their upload up;
 * without `s3:AbortMultipartUpload`, the parts stay until the bucket's lifecycle rule removes them.
 */
import { Readable } from "node:stream";
import { openCsvObjects, readRows, type CsvObject } from "../shared/csvObjects";
import { DEFAULT_DRIFT_LIMIT, MAX_STATISTICS_BYTES, parseBaseline, type Baseline } from "../shared/drift";
import { writeMetrics } from "../shared/embeddedMetrics";
import { handlerOf, type LambdaContext } from "../shared/handler";
import { isRefusal } from "../shared/s3Failures";
import { readObject, writeObject } from "../shared/s3Objects";
import { isPrefix, parseS3Uri, s3Uri } from "../shared/s3Uri";
import { readShippedFile } from "../shared/shippedFile";
import { TableCheck } from "../shared/tableCheck";
import { validateEvent, type ValidateAnswer } from "./event";
import { Snapshot } from "./snapshot";

const SAMPLE = "sample.csv";

/**
 * Lambda's entry.
 *
 * @throws `ConfigurationError`, `DataSourceError`, or S3's error where a result cannot be written (see `handlerOf`).
 */
export const handler = handlerOf(validateEvent, async (event, context): Promise<ValidateAnswer> => {
  const started = Date.now();
  const { Pipeline, Run, Bucket, Schema, DriftLimit } = event;
  const snapshotAt = { bucket: Bucket, key: `runs/${Run}/raw/data.csv` };
  const statisticsAt = { bucket: Bucket, key: `statistics/${Run}.json` };
  const snapshot = new Snapshot(snapshotAt);
  const source = event.Source ?? SAMPLE;
  let read: ReadData | undefined;
  try {
    const baseline = await readBaseline(event.Baseline);
    const check = new TableCheck(Schema ?? {}, source, baseline instanceof Error ? undefined : baseline);
    if (baseline instanceof Error) check.problems.add(event.Baseline!, firstLine(baseline), "a statistics.json");
    else read = await readData(event.Source ?? undefined, check, snapshot, context);

    const drift = read && check.drift();
    const limit = DriftLimit ?? DEFAULT_DRIFT_LIMIT;
    if (drift && drift.Psi > limit) {
      const given = `a distribution unlike the baseline's (population stability index ${drift.Psi.toPrecision(3)})`;
      check.problems.add(drift.Column, given, `at most ${limit}`);
    }
    const { problems } = check;
    const IsValid = problems.count === 0;
    const answer: ValidateAnswer = {
      IsValid,
      Reason: problems.reason(source),
      Problems: problems.listed,
      Rows: check.rows,
      Columns: check.width,
      Digest: IsValid ? await snapshot.finish() : "",
      Uri: IsValid ? s3Uri(snapshotAt) : "",
      StatisticsUri: IsValid ? s3Uri(statisticsAt) : "",
      Source: { Uri: source, ...read?.version },
      Drift: drift ?? null,
    };
    if (IsValid) await writeObject(statisticsAt, `${JSON.stringify(check.document(), null, 1)}\n`);
    else await snapshot.abort();

    writeMetrics(Pipeline, {
      Rows: [check.rows, "Count"],
      Problems: [problems.count, "Count"],
      MaxPsi: [drift?.Psi ?? NaN, "None"],
    });
    const { Problems, ...rest } = answer;
    console.log(JSON.stringify({ message: "Validated", ...rest, problems: problems.count, ms: Date.now() - started }));
    return answer;
  } catch (error) {
    await snapshot.abort();
    throw error;
  }
});

/** What was read, where it is one object. */
interface ReadData {
  version: { VersionId?: string; ETag?: string };
}

/** Reads all of the source into the check, and its rows into the snapshot for as long as they are valid. */
async function readData(
  uri: string | undefined,
  check: TableCheck,
  snapshot: Snapshot,
  context: LambdaContext | undefined,
): Promise<ReadData> {
  const { problems } = check;
  let aborted = false;
  const taker = {
    row(cells: string[], object: string, line: number, isFirst: boolean) {
      if (check.row(cells, object, line, isFirst) && problems.count === 0) snapshot.add(cells);
    },
    broken(object: string, place: string, given: string, allowed: string) {
      problems.add([object === uri ? "" : object, place].filter(Boolean).join(", ") || object, given, allowed);
    },
    async pause() {
      if (problems.count === 0) await snapshot.flush();
      else if (!aborted) {
        aborted = true;
        await snapshot.abort();
      }
    },
  };
  let version: ReadData["version"] = {};
  let isWhole = true;
  try {
    for await (const object of sourceObjects(uri)) {
      const { versionId, etag } = object;
      const isOne = uri !== undefined && !isPrefix(parseS3Uri(uri)!);
      if (isOne) version = { ...(versionId && { VersionId: versionId }), ...(etag && { ETag: etag }) };
      isWhole = await readRows(object, taker, context);
      if (!isWhole) break;
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { name } = error as Error;
    problems.add(uri ?? SAMPLE, firstLine(error as Error), `an object that can be read (S3 says ${name})`);
    isWhole = false;
  }
  if (isWhole) check.end();
  return { version };
}

async function* sourceObjects(uri: string | undefined): AsyncGenerator<CsvObject> {
  if (uri === undefined) yield { name: SAMPLE, body: Readable.from([await readShippedFile(SAMPLE)]) };
  else yield* openCsvObjects(parseS3Uri(uri)!);
}

/** The baseline; the error that says why there is none, where that is for the user to mend. */
async function readBaseline(uri: string | null | undefined): Promise<Baseline | Error | undefined> {
  if (uri === undefined || uri === null) return undefined;
  try {
    return parseBaseline((await readObject(parseS3Uri(uri)!, MAX_STATISTICS_BYTES)).toString("utf8"), uri);
  } catch (error) {
    if (error instanceof Error && (error.name === "DataError" || isRefusal(error))) return error;
    throw error;
  }
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0]!.replace(/\.$/, "");
}
