/** Who may use a resource: policies of buckets, topics, queues, keys, functions and the like. */
import { narrowedBy } from "./conditionTest";
import { type Finding, findingOf, listed } from "./finding";
import type { PolicyStatement } from "./policyStatement";
import { isAnybody } from "./principals";
import { NONE_FOUND, SERVICES_WITH_SOURCE, SOURCE_KEYS } from "./sourceServices";

/** Keys with which a resource is not public, as S3's "The meaning of public" has them, and those of other services. */
const NOT_PUBLIC = [
  ...SOURCE_KEYS,
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceip",
  "aws:sourcevpc",
  "aws:sourcevpcarn",
  "aws:sourcevpce",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:userid",
  "elasticfilesystem:accessedviamounttarget",
  "kms:calleraccount",
  "lambda:invokedviafunctionurl",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
];

/** What a service is asked for beside where it comes from. */
const INSTEAD_OF_SOURCE = [...SOURCE_KEYS, "aws:principalorgid", "s3:dataaccesspointaccount"];

/** Findings on the statement of a resource's policy. */
export function resourcePolicy({ principals, notPrincipals, actions, conditions }: PolicyStatement): Finding[] {
  const names = listed(actions.map(({ text }) => text));
  const findings: Finding[] = [];
  const anybody = principals.find(isAnybody);
  const [excepted] = notPrincipals;
  if (anybody !== undefined && narrowedBy(conditions, NOT_PUBLIC) === undefined) {
    findings.push(
      findingOf("public-resource", {
        path: anybody.path,
        subject: anybody.text,
        message: `anybody may call ${names}`,
        remedy: "Name who may, or ask for aws:PrincipalOrgID, aws:SourceArn or aws:SourceAccount.",
      }),
    );
  }
  if (excepted !== undefined) {
    findings.push(
      findingOf("public-resource", {
        path: excepted.path.replace(/\[\d+\]$/, ""),
        subject: excepted.text,
        message: `everybody but ${excepted.text} may call ${names}`,
        remedy: "Name who may in Principal, or use NotPrincipal with Deny.",
      }),
    );
  }
  if (narrowedBy(conditions, INSTEAD_OF_SOURCE) !== undefined) return findings;
  for (const { kind, text, path } of principals) {
    if (kind !== "Service") continue;
    const source = SERVICES_WITH_SOURCE[text.split(".")[0] ?? ""];
    findings.push(
      findingOf("resource-without-source", {
        path,
        subject: text,
        message: `${text} may call ${names} for whichever customer of AWS gets it to`,
        remedy: "Ask for aws:SourceArn or aws:SourceAccount, if the service sends them.",
        ...(source !== undefined && source !== NONE_FOUND && { source }),
      }),
    );
  }
  return findings;
}
