/** `mlpipe audit`: what policy documents give away, and how they differ from what a definition needs. */
import type { TextProblem } from "../asl/read/definitionTextError";
import type { Position } from "../asl/read/textLines";
import { auditDocument, auditTogether } from "../iam/audit/auditDocument";
import type { Finding } from "../iam/audit/finding";
import type { PolicyKind } from "../iam/audit/policyStatement";
import { mayColour, painter } from "../local/progress";
import { UserError } from "../local/userError";
import type { Difference } from "./auditDefinition";
import { displayName, located } from "./definitionInput";
import { EXIT } from "./exitCodes";
import { type PolicyText, tryPolicy } from "./policyInput";

/** The command's options, as the command line has them. */
export interface AuditCommandOptions {
  json?: boolean;
  strict?: boolean;
  kind?: PolicyKind;
  definition?: string;
  account?: string;
  region?: string;
  partition?: string;
  role?: string[];
}

/** A finding and where it stands. */
type LocatedFinding = Finding & Position;

interface Counts {
  errors: number;
  warnings: number;
}

/** What was found in a file, or why there was nothing to look at. */
type FileReport = { file: string } & (
  { kind: PolicyKind; findings: LocatedFinding[]; counts: Counts } | { error: TextProblem }
);

/** @returns the exit code: 2 when a file cannot be read, else 1 for an error or a difference (`strict`: or a warning), else 0 */
export async function auditCommand(files: string[], options: AuditCommandOptions): Promise<number> {
  const difference = await differenceOf(options);
  const reports: FileReport[] = [];
  const texts: (PolicyText & { file: string })[] = [];
  for (const file of files) {
    const text = await tryPolicy(file);
    if ("unreadable" in text) {
      reports.push({ file, error: text.unreadable });
      continue;
    }
    texts.push({ file, ...text });
    const { document, duplicates, positionOf } = text;
    const kind = options.kind ?? kindOf(document);
    const { account } = options;
    const found = [...duplicates, ...auditDocument(document, { kind, ...(account !== undefined && { account }) })];
    const findings = found.map((finding) => ({ ...finding, ...positionOf(finding.path) }));
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    reports.push({ file, kind, findings, counts: countsOf(findings) });
  }
  const unreadable = files.length - texts.length;
  const together = difference === undefined ? [] : auditTogether(texts.map(({ document }) => document));
  const compared = unreadable > 0 ? undefined : difference?.between(texts);
  const counts = countsOf([...reports.flatMap((report) => ("findings" in report ? report.findings : [])), ...together]);
  if (options.json === true) {
    const more = compared === undefined ? {} : { together, ...compared.json };
    process.stdout.write(`${JSON.stringify({ files: reports, counts: { ...counts, unreadable }, ...more })}\n`);
  } else {
    print(reports, together, counts, unreadable);
    compared?.print();
  }
  if (unreadable > 0) return EXIT.wrongUse;
  const isFound = counts.errors > 0 || (options.strict === true && counts.warnings > 0);
  return isFound || compared?.isAny === true ? EXIT.failed : EXIT.done;
}

/** @throws UserError when a definition is given without where it is to run, or cannot be read */
async function differenceOf(options: AuditCommandOptions): Promise<Difference | undefined> {
  const { definition, account, region } = options;
  if (definition === undefined) {
    if (region === undefined && options.role === undefined) return undefined;
    throw new UserError("--region and --role go with --definition.", "Name the definition, or leave them out.");
  }
  if (account === undefined || region === undefined) {
    const missing = [account === undefined ? "--account" : "", region === undefined ? "--region" : ""].filter(Boolean);
    throw new UserError(`--definition needs ${missing.join(" and ")} too.`, "ARNs of what it calls are made of them.");
  }
  const { readDifference } = await import("./auditDefinition.js");
  return readDifference(definition, { ...options, account, region });
}

/** What a document looks like: only an identity's has no principal, only a trust policy's statements no resource. */
function kindOf(document: unknown): PolicyKind {
  const { Statement: inside = document } = Object(document) as { Statement?: unknown };
  const statements = [inside].flat().map((statement) => Object(statement) as object);
  if (!statements.some((statement) => "Principal" in statement || "NotPrincipal" in statement)) return "identity";
  return statements.some((statement) => "Resource" in statement || "NotResource" in statement) ? "resource" : "trust";
}

function countsOf(findings: readonly Finding[]): Counts {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

function print(reports: FileReport[], together: readonly Finding[], counts: Counts, unreadable: number): void {
  const paint = painter(mayColour(process.stdout));
  const severities = { error: paint("red", "error"), warning: paint("yellow", "warning") };
  const write = (file: string, finding: Finding & Partial<Position>) => {
    const { path, severity, source, ...problem } = finding;
    const [first = "", ...rest] = located(file, problem, severities[severity]).split("\n");
    const where = path === "" ? [] : [`    ${paint("bold", path)}`];
    process.stdout.write(`${[first, ...where, ...rest, `    ${source}`].join("\n")}\n`);
  };
  for (const report of reports) {
    if ("error" in report) process.stderr.write(`${located(report.file, report.error)}\n`);
    else for (const finding of report.findings) write(report.file, finding);
  }
  for (const finding of together) write("all documents", finding);
  const found = [
    ...(unreadable > 0 ? [plural(unreadable, "unreadable file")] : []),
    ...(counts.errors > 0 ? [plural(counts.errors, "error")] : []),
    ...(counts.warnings > 0 ? [plural(counts.warnings, "warning")] : []),
  ];
  const where = reports.length === 1 ? displayName(reports[0]!.file) : plural(reports.length, "file");
  process.stdout.write(`${where}: ${found.length === 0 ? paint("green", "nothing found") : found.join(", ")}\n`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
