/** The JSON schema of an execution's input, from a file. */
import { DefinitionTextError } from "../asl/read/definitionTextError";
import { bytesOf } from "../components/parts/definitionFile";
import { UserError } from "../local/userError";

/** @throws UserError when the file holds no JSON object */
export function readSchema(path: string): object {
  let schema: unknown;
  try {
    schema = JSON.parse(new TextDecoder().decode(bytesOf(path)));
  } catch (error) {
    if (!(error instanceof DefinitionTextError || error instanceof SyntaxError)) throw error;
    throw new UserError(`--input-schema ${path} cannot be read: ${error.message}`, REMEDY);
  }
  if (schema !== null && typeof schema === "object" && !Array.isArray(schema)) return schema;
  throw new UserError(`--input-schema ${path} is not a JSON object.`, REMEDY);
}

const REMEDY = "Give a file with a JSON schema: https://json-schema.org";
