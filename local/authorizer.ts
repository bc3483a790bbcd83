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
import { judgeCall, trusts, type Assumption, type GrantedEntry, type Verdict } from "./authorizer/simulate";
import type { IamTally } from "./runResult";

/** What a service, a function or a script signs its requests with; stable per role. */
export interface Credentials {
  /** 20 characters, A-Z and 0-9. */
  accessKeyId: string;
  secretAccessKey: string;
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
  /**
   * Whether the role's trust policy lets this service take it up; never for a role that the program does not have.
   * @param assumption.session last part of the assumed-role ARN that messages show from now on
   */
  mayAssume(roleArn: string, assumption: Assumption & { session?: string }): Promise<boolean>;
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
    const key = JSON.stringify([book.role.arn, book.session, call.action, call.resource, context]);
    const known = verdicts.get(key);
    if (known) return known;
    const verdict = judgeCall(book.role, book.session, call, environment, resourcePolicies);
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
      for (const entry of verdict.used) book.used.add(keyOf(entry));
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
    tally: (roleArns) => tallyOf(roleArns ? [...roleArns].flatMap((arn) => books.get(arn) ?? []) : [...books.values()]),
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
          entries.set(keyOf({ policy: name, statement: index + 1, action, resource }), { action, resource });
        }
      }
    });
  }
  return { role, session: "local", calls: 0, denied: [], entries, used: new Set() };
}

function keyOf({ policy, statement, action, resource }: GrantedEntry): string {
  return JSON.stringify([policy, statement, action, resource]);
}

function tallyOf(books: Book[]): IamTally {
  const roles = books.map((book) => ({
    role: book.role.arn,
    calls: book.calls,
    denied: book.denied,
    unused: [...book.entries].filter(([key]) => !book.used.has(key)).map(([, entry]) => entry),
    notTaken: [],
    granted: [...book.entries.values()],
  }));
  const total = (count: (role: (typeof roles)[number]) => number) => roles.reduce((sum, role) => sum + count(role), 0);
  return {
    calls: total((role) => role.calls),
    denied: total((role) => role.denied.length),
    unused: total((role) => role.unused.length),
    notTaken: 0,
    roles,
  };
}
