/** ItemReader: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
import type { Json, JsonObject } from "../../../asl/definition";
import { PATH_FAILURE } from "../dataFlow/jsonPath";
import { StateFailure } from "../failures";
import { isObject } from "../json";
import { checkStopped } from "../lifetime";
import { prepareNumber } from "../numberField";
import { type Preparation, prepareValue } from "../preparation";
import type { ListedObject, Services } from "../services";
import { viewOf } from "../visit";
import { fileFormat, type FileFormat, ItemReaderError } from "./fileFormats";
import type { ItemsReader, MapItem } from "./items";
import { readAthenaFiles, readInventory } from "./manifest";

type S3 = Services["s3"];

const RESOURCE = /^arn:[^:]+:states:::s3:(getObject|listObjectsV2)$/;

/** Prepares the reading of items from S3. */
export function prepareItemReader(preparation: Preparation, reader: JsonObject): ItemsReader {
  const resource = reader["Resource"] as string;
  const [, action] = RESOURCE.exec(resource) ?? [];
  const config = isObject(reader["ReaderConfig"]) ? reader["ReaderConfig"] : {};
  const format = fileFormat(config);
  const s3 = preparation.available.services?.s3;
  if (!s3) preparation.refuse("ItemReader", "there is no S3 to read from");
  if (action === undefined) preparation.refuse("ItemReader", `the resource ${resource} is not known`);
  if (typeof format === "string") preparation.refuse("ItemReader", format);
  const [field, value = {}] =
    preparation.language === "JSONata" ? ["Arguments", reader["Arguments"]] : ["Parameters", reader["Parameters"]];
  const parameters = prepareValue(preparation, `ItemReader/${field}`, value, PATH_FAILURE);
  const maxItems = prepareNumber(preparation, config, "MaxItems", { least: -Infinity });
  return async (visit, input) => {
    const view = viewOf(visit, input);
    const most = (await maxItems(view)) || Infinity;
    if (most < 0) throw new StateFailure("States.ItemReaderFailed", "field MaxItems must be positive");
    const source = (await parameters(view)) as { Bucket: string; Key: string; Prefix?: string };
    const { signal } = visit.frame;
    const items = await orFail(signal, () =>
      action === "getObject"
        ? readObject(s3!, source, format as FileFormat, config, signal)
        : listObjects(s3!, source, config, format as FileFormat, most, signal),
    );
    return items.slice(0, most);
  };
}

/** What goes wrong in reading is the state's failure. */
async function orFail(signal: AbortSignal, read: () => Promise<MapItem[]>): Promise<MapItem[]> {
  try {
    return await read();
  } catch (error) {
    checkStopped(signal);
    if (error instanceof ItemReaderError) throw new StateFailure("States.ItemReaderFailed", error.message);
    throw new StateFailure("States.ItemReaderFailed", `Amazon S3: ${(error as Error).message}`);
  }
}

async function readObject(
  s3: S3,
  source: { Bucket: string; Key: string },
  format: FileFormat,
  config: JsonObject,
  signal: AbortSignal,
): Promise<MapItem[]> {
  const body = Buffer.from(await s3.getObject(source, signal));
  const isManifest = config["InputType"] === "MANIFEST" || config["ManifestType"] !== undefined;
  if (!isManifest) return format(body, source.Key);
  const getObject = (Bucket: string, Key: string) => s3.getObject({ Bucket, Key }, signal);
  return config["ManifestType"] === "ATHENA_DATA"
    ? readAthenaFiles(body.toString(), format, getObject)
    : readInventory(body.toString(), source.Key, getObject);
}

/** The objects under a prefix as items, or (LOAD_AND_FLATTEN) the items in them. */
async function listObjects(
  s3: S3,
  source: { Bucket: string; Prefix?: string },
  config: JsonObject,
  format: FileFormat,
  most: number,
  signal: AbortSignal,
): Promise<MapItem[]> {
  const isFlattened = config["Transformation"] === "LOAD_AND_FLATTEN";
  const items: MapItem[] = [];
  let token: string | undefined;
  do {
    const page = await s3.listObjectsV2(
      { ...source, ...(token !== undefined && { ContinuationToken: token }) },
      signal,
    );
    for (const object of page.Contents) {
      if (isFlattened) {
        const body = await s3.getObject({ Bucket: source.Bucket, Key: object.Key }, signal);
        items.push(...format(Buffer.from(body), object.Key));
      } else {
        items.push({ value: describeObject(object) });
      }
      if (items.length >= most) return items;
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return items;
}

function describeObject({ ETag, Key, LastModified, Size, StorageClass }: ListedObject): Json {
  return { Etag: ETag, Key, LastModified: Math.floor(LastModified.getTime() / 1000), Size, StorageClass };
}
