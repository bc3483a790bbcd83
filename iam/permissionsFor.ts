/** The least permissions with which a state machine can run its definition. */
import type { State, StateMachineDefinition, TaskState } from "../asl/definition";
import type { ParameterValue } from "../asl/parameterValue";
import { requestOf } from "../asl/parameterValue";
import { walkStates } from "../asl/walk";
import type { Environment, Statement } from "./document";
import { expandPermissions, integrationTask } from "./expandPermission";
import { IamError, type IamProblem } from "./iamError";
import { minimise } from "./minimise";
import { statementOf } from "./statement";

/** Something that had to stay wider than one exact resource, and why. */
export interface PermissionNote {
  path: string;
  resource: string;
  reason: string;
}

/** What a definition needs. */
export interface DerivedPermissions {
  /** Minimised. */
  statements: Statement[];
  notes: PermissionNote[];
}

/** What the caller knows beyond the definition. */
export interface PermissionOptions {
  /** ARNs of the roles that may be passed where a definition takes a role's ARN from its input. */
  passableRoles?: string[];
}

/**
 * Derives a state machine's permissions from its definition: exact ARNs for literal names, `prefix-*` for names made by
 * `States.Format('prefix-{}', …)`, the type's `*` for names that come from the input.
 *
 * @throws IamError naming each state whose API the catalogue does not know, or that takes a role's ARN from its input
 *   while no `passableRoles` are given (nobody could then say which role may be passed)
 * @example permissionsFor(definition, { partition: "aws", region: "eu-west-1", account: "123456789012" }).statements
 */
export function permissionsFor(
  definition: StateMachineDefinition,
  environment: Environment,
  options: PermissionOptions = {},
): DerivedPermissions {
  const statements: Statement[] = [];
  const notes: PermissionNote[] = [];
  const problems: IamProblem[] = [];
  for (const { state, path } of walkStates(definition)) {
    problems.push(...underivable(state, path));
    if (state.Type !== "Task") continue;
    const task = taskStatements(state, path, environment, options);
    statements.push(...task.statements);
    notes.push(...task.notes);
    problems.push(...task.problems);
  }
  if (problems.length > 0) throw new IamError(problems);
  return { statements: minimise(statements), notes };
}

/** What would need permissions that are not derived yet: better refused than left out. */
function underivable(state: State, path: string): IamProblem[] {
  if (state.Type === "Map" && state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED") {
    return [
      {
        path: `${path}.ItemProcessor.ProcessorConfig.Mode`,
        message: "permissions of a Distributed Map are not derived",
      },
    ];
  }
  if (state.Type === "Task" && state.Credentials !== undefined) {
    return [{ path: `${path}.Credentials`, message: "permissions to assume another role are not derived" }];
  }
  return [];
}

function taskStatements(state: TaskState, path: string, environment: Environment, options: PermissionOptions) {
  const statements: Statement[] = [];
  const notes: PermissionNote[] = [];
  const problems: IamProblem[] = [];
  const task = integrationTask(state.Resource, requestOf(state));
  if (task === undefined) {
    const message = `"${state.Resource}" is not in the catalogue, so the permissions it needs are not known`;
    return { statements, notes, problems: [{ path: `${path}.Resource`, message }] };
  }
  for (const { permission, resources } of expandPermissions(task, environment)) {
    const arns = resources.flatMap(({ arn, parameter }) => {
      if (parameter === undefined || parameter.kind === "literal") return [arn];
      const at = `${path}.${state.Arguments === undefined ? "Parameters" : "Arguments"}.${parameter.at}`;
      if (permission.actions.includes("iam:PassRole")) {
        if (options.passableRoles !== undefined) return options.passableRoles;
        const message = `the role comes from ${parameter.expression}; write its ARN, or list the roles that may be passed`;
        problems.push({ path: at, message });
        return [];
      }
      notes.push({ path: at, resource: arn, reason: wideningReason(parameter) });
      return [arn];
    });
    if (arns.length > 0) statements.push(statementOf(permission.actions, arns, permission.conditions));
  }
  return { statements, notes: uniqueNotes(notes), problems };
}

function wideningReason(parameter: Exclude<ParameterValue, { kind: "literal" }>): string {
  return parameter.kind === "pattern"
    ? `the name is made when the state runs: ${parameter.expression}`
    : `nothing is known of the name before the state runs: ${parameter.expression}`;
}

function uniqueNotes(notes: PermissionNote[]): PermissionNote[] {
  return [...new Map(notes.map((note) => [`${note.path} ${note.resource}`, note])).values()];
}
