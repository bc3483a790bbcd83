import { readObject } from "../shared/s3Objects";
import { s3Uri, type S3Location } from "../shared/s3Uri";
import { readShippedFile } from "../shared/shippedFile";

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
