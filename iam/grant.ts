/** Granting one expanded permission: the statement, and what has to be said of it. */
import type { Constants } from "../asl/known/known";
import type { ParameterValue } from "../asl/parameterValue";
import type { Derivation, PermissionNote } from "./derivation";
import type { Environment } from "./document";
import type { ExpandedPermission } from "./expandPermission";
import type { Filled } from "./fillTemplate";
import type { IamProblem } from "./iamError";
import { rewritingReason } from "./arnRewriting";
import { isOpen, openness, sourceOf } from "./openness";
import { statementOf } from "./statement";
import { matchesPattern } from "./wildcards";

/** Where a derivation is, and what the caller knows beyond the definition. */
export interface TaskScope {
  environment: Environment;
  /** ARNs of the roles that may be passed, or assumed, where a definition takes a role's ARN from its input. */
  roles?: readonly string[];
  /** Variables of which the value is known. */
  constants?: Constants;
  /** The state machine's own name, which may end in `*`: a Distributed Map starts executions of it. */
  stateMachineName?: string;
}

/**
 * Grants a permission.
 *
 * @param at where the parameters are: `States.Train model.Parameters`
 */
export function grant(expanded: ExpandedPermission, at: string, scope: TaskScope): Derivation {
  const { permission, conditions, conditionValues } = expanded;
  const notes: PermissionNote[] = [];
  const problems: IamProblem[] = [];
  const arns = expanded.resources.flatMap((filled) => {
    const open = filled.parameters.find(isOpen);
    if (open !== undefined && permission.actions.includes("iam:PassRole")) {
      return passableRoles(filled, open, at, scope, problems);
    }
    if (!/^(arn:|\*$)|\$\{/.test(filled.text)) {
      const source = filled.parameters.map(sourceOf).join(", ");
      problems.push({ path: `${at}.${filled.parameters[0]?.at ?? ""}`, message: `${source} is not an ARN` });
      return [];
    }
    notes.push(...notesOf(filled, at, expanded));
    return [filled.text];
  });
  if (arns.length === 0) return { statements: [], notes, problems };
  for (const value of conditionValues) notes.push(...parameterNotes(value.parameters, value.text, at));
  return { statements: [statementOf(permission.actions, arns, conditions)], notes, problems };
}

/** The listed roles that a role's ARN may turn out to be; a problem when there is none. */
export function passableRoles(
  { text }: Pick<Filled, "text">,
  open: ParameterValue,
  at: string,
  { roles }: TaskScope,
  problems: IamProblem[],
): string[] {
  const passable = roles?.filter((role) => matchesPattern(text, role)) ?? [];
  if (passable.length > 0) return passable;
  const source = sourceOf(open);
  const message =
    roles === undefined || roles.length === 0
      ? `the role comes from ${source}; write its ARN, or list the roles that may be passed (--role ARN)`
      : `the role comes from ${source}, and none of the listed roles (${roles.join(", ")}) can be it`;
  problems.push({ path: `${at}.${open.at}`, message });
  return [];
}

function notesOf(
  { text, parameters, template }: Filled,
  at: string,
  { permission }: ExpandedPermission,
): PermissionNote[] {
  const notes = parameterNotes(parameters, text, at, text);
  if (notes.length > 0 || !/[*?]/.test(text)) return notes;
  const actions = permission.actions.join(", ");
  const reason = permission.wide ?? rewritingReason(template) ?? `AWS documents no narrower resource for ${actions}`;
  return [
    { path: at.replace(/\.(Parameters|Arguments)$/, ""), resource: text, reason: `${reason} (${permission.source})` },
  ];
}

function parameterNotes(parameters: ParameterValue[], resource: string, at: string, arn?: string): PermissionNote[] {
  return parameters.flatMap((parameter) => {
    const reason = openness(parameter, arn);
    const path = parameter.at === "" ? at : `${at}.${parameter.at}`;
    return reason === undefined ? [] : [{ path, resource, reason }];
  });
}
