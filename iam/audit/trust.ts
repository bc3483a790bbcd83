/** Who may assume a role. */
import { type ConditionTest, narrowedBy } from "./conditionTest";
import { type Finding, findingOf } from "./finding";
import type { PolicyStatement, Principal } from "./policyStatement";
import { accountOf, isAnybody } from "./principals";
import { NONE_FOUND, SERVICES_WITH_SOURCE, SOURCE_KEYS } from "./sourceServices";

/** Keys that say who may come: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const WHO = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltag/",
  "aws:userid",
];

/** What the audit knows of where a policy is. */
export interface TrustScope {
  /** Twelve digits: the account that a role is in. */
  account?: string;
}

/** Findings on a trust policy's statement. */
export function trust(statement: PolicyStatement, scope: TrustScope): Finding[] {
  const [excepted] = statement.notPrincipals;
  const findings = statement.principals.flatMap((principal) => principalFindings(principal, statement, scope));
  if (excepted !== undefined) {
    findings.push(
      findingOf("trust-wildcard-principal", {
        path: excepted.path.replace(/\[\d+\]$/, ""),
        subject: excepted.text,
        message: `everybody but ${excepted.text} may assume the role`,
        remedy: "Name who may assume it in Principal.",
      }),
    );
  }
  return findings;
}

function principalFindings(principal: Principal, { conditions }: PolicyStatement, { account }: TrustScope): Finding[] {
  const { kind, text, path } = principal;
  const details = { path, subject: text };
  if (isAnybody(principal)) {
    if (narrowedBy(conditions, WHO) !== undefined) return [];
    return [
      findingOf("trust-wildcard-principal", {
        ...details,
        message: "anybody may assume the role, from any account",
        remedy: "Name an account, a role or a service, or ask for aws:PrincipalOrgID.",
      }),
    ];
  }
  const other = accountOf(principal);
  if (other !== undefined && other !== account && !isKnownOwn(other)) {
    if (narrowedBy(conditions, [...WHO, "sts:externalid"]) !== undefined) return [];
    const message = `everybody whom the account ${other} lets may assume the role`;
    const remedy =
      "Name a role of that account, or ask for aws:PrincipalArn, or for the sts:ExternalId that a third party has.";
    return [findingOf("trust-account-root", { ...details, message, remedy })];
  }
  if (kind === "Federated") return providerFindings(principal, conditions);
  const source = kind === "Service" ? SERVICES_WITH_SOURCE[serviceOf(text)] : undefined;
  if (source === undefined || narrowedBy(conditions, SOURCE_KEYS) !== undefined) return [];
  return [
    findingOf("trust-without-source", {
      ...details,
      message: `${text} may assume the role for whichever customer of AWS gets it to`,
      remedy:
        'Add the condition {"StringEquals": {"aws:SourceAccount": "<account>"}}, and aws:SourceArn where the resource is known.',
      ...(source === NONE_FOUND ? { severity: "warning" } : { source }),
    }),
  ];
}

/** A template's own account. */
function isKnownOwn(account: string): boolean {
  return account === "${AWS::AccountId}";
}

/** `states` of `states.eu-west-1.amazonaws.com` and `states.amazonaws.com`. */
function serviceOf(principal: string): string {
  return principal.toLowerCase().split(".")[0] ?? "";
}

/** Providers whom everybody can have an account at: without `sub` (for AWS's and the big ones `aud`) all of these come in. */
function providerFindings({ text, path }: Principal, conditions: readonly ConditionTest[]): Finding[] {
  if (text.includes(":saml-provider/")) return [];
  const host = /:oidc-provider\/(.+)$/.exec(text)?.[1];
  const keys =
    host === undefined
      ? [`${text}:${text === "www.amazon.com" || text === "graph.facebook.com" ? "app_id" : "aud"}`]
      : [`${host}:sub`, `${host}:aud`];
  return keys
    .filter((key) => narrowedBy(conditions, [key.toLowerCase()]) === undefined)
    .map((key) => {
      const isWho = key.endsWith(":sub") || host === undefined;
      return findingOf("trust-open-provider", {
        path,
        subject: text,
        severity: isWho ? "error" : "warning",
        message: isWho
          ? `everybody whom ${host ?? text} knows may assume the role: no condition asks for ${key}`
          : `a token of ${host} for somebody else is taken: no condition asks for ${key}`,
        remedy: `Add a condition on ${key}.`,
      });
    });
}
