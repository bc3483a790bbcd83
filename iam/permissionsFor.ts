/** The least permissions with which a state machine can run its definition. */
import type { State, StateMachineDefinition } from "../asl/definition";
import { constantVariables } from "../asl/known/constantVariables";
import { walkStates } from "../asl/walk";
import { credentialPermissions } from "./credentials";
import { type Derivation, type DerivedPermissions, joined } from "./derivation";
import { distributedMapPermissions, isDistributed } from "./distributedMap";
import type { Environment, Statement } from "./document";
import type { TaskScope } from "./grant";
import { IamError } from "./iamError";
import { minimise } from "./minimise";
import { taskPermissions } from "./taskPermissions";

export type { DerivedPermissions, PermissionNote } from "./derivation";

/** What the caller knows beyond the definition. */
export type PermissionOptions = Omit<TaskScope, "environment" | "constants">;

/**
 * Derives a state machine's permissions from its definition, also one that was not written with this project: exact ARNs
 * for literal names, `prefix-*` for names of which a part is known (`States.Format('prefix-{}', …)`,
 * `{% 'prefix-' & $uuid() %}`), the type's `*` for names that come from the input. Each `*` has a note that says why.
 * `${Placeholders}` of CloudFormation and SAM are kept, with a note.
 *
 * Keys of buckets, queues and topics that the definition does not name are not seen: grant these beside.
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
  const parts = statePermissions(definition, environment, options).map(({ derivation }) => derivation);
  const { statements, notes } = sound(joined(parts));
  return { statements: minimise(statements), notes };
}

/** What one state needs. */
export interface StatePermissions {
  /** `States.Train model`. */
  path: string;
  statements: Statement[];
}

/**
 * The same by state, for those that need anything.
 *
 * @throws IamError as permissionsFor does
 */
export function permissionsByState(
  definition: StateMachineDefinition,
  environment: Environment,
  options: PermissionOptions = {},
): StatePermissions[] {
  const parts = statePermissions(definition, environment, options);
  sound(joined(parts.map(({ derivation }) => derivation)));
  return parts.flatMap(({ path, derivation: { statements } }) =>
    statements.length === 0 ? [] : [{ path, statements }],
  );
}

function sound(derivation: Derivation): Derivation {
  if (derivation.problems.length > 0) throw new IamError(derivation.problems);
  return derivation;
}

function statePermissions(
  definition: StateMachineDefinition,
  environment: Environment,
  options: PermissionOptions,
): { path: string; derivation: Derivation }[] {
  const scope: TaskScope = { ...options, environment, constants: constantVariables(definition) };
  return Array.from(walkStates(definition), ({ state, path }) => ({
    path,
    derivation: permissionsOfState(state, path, scope),
  }));
}

function permissionsOfState(state: State, path: string, scope: TaskScope): Derivation {
  if (state.Type === "Map" && isDistributed(state)) return distributedMapPermissions(state, path, scope);
  if (state.Type !== "Task") return joined([]);
  const own = taskPermissions(state, path, scope);
  return state.Credentials === undefined ? own : credentialPermissions(state.Credentials, own, path, scope);
}
