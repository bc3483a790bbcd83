/** Asks the IAM simulator. */
import type { RequestAnalysis } from "@cloud-copilot/iam-simulate";
import type { AwsCall, Environment } from "../../iam/document";
import type { Role } from "./roles";

/** An entry of a role's Allow statements: which statement (counted from 1) of which policy, and the entry's text. */
export interface GrantedEntry {
  policy: string;
  statement: number;
  action: string;
  resource: string;
}

/** A judgement. */
export interface Verdict {
  /** AWS's message, when the call is denied. */
  denial?: string;
  /** Entries of the role's Allow statements that the call matched. */
  used: GrantedEntry[];
}

/** A service taking up a role. */
export interface Assumption {
  /** For instance `sagemaker.amazonaws.com`. */
  service: string;
  /** ARN of what the service acts for: a job, a function, a state machine; `aws:SourceArn`. */
  sourceArn?: string;
}

/**
 * Judges a call by the role's policies and the policy of the bucket or key that it is about.
 *
 * @param session last part of the assumed role's ARN
 * @param resourcePolicies policies (parsed JSON) of buckets and keys, by ARN
 * @throws {Error} when the simulator cannot make sense of the call
 */
export async function judgeCall(
  role: Role,
  session: string,
  call: AwsCall,
  environment: Environment,
  resourcePolicies: ReadonlyMap<string, unknown>,
): Promise<Verdict> {
  const { runSimulation } = await import("@cloud-copilot/iam-simulate");
  const user = `arn:${environment.partition}:sts::${environment.account}:assumed-role/${role.name}/${session}`;
  const bucket = /^arn:[^:]+:s3:::[^/]+/.exec(call.resource)?.[0];
  // A star in an S3 key is a letter like any other, which the simulator would take for a pattern.
  const resource = bucket === undefined ? call.resource : call.resource.replaceAll("*", "\u2217");
  const result = await runSimulation(
    {
      request: {
        principal: user,
        action: call.action,
        // Of another account's resources (AWS's own container images) only our side is judged: the owner's policy is
        // not ours to know. The account of ours makes the simulator leave it out.
        resource: { resource, accountId: environment.account },
        contextVariables: { ...requestContext(role, environment), ...call.context },
      },
      identityPolicies: role.policies.map(({ name, document }) => ({ name, policy: document })),
      permissionBoundaryPolicies:
        role.boundary === undefined ? undefined : [{ name: "boundary", policy: role.boundary }],
      resourcePolicy: resourcePolicies.get(bucket ?? call.resource) ?? defaultPolicy(call.resource, environment),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") throw faultIn(call, JSON.stringify(result.errors));
  // `*` is for actions that name no resource, and then only a policy's `*` covers it. Anything else that the simulator
  // takes for a pattern should be an ARN.
  if (result.resultType === "wildcard" && resource !== "*") throw faultIn(call, "it needs one exact resource");
  const parts = result.resultType === "single" ? [result.result] : result.results;
  const ignored = new Set(parts.flatMap((part) => part.ignoredContextKeys ?? []));
  if (ignored.size > 0) throw faultIn(call, `${call.action} has no condition key ${[...ignored].join(", ")}`);

  const analyses = parts.map((part) => part.analysis);
  if (result.overallResult === "Allowed") return { used: analyses.flatMap(matchedEntries) };
  const reason = denialReason(call.action, analyses);
  const denial = `User: ${user} is not authorized to perform: ${call.action} on resource: ${call.resource} ${reason}`;
  return { denial, used: [] };
}

/** A statement with NotAction or NotResource is one entry as a whole. */
function matchedEntries({ identityAnalysis }: RequestAnalysis): GrantedEntry[] {
  return (identityAnalysis?.allowStatements ?? []).flatMap(({ policyId, statement, explain }) => {
    const actions = [explain.actions ?? { action: "NotAction", matches: true }].flat();
    const resources = [explain.resources ?? { resource: "NotResource", matches: true }].flat();
    return actions
      .filter(({ matches }) => matches)
      .flatMap(({ action }) =>
        resources
          .filter(({ matches }) => matches)
          .map(({ resource }) => ({ policy: policyId, statement: statement.index(), action, resource })),
      );
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denialReason(action: string, analyses: RequestAnalysis[]): string {
  const isDenied = (side: { denyStatements: unknown[] } | undefined) => (side?.denyStatements.length ?? 0) > 0;
  if (analyses.some(({ identityAnalysis }) => isDenied(identityAnalysis))) {
    return "with an explicit deny in an identity-based policy";
  }
  if (analyses.some(({ resourceAnalysis }) => isDenied(resourceAnalysis))) {
    return "with an explicit deny in a resource-based policy";
  }
  const isBounded = analyses.some(({ blockedBy }) => blockedBy?.includes("pb"));
  return `because no ${isBounded ? "permissions boundary" : "identity-based policy"} allows the ${action} action`;
}

function faultIn(call: AwsCall, problem: string): Error {
  return new Error(`${call.action} on ${call.resource} (${call.source}) is no call that AWS knows: ${problem}`);
}

/**
 * Keys that AWS puts into every request. The loopback connection of a local run stands for TLS.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function requestContext(role: Role, environment: Environment): Record<string, string> {
  return {
    "aws:SecureTransport": "true",
    "aws:PrincipalArn": role.arn,
    "aws:PrincipalAccount": environment.account,
    "aws:PrincipalType": "AssumedRole",
    "aws:RequestedRegion": environment.region,
  };
}

/**
 * A key that the program does not define is taken to have the policy that AWS gives new keys: the account's IAM policies
 * decide. Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function defaultPolicy(resource: string, { partition, account }: Environment): unknown {
  if (!/^arn:[^:]+:kms:/.test(resource)) return undefined;
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" }] };
}

/**
 * Whether a role's trust policy lets a service take it up.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 */
export async function trusts(role: Role, assumption: Assumption, environment: Environment): Promise<boolean> {
  const { runSimulation } = await import("@cloud-copilot/iam-simulate");
  const result = await runSimulation(
    {
      request: {
        principal: assumption.service,
        action: "sts:AssumeRole",
        resource: { resource: role.arn, accountId: environment.account },
        contextVariables: {
          "aws:SourceAccount": environment.account,
          ...(assumption.sourceArn && { "aws:SourceArn": assumption.sourceArn }),
        },
      },
      identityPolicies: [],
      resourcePolicy: role.trust,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") {
    throw new Error(`The trust policy of ${role.arn} cannot be judged: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult === "Allowed";
}
