import { StringDecoder } from "node:string_decoder";
import * as v from "valibot";
import { quoted } from "./cells";
import { namedError } from "./namedError";
import { openObject } from "./s3Objects";
import { s3Uri, type S3Location } from "./s3Uri";

/** Characters of the longest line: a request and its answer have 6 MB each at most, and a third more as base64. */
const MAX_LINE = 32 * 2 ** 20;

/**
 * Reads an object of JSON Lines piece by piece, each line held against a schema.
 *
 * @param what a line is, for messages
 * @throws `DataError` that names the line; S3's error under its own name.
 */
export async function* readJsonLines<Schema extends v.GenericSchema>(
  location: S3Location,
  schema: Schema,
  what: string,
): AsyncGenerator<v.InferOutput<Schema>> {
  const parser = v.pipe(v.string(), v.parseJson(), schema);
  let number = 0;
  for await (const line of linesOf(location)) {
    number += 1;
    if (line.trim() === "") continue;
    const parsed = v.safeParse(parser, line);
    if (!parsed.success) {
      const place = v.getDotPath(parsed.issues[0]);
      const inside = place === null ? "" : ` (see ${place})`;
      throw broken(location, number, `${quoted(line)}${inside}`, what);
    }
    yield parsed.output;
  }
}

async function* linesOf(location: S3Location): AsyncGenerator<string> {
  const { body } = await openObject(location);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE) throw namedError("DataError", `${s3Uri(location)} has a line of more than 32 MiB.`);
      yield* lines;
    }
    if (rest !== "") yield rest;
  } finally {
    body.destroy();
  }
}

function broken(location: S3Location, line: number, given: string, allowed: string): Error {
  return namedError("DataError", `${s3Uri(location)}, line ${line}: found ${given}, allowed: ${allowed}.`);
}
