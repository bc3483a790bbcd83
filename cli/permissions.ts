/** `mlpipe permissions`: the least-privilege policy of a definition's role. */
import type { JsonObject, StateMachineDefinition } from "../asl/definition";
import type { Environment, PolicyDocument } from "../iam/document";
import { IamError } from "../iam/iamError";
import { type PermissionNote, permissionsFor } from "../iam/permissionsFor";
import { MAX_MANAGED_POLICY_CHARACTERS, splitPolicies } from "../iam/splitPolicies";
import { displayName, located, tryInput } from "./definitionInput";
import { environmentFrom, type EnvironmentOptions } from "./environment";
import { EXIT } from "./exitCodes";

/** The command's options, as the command line has them. */
export interface PermissionsCommandOptions extends EnvironmentOptions {
  name?: string;
  json?: boolean;
}

/** @returns the exit code: 2 when the file cannot be read, 1 when permissions cannot be derived, else 0 */
export async function permissionsCommand(file: string, options: PermissionsCommandOptions): Promise<number> {
  const environment = environmentFrom(options);
  const input = await tryInput(file);
  if ("unreadable" in input) {
    if (options.json === true) printJson({ error: input.unreadable });
    else process.stderr.write(`${located(file, input.unreadable)}\n`);
    return EXIT.wrongUse;
  }
  const { definition, duplicates, positionOf } = input;
  const derived = duplicates.length > 0 ? { errors: duplicates } : derive(definition, environment, options);
  if ("errors" in derived) {
    const errors = derived.errors.map(({ path, message }) => ({ path, message, ...positionOf(path) }));
    if (options.json === true) printJson({ policies: [], notes: [], errors });
    for (const { path, message, ...position } of options.json === true ? [] : errors) {
      process.stderr.write(`${located(file, { ...position, code: "not-derivable", message, remedy: path })}\n`);
    }
    return EXIT.failed;
  }
  const { policies, notes } = derived;
  if (options.json === true) {
    printJson({ policies, notes });
    return EXIT.done;
  }
  for (const policy of policies) process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  for (const { path, resource, reason } of notes) {
    const { line, column } = positionOf(path);
    process.stderr.write(`${displayName(file)}:${line}:${column}: note: ${resource}: ${reason}\n    ${path}\n`);
  }
  if (policies.length === 0) process.stderr.write("The definition calls nothing, so that its role needs no policy.\n");
  if (policies.length > 1) {
    process.stderr.write(
      `${policies.length} documents: one would be over IAM's quota of ${MAX_MANAGED_POLICY_CHARACTERS} characters.\n`,
    );
  }
  return EXIT.done;
}

function derive(
  definition: JsonObject,
  environment: Environment,
  { role, name }: PermissionsCommandOptions,
): { policies: PolicyDocument[]; notes: PermissionNote[] } | { errors: IamError["problems"] } {
  try {
    const { statements, notes } = permissionsFor(definition as unknown as StateMachineDefinition, environment, {
      ...(role && { roles: role }),
      ...(name !== undefined && { stateMachineName: name }),
    });
    const policies = statements.length === 0 ? [] : splitPolicies(statements, MAX_MANAGED_POLICY_CHARACTERS);
    return { policies, notes };
  } catch (error) {
    if (error instanceof IamError) return { errors: error.problems };
    throw error;
  }
}

function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
