/** What the checker and the derivation say of a definition, as Pulumi shows mistakes in a component's arguments. */
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { Environment, Statement } from "../../iam/document";
import { IamError } from "../../iam/iamError";
import { permissionsFor } from "../../iam/permissionsFor";
import type { GivenDefinition } from "./givenDefinition";
import { inputErrors } from "./settings";

/** The types of state machines. */
export type MachineType = "STANDARD" | "EXPRESS";

/**
 * Checks a definition and gives its warnings as texts.
 *
 * @throws pulumi.InputPropertiesError with every error
 */
export function checkedWarnings(what: string, { definition, placeOf }: GivenDefinition, type: MachineType): string[] {
  const problems = checkDefinition(definition, { type }).map(({ severity, path, message, remedy }) => ({
    severity,
    propertyPath: path === "" ? "definition" : `definition.${path}`,
    reason: `${placeOf(path)}${message}. ${remedy}`.trim(),
  }));
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw inputErrors(`${what}: the definition has errors`, errors);
  return problems.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
}

/** @throws pulumi.InputPropertiesError with every state whose permissions cannot be derived */
export function derivedPermissions(
  what: string,
  { definition, placeOf }: GivenDefinition,
  environment: Environment,
  options: NonNullable<Parameters<typeof permissionsFor>[2]>,
): Statement[] {
  try {
    return permissionsFor(definition, environment, options).statements;
  } catch (error) {
    if (!(error instanceof IamError)) throw error;
    throw inputErrors(
      `${what}: its role's permissions cannot be derived`,
      error.problems.map(({ path, message }) => ({
        propertyPath: `definition.${path}`,
        reason: `${placeOf(path)}${message}`,
      })),
    );
  }
}
