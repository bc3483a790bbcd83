/** asl-validator, a peer that holds definitions against a JSON schema of the specification: a second opinion in tests. */
import validate from "asl-validator";

/** What asl-validator finds wrong, as text. About 100 ms a definition. */
export function aslValidatorErrors(definition: object): string[] {
  // The validator writes into what it is given.
  const { errors } = validate(structuredClone(definition), { checkPaths: true, checkArn: false });
  return errors.map((finding) => `${finding["Error code"]} ${finding.Message ?? ""}`);
}
