/**
 * Judges every AWS call of a local run against the policies of the role that makes it, with an IAM simulator.
 *
 * A call is allowed only when the simulator says so. A call that the simulator cannot judge (an unknown action, an ARN
 * of the wrong kind, a condition key that the action does not have) is a fault in the description of the call and ends
 * the run with an ordinary Error: it is never taken for allowed.
 */
import { createHash } from "node:crypto";
import type { AwsCall, Environment } from "../iam/document";
import { resourcePoliciesOf, rolesOf, type PolicyBearingResource, type Role } from "./authorizer/roles";
import type { IamTally } from "./runResult";

/** What a service, a function or a script signs its requests with; stable per role. */
export interface Credentials {
  /** 20 characters, A-Z and 0-9. */
  accessKeyId: string;
  secretAccessKey: string;
}

/** A service taking up a role. */
export interface Assumption {
  /** For instance `sagemaker.amazonaws.com`. */
  service: string;
  /** ARN of what the service acts for: a job, a function, a state machine; `aws:SourceArn`. */
  sourceArn?: string;
  /** Last part of the assumed-role ARN that error messages show; `local` when absent. */
  session?: string;
}

/** Judge and book-keeper of a run's calls. */
export interface Authorizer {
  /**
   * Judges a call and counts it.
   * @throws {AccessDenied} when the role's policies or the bucket's do not allow it
   * @throws {Error} when the call names an action, ARN or condition key that AWS does not have
   */
  authorize(roleArn: string, call: AwsCall): Promise<void>;
  /** The same judgement without counting: for what AWS looks up only to choose between two answers. */
  allows(roleArn: string, call: AwsCall): Promise<boolean>;
  /** Whether the role's trust policy lets this service take it up. */
  mayAssume(roleArn: string, assumption: Assumption): Promise<boolean>;
  credentialsFor(roleArn: string): Credentials;
  /** The role that these credentials were made for. */
  roleOf(accessKeyId: string): string | undefined;
  /** What was called, denied and left unused; of these roles only, or of all when absent. */
  tally(roleArns?: Iterable<string>): IamTally;
}

/** A call that the policies do not allow; the message is AWS's wording. */
export class AccessDenied extends Error {
  override readonly name = "AccessDenied";
  constructor(
    readonly roleArn: string,
    readonly call: AwsCall,
    message: string,
  ) {
    super(message);
  }
}

/** What an authorizer is made of. */
export interface AuthorizerOptions {
  environment: Environment;
  roles: readonly Role[];
  /** Policies (parsed JSON) of buckets and keys, by ARN. */
  resourcePolicies: ReadonlyMap<string, unknown>;
}

interface Verdict {
  denial?: string;
  /** Entries of the role's Allow statements that matched, as keys of `Book.entries`. */
  used: string[];
}

/** A role and what happened with it. */
interface Book {
  role: Role;
  session: string;
  calls: number;
  denied: { action: string; resource: string }[];
  entries: Map<string, { action: string; resource: string }>;
  used: Set<string>;
}

/**
 * An authorizer over these roles.
 *
 * @example
 * const authorizer = createAuthorizer({ environment, roles, resourcePolicies: new Map() });
 * await authorizer.authorize(roleArn, { action: "s3:GetObject", resource: "arn:aws:s3:::data/x.csv", source: "test" });
 * authorizer.tally().unused; // entries that no call has needed
 */
