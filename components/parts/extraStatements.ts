/** Permissions that a user gives a role beside those that are derived, audited before anything is made of them. */
import * as pulumi from "@pulumi/pulumi";
import { auditDocument } from "../../iam/audit/auditDocument";
import type { Conditions, Statement } from "../../iam/document";
import { statementOf } from "../../iam/statement";
import { inputErrors } from "./settings";

/**
 * A statement as AWS has it, of named actions on named resources.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
 */
export interface ExtraStatement {
  /** Left out of the role's policy, in which statements of several sources stand. */
  Sid?: pulumi.Input<string>;
  Effect: pulumi.Input<"Allow" | "Deny">;
  Action: pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]>;
  Resource: pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]>;
  Condition?: pulumi.Input<Record<string, pulumi.Input<Record<string, pulumi.Input<string | string[]>>>>>;
}

/** An extra statement, all of whose values are known. */
interface KnownStatement {
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: string | string[];
  Condition?: Conditions;
}

/**
 * Audits statements: plain ones at once, so that the constructor throws, and those with outputs when these are known.
 *
 * @param warn takes what may be meant: `statements[0].Action[1]: s3:Get* is 63 actions: …`
 * @throws pulumi.InputPropertiesError with every error by its path: `statements[0].Action[1]`
 */
export function extraStatements(
  what: string,
  given: ExtraStatement[],
  warn: (warning: string) => void,
): pulumi.Output<Statement[]> | Statement[] {
  const audited = (known: unknown) => auditedStatements(what, known, warn);
  if (!holdsOutput(given)) return audited(given);
  return (pulumi.output(given) as pulumi.Output<unknown>).apply(audited);
}

function auditedStatements(what: string, known: unknown, warn: (warning: string) => void): Statement[] {
  if (Array.isArray(known) && known.length === 0) return [];
  const told = (Array.isArray(known) ? auditDocument(known) : notAList(known)).map(
    ({ path, severity, ...finding }) => ({
      severity,
      propertyPath: `statements${path}`,
      reason: `${finding.message}. ${finding.remedy}`.trim(),
    }),
  );
  for (const [index, statement] of (Array.isArray(known) ? known : []).entries()) {
    for (const name of ["NotAction", "NotResource"]) {
      if (!(name in Object(statement))) continue;
      const reason = "is not taken here. Name what is meant in Action and Resource.";
      told.push({ severity: "error", propertyPath: `statements[${index}].${name}`, reason });
    }
  }
  const errors = told.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw inputErrors(`${what}: its extra statements are refused`, errors);
  for (const { propertyPath, reason } of told) warn(`${propertyPath}: ${reason}`);
  return (known as KnownStatement[]).map(({ Effect, Action, Resource, Condition }) =>
    statementOf([Action].flat(), [Resource].flat(), Condition, Effect),
  );
}

function notAList(given: unknown) {
  const message = `was ${JSON.stringify(given)}; expected a list of statements`;
  return [{ path: "", severity: "error" as const, message, remedy: "" }];
}

/** Whether there is anything in a value that is still to come. */
function holdsOutput(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  return value !== null && typeof value === "object" && Object.values(value).some(holdsOutput);
}
