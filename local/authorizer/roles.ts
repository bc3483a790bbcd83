/** Reads roles and resource policies from the resources that the program registered. */
import type { Environment } from "../../iam/document";
import { UserError } from "../userError";

/** A statement as far as the tally needs it; condition and principal are the simulator's business. */
export interface RoleStatement {
  Effect: "Allow" | "Deny";
  /** Absent where the statement has NotAction. */
  Action?: string[];
  /** Absent where the statement has NotResource. */
  Resource?: string[];
  [field: string]: unknown;
}

/** A role and everything that decides what it may do. */
export interface Role {
  arn: string;
  name: string;
  /** The trust policy (parsed JSON). */
  trust: unknown;
  /** Inline and attached policies; names are unique within the role. */
  policies: { name: string; document: { Version?: string; Statement: RoleStatement[] } }[];
  /** The permissions boundary (parsed JSON), where there is one. */
  boundary?: unknown;
}

/** A registered resource as far as it is read here. */
export interface PolicyBearingResource {
  /** For instance `aws:iam/role:Role`. */
  type: string;
  /** Pulumi name. */
  name: string;
  /** Inputs and outputs together, as the provider returned them. */
  state: Readonly<Record<string, unknown>>;
}

/**
 * The program's roles with their inline policies (`RolePolicy`, and `inlinePolicies` of the role) and the managed
 * policies attached to them.
 *
 * @throws {UserError} for a managed policy or a permissions boundary which the program does not define: what it says
 * cannot be known without AWS
 */
export function rolesOf(resources: readonly PolicyBearingResource[]): Role[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const managed = new Map(ofType("aws:iam/policy:Policy").map(({ state }) => [text(state["arn"]), state["policy"]]));
  const documentOf = (policyArn: string, role: string) => {
    const policy = managed.get(policyArn);
    if (policy !== undefined) return parse(policy);
    throw new UserError(
      `Role ${role} uses the policy ${policyArn}, which this program does not define, so its calls cannot be judged.`,
      "Define the policy in the program (aws.iam.Policy or aws.iam.RolePolicy), or leave it out of this stack.",
    );
  };

  return ofType("aws:iam/role:Role").map(({ state }) => {
    const name = text(state["name"]);
    const own = (resource: PolicyBearingResource) => resource.state["role"] === name;
    const attached = [
      ...ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter(own)
        .map((attachment) => text(attachment.state["policyArn"])),
      ...((state["managedPolicyArns"] as string[] | undefined) ?? []),
    ];
    const inline = (state["inlinePolicies"] as { name?: string; policy?: unknown }[] | undefined) ?? [];
    const boundary = state["permissionsBoundary"];
    return {
      arn: text(state["arn"]),
      name,
      trust: parse(state["assumeRolePolicy"]),
      policies: [
        ...ofType("aws:iam/rolePolicy:RolePolicy")
          .filter(own)
          .map((policy) => ({ name: `inline ${policy.name}`, document: documentFrom(policy.state["policy"]) })),
        ...inline
          .filter(({ policy }) => policy !== undefined)
          .map((policy, index) => ({ name: `inline ${policy.name ?? index}`, document: documentFrom(policy.policy) })),
        ...[...new Set(attached)].map((policyArn) => ({
          name: policyArn,
          document: documentFrom(documentOf(policyArn, name)),
        })),
      ],
      ...(typeof boundary === "string" && boundary !== "" && { boundary: documentOf(boundary, name) }),
    };
  });
}

/** Policies (parsed JSON) of the program's buckets and keys, by ARN. */
export function resourcePoliciesOf(
  resources: readonly PolicyBearingResource[],
  { partition }: Environment,
): Map<string, unknown> {
  return new Map(
    resources.flatMap(({ type, state }): [string, unknown][] => {
      if (type === "aws:s3/bucketPolicy:BucketPolicy") {
        return [[`arn:${partition}:s3:::${text(state["bucket"])}`, parse(state["policy"])]];
      }
      if (type === "aws:kms/key:Key" && state["policy"]) return [[text(state["arn"]), parse(state["policy"])]];
      return [];
    }),
  );
}

/** A policy document with lists where IAM also takes single values, so that its entries can be counted. */
function documentFrom(policy: unknown): Role["policies"][number]["document"] {
  const document = parse(policy) as {
    Version?: string;
    Statement: Record<string, unknown> | Record<string, unknown>[];
  };
  const statements = [document.Statement].flat().map((statement) => ({
    ...statement,
    ...("Action" in statement && { Action: [statement["Action"]].flat() }),
    ...("Resource" in statement && { Resource: [statement["Resource"]].flat() }),
  })) as RoleStatement[];
  return { ...document, Statement: statements };
}

/** Policies come as JSON text, or as the object itself. */
function parse(policy: unknown): unknown {
  return typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error(`A resource lacks a name or ARN that it should have: ${JSON.stringify(value)}`);
}
