/** How the rules on policy documents are made: the same audit, each rule with some of its codes. */
import * as v from "valibot";
import { auditDocument } from "../../../iam/audit/auditDocument";
import type { Finding as AuditFinding } from "../../../iam/audit/finding";
import type { FindingCode } from "../../../iam/audit/findingCodes";
import { UNKNOWN } from "../../reading/resource";
import { type Finding, unchecked, violation } from "../../finding";
import { type ResourceRule, resourceRule } from "../../rule";
import { flag, texts } from "../../settings";
import { type Document, documentsOf, type DocumentKind } from "./documents";

/** What differs from rule to rule. */
type DocumentRule = Pick<ResourceRule, "name" | "description" | "severity" | "url" | "remediation" | "types"> & {
  codes: readonly FindingCode[];
  /** Which documents of a type that holds several; all when absent. */
  kinds?: readonly DocumentKind[];
};

/** A rule that reports some of the audit's codes. Warnings of the audit count only where the config says so. */
export function documentRule({ codes, kinds, ...facts }: DocumentRule): ResourceRule {
  return resourceRule({
    ...facts,
    enforcementLevel: "mandatory",
    config: v.strictObject({
      allow: texts(
        [],
        "What is meant to be: patterns (`*`, `?`) of the action, resource, principal or ARN that a finding is about.",
      ),
      warnings: flag(false, "Whether what may be meant counts too."),
    }),
    *check(resource, { allow, warnings }) {
      for (const document of documentsOf(resource)) {
        if (kinds !== undefined && !kinds.includes(document.kind)) continue;
        if (document.value === UNKNOWN) {
          yield unchecked(document.path === "" ? "principal" : document.path);
          continue;
        }
        for (const finding of audited(document, allow, codes)) {
          if (codes.includes(finding.code) && (finding.severity === "error" || warnings)) {
            yield found(finding, document);
          }
        }
      }
    },
  });
}

/** A finding of the audit as one of the rule's. */
export function found({ path, message, remedy }: AuditFinding, document: Pick<Document, "path">): Finding {
  const at = [document.path, path].filter((part) => part !== "").join(".");
  return violation(at, `${message}. ${remedy}`);
}

/** What the audit said of a text, by kind and text: one rule after the other reads the same, and roles share documents. */
const audits = new Map<string, AuditFinding[]>();

/** So many are kept. */
const MAX_AUDITS = 200;

function audited({ kind, value }: Document, allow: readonly string[], codes: readonly FindingCode[]): AuditFinding[] {
  if (allow.length > 0) {
    return auditDocument(value, { kind, allow: Object.fromEntries(codes.map((code) => [code, allow])) });
  }
  if (typeof value !== "string") return auditDocument(value, { kind });
  const key = `${kind} ${value}`;
  let findings = audits.get(key);
  if (findings === undefined) {
    if (audits.size >= MAX_AUDITS) audits.clear();
    findings = auditDocument(value, { kind });
    audits.set(key, findings);
  }
  return findings;
}
