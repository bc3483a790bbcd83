/** The definition that a command is given: a file, or `-` for standard input. */
import { DefinitionTextError, type TextProblem } from "../asl/read/definitionTextError";
import { type DefinitionText, MAX_TEXT_BYTES, readDefinition } from "../asl/read/readDefinition";
import { readDefinitionFile } from "../components/parts/definitionFile";

/** How a definition is called in messages: its path, as it was given. */
export function displayName(file: string): string {
  return file === "-" ? "<stdin>" : file;
}

/** @throws DefinitionTextError when no definition can be read */
export async function readInput(file: string): Promise<DefinitionText> {
  return file === "-" ? readDefinition(await standardInput()) : readDefinitionFile(file);
}

/**
 * The definition, or why there is none. A key that is there twice is no reason here: the checker's report has it.
 */
export async function tryInput(file: string): Promise<DefinitionText | { unreadable: TextProblem }> {
  try {
    return await readInput(file);
  } catch (error) {
    if (error instanceof DefinitionTextError) return { unreadable: error.problem };
    throw error;
  }
}

/** `pipeline.json:12:9: error: there is no state "B" [missing-state]` and what to do, in a line of its own. */
export function located(
  file: string,
  { line, column, code, message, remedy }: Omit<TextProblem, "code"> & { code: string },
  severity = "error",
): string {
  const place = [displayName(file), line, column].filter((part) => part !== undefined).join(":");
  return `${place}: ${severity}: ${message} [${code}]${remedy === "" ? "" : `\n    ${remedy}`}`;
}

/**
 * What is written to standard input, or somewhat more than is ever read of it.
 *
 * @param what it is taken for, told to who sits at a terminal
 */
export async function standardInput(what = "a definition"): Promise<Buffer> {
  if (process.stdin.isTTY) process.stderr.write(`Reading ${what} from standard input; end it with Ctrl-D.\n`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // What is read so far is refused for its size.
    if (bytes > MAX_TEXT_BYTES) break;
  }
  return Buffer.concat(chunks);
}
