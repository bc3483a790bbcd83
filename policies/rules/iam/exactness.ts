import * as v from "valibot";
import type { StateMachineDefinition } from "../../../asl/definition";
import { compareWithDefinition, type Entry } from "../../../iam/audit/exactness";
import type { Environment } from "../../../iam/document";
import type { ExecutionService } from "../../../iam/executionPermissions";
import { covers } from "../../../iam/audit/patterns";
import { IamError } from "../../../iam/iamError";
import { type Finding, unchecked, violation } from "../../finding";
import { definitionOf, STATE_MACHINE } from "../../reading/definition";
import { matchesGlob } from "../../reading/glob";
import { type Resource, said, UNKNOWN, valuesAt } from "../../reading/resource";
import { stackRule } from "../../rule";
import { flag, objects, someTexts, textOr, texts } from "../../settings";
import { documentsOfRole, ROLE, ROLE_TYPES, roleOf } from "./machineRole";

/** Whether a state machine's role has just what its definition needs. */
export const exactness = stackRule({
  name: "iam-exactness",
  description: "A state machine's role grants exactly what its definition needs: nothing lacks, nothing is too much.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html",
  remediation: "Grant what the definition needs; `npx mlpipe permissions FILE` derives it",
  types: [STATE_MACHINE, ...ROLE_TYPES],
  config: v.strictObject({
    lacking: flag(true, "Whether what lacks counts."),
    excess: flag(true, "Whether what is too much counts."),
    statements: objects(
      {
        role: textOr("*", "The role's name, in the program or in AWS."),
        stateMachine: textOr("*", "The state machine's name, in the program or in AWS."),
        actions: someTexts("The actions: `s3:GetObject`, `s3:Get*`."),
        resources: texts(["*"], "The resources: `arn:aws:s3:::data/*`."),
      },
      "What may be granted beyond what is needed, such as by `statements` of StateMachine: each with `actions`, and if given `resources`, `role` and `stateMachine` (all by default); patterns, `*` stands for any text.",
    ),
    roles: texts([], "ARNs of the roles that may be passed where a definition takes a role's ARN from its input."),
  }),
  *check(resources, config) {
    const roles = resources.filter(({ type }) => type === ROLE);
    const machines = resources
      .filter(({ type }) => type === STATE_MACHINE)
      .map((machine) => ({ machine, role: roleOf(machine, roles) }));
    const users = new Map<Resource | undefined, number>();
    for (const { role } of machines) users.set(role, (users.get(role) ?? 0) + 1);
    for (const { machine, role } of machines) {
      // A role that several machines share may have what any of them needs.
      const isShared = (users.get(role) ?? 0) > 1;
      for (const finding of compared(machine, role, resources, { ...config, excess: config.excess && !isShared })) {
        yield { ...finding, urn: machine.urn };
      }
    }
  },
});

/** What may be granted beyond what is needed. */
interface Extra {
  role: string;
  stateMachine: string;
  actions: string[];
  resources: string[];
}

interface Settings {
  lacking: boolean;
  excess: boolean;
  statements: Extra[];
  roles: string[];
}

function* compared(
  machine: Resource,
  role: Resource | undefined,
  resources: readonly Resource[],
  { lacking, excess, statements, roles }: Settings,
): Generator<Finding> {
  const definition = definitionOf(machine) as StateMachineDefinition | undefined;
  if (definition === undefined) {
    yield unchecked("definition");
    return;
  }
  if (role === undefined) {
    yield unchecked("roleArn", `the role ${said(machine.properties["roleArn"])} is not of this stack`);
    return;
  }
  const { documents, open } = documentsOfRole(role, resources);
  if (open.length > 0) {
    yield unchecked("roleArn", `of the role's policies some cannot be seen: ${open.join(", ")}`);
    return;
  }
  const environment = environmentOf(machine);
  if (environment === undefined) {
    yield unchecked("roleArn", "where the machine will run is not known yet");
    return;
  }
  try {
    const options = { services: servicesOf(machine), ...nameOf(machine), ...(roles.length > 0 && { roles }) };
    const comparison = compareWithDefinition(documents, definition, environment, options);
    if (lacking)
      for (const entry of comparison.lacking) yield violation("roleArn", `${role.name} lacks ${inWords(entry)}`);
    if (!excess) return;
    const extra = statements.filter((each) => isNamedBy(each.role, role) && isNamedBy(each.stateMachine, machine));
    for (const entry of comparison.excess) {
      if (extra.some((each) => isWithinExtra(entry, each))) continue;
      yield violation("roleArn", `${role.name} has too much: ${inWords(entry)}`);
    }
  } catch (error) {
    if (!(error instanceof IamError)) throw error;
    yield unchecked("definition", error.message);
  }
}

/** Whether a pattern is of a resource's name, in the program or in AWS. */
function isNamedBy(pattern: string, { name, properties }: Resource): boolean {
  const { name: physical } = properties;
  return matchesGlob(pattern, name) || (typeof physical === "string" && matchesGlob(pattern, physical));
}

/** Whether all that is too much lies within what may be granted. IAM's actions know no case. */
function isWithinExtra({ action, resource }: Entry, { actions, resources }: Extra): boolean {
  return (
    actions.some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase())) &&
    resources.some((pattern) => covers(pattern, resource))
  );
}

function inWords({ action, resource, states, reason }: Entry): string {
  const of = states.length === 0 ? "" : ` (${states.join(", ")})`;
  return `${action} on ${resource}${of}: ${reason}`;
}

/** Account and partition from the role's ARN; the region from wherever the machine names one. */
function environmentOf({ properties }: Resource): Environment | undefined {
  const [, partition, , , account] = parts(properties["roleArn"]);
  const [logs] = valuesAt(properties, "loggingConfiguration.logDestination");
  const regions = [properties["region"], parts(properties["arn"])[3], parts(logs?.value)[3]];
  const region = regions.find((each) => typeof each === "string" && each !== "") as string | undefined;
  return partition && account && region ? { partition, account, region } : undefined;
}

function parts(arn: unknown): string[] {
  return typeof arn === "string" ? arn.split(":") : [];
}

function servicesOf({ properties }: Resource): ExecutionService[] {
  const [level] = valuesAt(properties, "loggingConfiguration.level");
  const [enabled] = valuesAt(properties, "tracingConfiguration.enabled");
  const isLogged = level !== undefined && level.value !== "OFF";
  return [...(isLogged ? (["logging"] as const) : []), ...(enabled?.value === true ? (["tracing"] as const) : [])];
}

/** A machine whose name Pulumi made may get another at its replacement: what its role names has `*` there. */
function nameOf({ name, properties }: Resource): { stateMachineName?: string } {
  const { name: physical } = properties;
  if (physical === UNKNOWN || typeof physical !== "string") return {};
  return { stateMachineName: physical.startsWith(`${name}-`) ? `${name}-*` : physical };
}
