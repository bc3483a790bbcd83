/** The formats of files with items. */
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";
import type * as csvParse from "csv-parse/sync";
import type { Json, JsonObject } from "../../../asl/definition";
import { isObject, ownMember, putMember } from "../json";
import { itemsOf, type MapItem } from "./items";

/** A file that cannot be read as it should be; the state fails with the message. */
export class ItemReaderError extends Error {
  override readonly name = "ItemReaderError";
}

/** Reads a file's items. */
export type FileFormat = (body: Buffer, key: string) => MapItem[];

const require = createRequire(__filename);

const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" };

/**
 * The format that a ReaderConfig asks for.
 *
 * @returns a text when it cannot be read here
 */
export function fileFormat(config: JsonObject): FileFormat | string {
  switch (config["InputType"]) {
    case "CSV":
      return (body, key) => readCsv(plainText(body, key), config);
    case "JSON":
      return (body, key) => readJson(plainText(body, key), config);
    case "JSONL":
      return (body, key) => readJsonLines(plainText(body, key));
    // The objects of a listing, or the file that a manifest names.
    case undefined:
    case "MANIFEST":
      return () => [];
    default:
      return `files of the type ${JSON.stringify(config["InputType"])} are not read`;
  }
}

/** Unpacked when the key says that it is packed. */
function plainText(body: Buffer, key: string): string {
  return (/\.(gz|gzip)$/.test(key) ? gunzipSync(body) : body).toString();
}

function readCsv(text: string, { CSVHeaderLocation, CSVHeaders, CSVDelimiter = "COMMA" }: JsonObject): MapItem[] {
  const rows = parseCsv(text, DELIMITERS[CSVDelimiter as string] ?? ",");
  const headers = CSVHeaderLocation === "GIVEN" ? (CSVHeaders as string[]) : (rows.shift() ?? []);
  if (new Set(headers).size < headers.length) throw new ItemReaderError("CSV headers cannot contain duplicates.");
  return rows.map((row) => {
    const value: JsonObject = {};
    for (const [index, header] of headers.entries()) putMember(value, header, row[index] ?? "");
    return { value };
  });
}

/** Rows of a CSV file; a file that is none is the state's failure. */
export function parseCsv(text: string, delimiter = ","): string[][] {
  const { parse } = require("csv-parse/sync") as typeof csvParse;
  try {
    return parse(text, { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch (error) {
    throw new ItemReaderError((error as Error).message);
  }
}

function readJson(text: string, { ItemsPointer }: JsonObject): MapItem[] {
  const value = typeof ItemsPointer === "string" ? follow(parseJson(text), ItemsPointer) : parseJson(text);
  if (Array.isArray(value) || isObject(value)) return itemsOf(value);
  throw new ItemReaderError("Attempting to map over non-iterable node.");
}

function readJsonLines(text: string): MapItem[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ({ value: parseJson(line) }));
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ItemReaderError(`The file is not JSON: ${(error as Error).message}`);
  }
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function follow(root: Json, pointer: string): Json {
  let value: Json | undefined = root;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    value = Array.isArray(value) ? value[Number(name)] : isObject(value) ? ownMember(value, name) : undefined;
  }
  if (value === undefined) throw new ItemReaderError(`The ItemsPointer ${pointer} leads nowhere.`);
  return value;
}
