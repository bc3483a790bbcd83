/** Lists of files in S3: an inventory's, or that of Athena's UNLOAD. */
import { type FileFormat, fileFormat, ItemReaderError, parseCsv } from "./fileFormats";
import type { MapItem } from "./items";

type GetObject = (bucket: string, key: string) => Promise<Uint8Array>;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
interface Inventory {
  destinationBucket: string;
  fileFormat: string;
  fileSchema: string;
  files: { key: string }[];
}

/**
 * Reads an inventory: an item is an object of it, by the names of its schema: `{Bucket, Key, Size}`.
 *
 * @throws ItemReaderError when it is none, or its files are not CSV
 */
export async function readInventory(text: string, key: string, getObject: GetObject): Promise<MapItem[]> {
  const { destinationBucket, fileFormat: form, fileSchema, files } = parseInventory(text, key);
  if (form !== "CSV") throw new ItemReaderError(`The inventory's files are ${form}, and only CSV can be read.`);
  const names = fileSchema.split(",").map((name) => name.trim());
  const read = fileFormat({ InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: names }) as FileFormat;
  const bucket = destinationBucket.replace(/^arn:[^:]+:s3:::/, "");
  return readAll(
    files.map((file) => ({ bucket, key: file.key })),
    read,
    getObject,
  );
}

function parseInventory(text: string, key: string): Inventory {
  try {
    const inventory = JSON.parse(text) as Inventory;
    if (Array.isArray(inventory.files)) return inventory;
  } catch {
    // Told below.
  }
  throw new ItemReaderError(`${key} is not the manifest of an S3 inventory.`);
}

/**
 * Reads the files of a manifest of Athena's UNLOAD, which has an `s3://` address in every row.
 *
 * @param format of those files
 * @throws ItemReaderError for a row that is no address
 */
export async function readAthenaFiles(text: string, format: FileFormat, getObject: GetObject): Promise<MapItem[]> {
  const files = parseCsv(text).map(([address = ""]) => {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
    if (bucket === undefined || key === undefined) throw new ItemReaderError(`${address} is no address in S3.`);
    return { bucket, key };
  });
  return readAll(files, format, getObject);
}

async function readAll(
  files: { bucket: string; key: string }[],
  read: FileFormat,
  getObject: GetObject,
): Promise<MapItem[]> {
  const items: MapItem[] = [];
  for (const { bucket, key } of files) items.push(...read(Buffer.from(await getObject(bucket, key)), key));
  return items;
}
