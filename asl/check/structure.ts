/** The specification's JSON schema, by asl-validator. Loaded only when asked for: it costs about 100 ms a definition. */
import type { StateMachineDefinition } from "../definition";
import { error, type Problem } from "./problem";

/** Checks a definition against the specification's schema, JSONPaths included. */
export async function checkStructure(definition: StateMachineDefinition): Promise<Problem[]> {
  const { default: validate } = await import("asl-validator");
  // The validator writes into what it is given.
  const { errors } = validate(structuredClone(definition), { checkPaths: true, checkArn: false });
  return errors.map((finding) => {
    const path = (finding.schemaError?.instancePath ?? finding.path ?? "").replace(/^\//, "").replaceAll("/", ".");
    const message = `${finding["Error code"]}: ${finding.Message ?? "not as the specification has it"}`;
    return error("schema", path, message, "See https://states-language.net/spec.html");
  });
}
