import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { namedError } from "./namedError";

/**
 * Reads a file that lies beside the bundle in the function's archive.
 *
 * @param namedBy the setting that asks for it, for the message
 * @throws `ConfigurationError` when the archive does not hold it.
 */
export async function readShippedFile(name: string, namedBy?: string): Promise<Buffer> {
  try {
    return await readFile(join(__dirname, name));
  } catch (error) {
    const blame = namedBy === undefined ? "" : `; ${namedBy} names it`;
    throw namedError("ConfigurationError", `The function's archive holds no ${name}${blame}.`, error);
  }
}
