/** What is too wide, or cannot be read, in a policy document. */
import { escalations, waysOf } from "./escalation";
import { covers } from "./patterns";
import type { Finding } from "./finding";
import type { FindingCode } from "./findingCodes";
import { passRole } from "./passRole";
import type { PolicyKind, PolicyStatement } from "./policyStatement";
import { pathIn } from "./policyText";
import { readPolicy } from "./readPolicy";
import { resourcePolicy } from "./resourcePolicy";
import { trust } from "./trust";
import { wildcardActions } from "./wildcardActions";
import { wildcardResources } from "./wildcardResources";

/** What the caller knows of a document. */
export interface AuditOptions {
  /**
   * What the document is for: an identity's permissions, who may assume a role, who may use a resource.
   * @default "identity"
   */
  kind?: PolicyKind;
  /** The account it is in, twelve digits: trust in the own account is no finding. */
  account?: string;
  /**
   * What is meant to be: for a code the patterns (`*`, `?`) of the subjects that it is not to report.
   * @example { "wildcard-action": ["s3:Get*"], "pass-role-without-service": ["*"] }
   */
  allow?: Partial<Record<FindingCode, readonly string[]>>;
}

/**
 * Audits a policy document: findings by place, none for a document that grants named actions on named resources.
 *
 * Takes what AWS takes (one statement or a list, texts or lists of them, NotAction, NotResource, NotPrincipal, any
 * condition), the document as JSON text, a list of statements without a document, and CloudFormation's functions in place
 * of texts. Statements that deny give no finding, unless they cannot be read. Synchronous; plain data never makes it throw.
 *
 * `*` is no finding for actions that cannot be held to a resource, which AWS's service authorization reference says
 * (iam/data/actions.json), and where a condition names the resources by tag, alias or namespace.
 *
 * @example
 * auditDocument({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } })
 * // wildcard-action at Statement.Action, wildcard-resource at Statement.Resource
 */
export function auditDocument(document: unknown, options: AuditOptions = {}): Finding[] {
  const { kind = "identity" } = options;
  const { statements, findings } = readPolicy(document, kind);
  const found = [...findings, ...statements.flatMap((statement) => statementFindings(statement, kind, options))];
  if (kind === "identity") found.push(...escalations(waysOf(statements)));
  return notAllowed(found, options);
}

/**
 * Finds what several documents of one role allow only together: privilege escalation whose parts stand in different ones.
 *
 * @returns findings whose paths begin with the document's place in the list: `[1].Statement[0].Action`
 */
export function auditTogether(documents: readonly unknown[], options: Omit<AuditOptions, "kind"> = {}): Finding[] {
  const read = documents.map((document) => readPolicy(document, "identity").statements);
  const alone = new Set(read.flatMap((statements) => [...waysOf(statements)].map(({ path }) => path)));
  const together = [...waysOf(read.flatMap((statements, index) => statements.map((each) => within(each, index))))];
  return notAllowed(escalations(together.filter(({ path }) => !alone.has(path))), options);
}

function statementFindings(statement: PolicyStatement, kind: PolicyKind, options: AuditOptions): Finding[] {
  if (statement.effect === "Deny") return [];
  const actions = wildcardActions(statement, kind);
  if (kind === "trust") return [...actions, ...trust(statement, options)];
  // The resource that has the policy is the only one that it is about.
  if (kind === "resource") return [...actions, ...resourcePolicy(statement)];
  return [...actions, ...wildcardResources(statement), ...passRole(statement)];
}

function notAllowed(findings: Finding[], { allow = {} }: AuditOptions): Finding[] {
  return findings.filter(
    ({ code, subject }) => !allow[code]?.some((pattern) => covers(pattern.toLowerCase(), subject.toLowerCase())),
  );
}

/** A statement with paths that tell which document it is of. */
function within(statement: PolicyStatement, index: number): PolicyStatement {
  const moved = <Item extends { path: string }>(items: Item[]): Item[] =>
    items.map((item) => ({ ...item, path: pathIn(index, item.path) }));
  const { actions, notActions } = statement;
  return { ...statement, actions: moved(actions), notActions: moved(notActions) };
}
