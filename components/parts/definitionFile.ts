/** Files that hold a definition. */
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import type { TextCode } from "../../asl/read/codes";
import { DefinitionTextError, type TextProblem } from "../../asl/read/definitionTextError";
import { type DefinitionText, MAX_TEXT_BYTES, readDefinition, type ReadOptions } from "../../asl/read/readDefinition";

const FORMATS: Readonly<Record<string, ReadOptions["format"]>> = { ".json": "JSON", ".yaml": "YAML", ".yml": "YAML" };

/**
 * Reads a definition's file: JSON or YAML by its name, by its content when the name does not say.
 *
 * @param base what messages say that the user's path is relative to
 * @throws DefinitionTextError when there is no such file, it cannot be read, or it holds no definition
 */
export function readDefinitionFile(
  path: string,
  options: Omit<ReadOptions, "format"> = {},
  base?: string,
): DefinitionText {
  const format = FORMATS[extname(path).toLowerCase()];
  return readDefinition(bytesOf(path, base), { ...options, ...(format && { format }) });
}

/**
 * The bytes of a file that is to be read as a whole.
 *
 * @throws DefinitionTextError when it is not there, not a file, not for this user, or larger than a definition can be
 */
export function bytesOf(path: string, base = "the current folder"): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const status = fstatSync(file);
    if (status.isDirectory()) throw problem("folder", "it is a folder", "Give a file.");
    if (status.size > MAX_TEXT_BYTES) {
      const message = `it has ${status.size} bytes, and at most ${MAX_TEXT_BYTES} are read`;
      throw problem("file-too-large", message, "AWS takes definitions of up to 1 MiB.");
    }
    return readFileSync(file);
  } catch (error) {
    throw explained(error, base);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function explained(error: unknown, base: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      return problem("no-file", "there is no such file", `Check the path; it is relative to ${base}.`);
    case "EACCES":
    case "EPERM":
      return problem("no-permission", "permission denied", "Make it readable for this user.");
    default:
      return error;
  }
}

function problem(code: TextCode, message: string, remedy: string): DefinitionTextError {
  return new DefinitionTextError({ code, message, remedy } satisfies TextProblem);
}
