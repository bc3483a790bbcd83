/**
 * Tasks that run with another role: `Credentials.RoleArn`.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
import type { Json } from "../asl/definition";
import { asPattern, valuesAt } from "../asl/parameterValue";
import { type Derivation, refusal } from "./derivation";
import type { Statement } from "./document";
import { passableRoles, type TaskScope } from "./grant";
import { isOpen, openness } from "./openness";
import { statementOf } from "./statement";

/**
 * Assuming a task's own role. What the task needs is the other role's to allow, so it is told in a note and not granted here.
 *
 * @param own what the task would need of the state machine's role without other credentials
 */
export function credentialPermissions(credentials: Json, own: Derivation, path: string, scope: TaskScope): Derivation {
  const at = `${path}.Credentials`;
  const values = valuesAt(credentials, "RoleArn");
  if (values.length === 0) return refusal(`${at}.RoleArn`, "not given, so the role that is assumed is not known");
  const derived: Derivation = { statements: [], notes: [], problems: own.problems };
  const roles = values.flatMap((value) => {
    const text = asPattern(value);
    if (isOpen(value)) return passableRoles({ text }, value, at, scope, derived.problems);
    const reason = openness(value, text);
    if (reason !== undefined) derived.notes.push({ path: `${at}.${value.at}`, resource: text, reason });
    return [text];
  });
  if (roles.length > 0) derived.statements.push(statementOf(["sts:AssumeRole"], roles));
  const needs = [...new Set(own.statements.map(needOf))].sort().join("; ");
  const reason = `the task runs with this role, which has to trust the state machine's role and to allow ${needs}`;
  // One note for each role beside what was said of its place.
  for (const role of roles) derived.notes.push({ path: at, resource: role, reason });
  return derived;
}

function needOf({ Action, Resource }: Statement): string {
  return `${Action.join(", ")} on ${Resource.join(", ")}`;
}
