/** The least permissions with which a state machine can run its definition. */
import type { State, StateMachineDefinition } from "../asl/definition";
import { walkStates } from "../asl/walk";
import { type DerivedPermissions, type Derivation, joined, refusal } from "./derivation";
import type { Environment } from "./document";
import { IamError } from "./iamError";
import { minimise } from "./minimise";
import { taskPermissions, type TaskScope } from "./taskPermissions";

export type { DerivedPermissions, PermissionNote } from "./derivation";

/** What the caller knows beyond the definition. */
export type PermissionOptions = Pick<TaskScope, "roles">;

/**
 * Derives a state machine's permissions from its definition: exact ARNs for literal names, `prefix-*` for names made by
 * `States.Format('prefix-{}', …)`, the type's `*` for names that come from the input.
 *
 * @throws IamError naming each state whose API the catalogue does not know, or that takes a role's ARN from its input
 *   while no `roles` are given (nobody could then say which role may be passed)
 * @example permissionsFor(definition, { partition: "aws", region: "eu-west-1", account: "123456789012" }).statements
 */
export function permissionsFor(
  definition: StateMachineDefinition,
  environment: Environment,
  options: PermissionOptions = {},
): DerivedPermissions {
  const parts = [...walkStates(definition)].map(({ state, path }) =>
    statePermissions(state, path, { ...options, environment }),
  );
  const { statements, notes, problems } = joined(parts);
  if (problems.length > 0) throw new IamError(problems);
  return { statements: minimise(statements), notes };
}

function statePermissions(state: State, path: string, scope: TaskScope): Derivation {
  if (state.Type === "Map" && state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED") {
    return refusal(`${path}.ItemProcessor.ProcessorConfig.Mode`, "permissions of a Distributed Map are not derived");
  }
  if (state.Type !== "Task") return joined([]);
  if (state.Credentials !== undefined) {
    return refusal(`${path}.Credentials`, "permissions to assume another role are not derived");
  }
  return taskPermissions(state, path, scope);
}
