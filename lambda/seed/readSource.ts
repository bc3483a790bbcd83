import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { namedError } from "./namedError";
import { readObject, s3Uri } from "./s3Objects";
import type { S3Location } from "./settings";

/**
 * The largest data source that is taken, in bytes. To seed one of this size takes 0.5 GB and 4 s on one processor core,
 * and up to 1 GB and 20 s when its rows are as short as rows can be.
 */
export const MAX_SOURCE_BYTES = 32 * 2 ** 20;

/** A CSV file before it is checked. */
export interface Source {
  /** What messages call it. */
  name: string;
  csv: Buffer;
}

/** Reads the user's data, or, where no location is given, the sample in the function's archive. */
export async function readSource(location: S3Location | undefined): Promise<Source> {
  return location
    ? { name: s3Uri(location), csv: await readObject(location, MAX_SOURCE_BYTES) }
    : { name: "sample.csv", csv: await readShippedFile("sample.csv") };
}

/**
 * Reads a file that lies beside the bundle in the function's archive.
 *
 * @throws `ConfigurationError` when the archive does not hold it.
 */
export async function readShippedFile(name: string): Promise<Buffer> {
  try {
    return await readFile(join(__dirname, name));
  } catch (error) {
    throw namedError("ConfigurationError", `The function's archive holds no ${name}; SEED_PLAN names it.`, error);
  }
}