export function createAuthorizer({ environment, roles, resourcePolicies }: AuthorizerOptions): Authorizer {
  const books = new Map(roles.map((role) => [role.arn, openBook(role)]));
  const keys = new Map(roles.map((role) => [credentials(role.arn).accessKeyId, role.arn]));
  const verdicts = new Map<string, Promise<Verdict>>();

  function bookOf(roleArn: string): Book {
    const book = books.get(roleArn);
    if (!book) throw new Error(`The program has no role ${roleArn}.`);
    return book;
  }

  function judge(book: Book, call: AwsCall): Promise<Verdict> {
    const context = Object.entries(call.context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([book.role.arn, call.action, call.resource, context]);
    const known = verdicts.get(key);
    if (known) return known;
    const verdict = simulate(book, call, environment, resourcePolicies);
    verdicts.set(key, verdict);
    return verdict;
  }

  return {
    async authorize(roleArn, call) {
      const book = bookOf(roleArn);
      const verdict = await judge(book, call);
      book.calls++;
      if (verdict.denial !== undefined) {
        book.denied.push({ action: call.action, resource: call.resource });
        throw new AccessDenied(roleArn, call, verdict.denial);
      }
      for (const entry of verdict.used) book.used.add(entry);
    },
    async allows(roleArn, call) {
      return (await judge(bookOf(roleArn), call)).denial === undefined;
    },
    async mayAssume(roleArn, assumption) {
      const book = books.get(roleArn);
      if (!book) return false;
      if (assumption.session) book.session = assumption.session;
      return trusts(book.role, assumption, environment);
    },
    credentialsFor: (roleArn) => credentials(bookOf(roleArn).role.arn),
    roleOf: (accessKeyId) => keys.get(accessKeyId),
    tally: (roleArns) => tallyOf(roleArns ? [...roleArns].map(bookOf) : [...books.values()]),
  };
}

/**
 * An authorizer over the roles, bucket policies and key policies that the program registered.
 *
 * @throws {UserError} when a role uses a managed policy which the program does not define
 */
export function authorizerFor(resources: readonly PolicyBearingResource[], environment: Environment): Authorizer {
  return createAuthorizer({
    environment,
    roles: rolesOf(resources),
    resourcePolicies: resourcePoliciesOf(resources, environment),
  });
}

/** Derived from the ARN, so that they are the same in every run and different between roles. */
function credentials(roleArn: string): Credentials {
  const digest = createHash("sha512").update(roleArn).digest();
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const accessKeyId = `ASIA${[...digest.subarray(0, 16)].map((byte) => letters[byte % 32]).join("")}`;
  return { accessKeyId, secretAccessKey: digest.subarray(24, 54).toString("base64") };
}

function openBook(role: Role): Book {
  const entries: Book["entries"] = new Map();
  for (const { name, document } of role.policies) {
    document.Statement.forEach((statement, index) => {
      if (statement.Effect !== "Allow") return;
      // A statement with NotAction or NotResource is one entry as a whole.
      for (const action of statement.Action ?? ["NotAction"]) {
        for (const resource of statement.Resource ?? ["NotResource"]) {
          entries.set(entryKey(name, index + 1, action, resource), { action, resource });
        }
      }
    });
  }
  return { role, session: "local", calls: 0, denied: [], entries, used: new Set() };
}

function entryKey(policy: string, statement: number, action: string, resource: string): string {
  return JSON.stringify([policy, statement, action, resource]);
}

function tallyOf(books: Book[]): IamTally {
  const roles = books.map((book) => ({
    role: book.role.arn,
    calls: book.calls,
    denied: book.denied,
    unused: [...book.entries].filter(([key]) => !book.used.has(key)).map(([, entry]) => entry),
    granted: [...book.entries.values()],
  }));
  const total = (count: (role: (typeof roles)[number]) => number) => roles.reduce((sum, role) => sum + count(role), 0);
  return {
    calls: total((role) => role.calls),
    denied: total((role) => role.denied.length),
    unused: total((role) => role.unused.length),
    roles,
  };
}

async function simulate(
  book: Book,
  call: AwsCall,
  environment: Environment,
  resourcePolicies: ReadonlyMap<string, unknown>,
): Promise<Verdict> {
  const { runSimulation } = await import("@cloud-copilot/iam-simulate");
  const { role } = book;
  const user = `arn:${environment.partition}:sts::${environment.account}:assumed-role/${role.name}/${book.session}`;
  const bucket = /^arn:[^:]+:s3:::[^/]+/.exec(call.resource)?.[0];
  const result = await runSimulation(
    {
      request: {
        principal: user,
        action: call.action,
        // Of another account's resources (AWS's own container images) only our side is judged: the owner's policy is
        // not ours to know. The account of ours makes the simulator leave it out.
        resource: { resource: call.resource, accountId: environment.account },
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
  // `*` is for actions that name no resource, and then only a policy's `*` covers it. An S3 key may hold a `*`. Anything
  // else is a pattern where an ARN should be.
  if (result.resultType === "wildcard" && bucket === undefined && call.resource !== "*") {
    throw faultIn(call, "it needs one exact resource");
  }
  const parts = result.resultType === "single" ? [result.result] : result.results;
  const ignored = new Set(parts.flatMap((part) => part.ignoredContextKeys ?? []));
  if (ignored.size > 0) throw faultIn(call, `${call.action} has no condition key ${[...ignored].join(", ")}`);

  const analyses = parts.map((part) => part.analysis);
  if (result.overallResult !== "Allowed") {
    const explicit = (side?: { denyStatements: unknown[] }) => (side?.denyStatements.length ?? 0) > 0;
    const reason = analyses.some((analysis) => explicit(analysis.identityAnalysis))
      ? "with an explicit deny in an identity-based policy"
      : analyses.some((analysis) => explicit(analysis.resourceAnalysis))
        ? "with an explicit deny in a resource-based policy"
        : analyses.some((analysis) => analysis.blockedBy?.includes("pb"))
          ? `because no permissions boundary allows the ${call.action} action`
          : `because no identity-based policy allows the ${call.action} action`;
    const denial = `User: ${user} is not authorized to perform: ${call.action} on resource: ${call.resource} ${reason}`;
    return { denial, used: [] };
  }
  const used = analyses.flatMap((analysis) =>
    (analysis.identityAnalysis?.allowStatements ?? []).flatMap(({ policyId, statement, explain }) =>
      [explain.actions ?? { action: "NotAction", matches: true }].flat().flatMap(({ action, matches: actionMatches }) =>
        [explain.resources ?? { resource: "NotResource", matches: true }]
          .flat()
          .filter(({ matches }) => actionMatches && matches)
          .map(({ resource }) => entryKey(policyId, statement.index(), action, resource)),
      ),
    ),
  );
  return { used };
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

/** Trust policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html */
async function trusts(role: Role, assumption: Assumption, environment: Environment): Promise<boolean> {
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
