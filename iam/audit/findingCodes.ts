/** Every code of the audit: how grave it is unless a finding says otherwise, and why it is one. */

const USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";

/** What is the same for all findings of a code. */
interface CodeFacts {
  severity: "error" | "warning";
  source: string;
}

export const FINDINGS = {
  /** What is no policy document, or has a part that AWS would not take or that cannot be understood. */
  "unreadable-document": { severity: "error", source: `${USER_GUIDE}/reference_policies_grammar.html` },
  /** The text that Pulumi puts in place of an Output that was used as if it were its value. */
  "unresolved-output": { severity: "error", source: "https://www.pulumi.com/docs/iac/concepts/inputs-outputs/all/" },
  /** An action with a wildcard. A warning when all that it stands for only reads or lists. */
  "wildcard-action": { severity: "error", source: `${USER_GUIDE}/best-practices.html#grant-least-privilege` },
  /** An action, or a service, that AWS's reference does not have. */
  "unknown-action": { severity: "warning", source: `${USER_GUIDE}/reference_policies_elements_action.html` },
  /** Every resource, or every one of a service, for an action that can be held to some. */
  "wildcard-resource": { severity: "error", source: `${USER_GUIDE}/reference_policies_elements_resource.html` },
  /** Everything allowed but what is listed. */
  "allow-not-action": { severity: "error", source: `${USER_GUIDE}/reference_policies_elements_notaction.html` },
  /** On everything but what is listed. */
  "allow-not-resource": { severity: "error", source: `${USER_GUIDE}/reference_policies_elements_notresource.html` },
  /** iam:PassRole on a pattern of roles. A warning when the pattern has part of the name. */
  "pass-role-wildcard": { severity: "error", source: `${USER_GUIDE}/id_roles_use_passrole.html` },
  /** iam:PassRole without saying to which service. */
  "pass-role-without-service": {
    severity: "error",
    source: `${USER_GUIDE}/reference_policies_iam-condition-keys.html#ck_PassedToService`,
  },
  /** Permissions with which a caller can give itself more. A warning where they are held to named resources. */
  "privilege-escalation": {
    severity: "error",
    source: "https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation",
  },
  /** A policy of AWS that allows all of a service, or all of them. */
  "full-access-managed-policy": {
    severity: "error",
    source: `${USER_GUIDE}/access_policies_managed-vs-inline.html#aws-managed-policies`,
  },
  /** A role that anybody may assume. */
  "trust-wildcard-principal": { severity: "error", source: `${USER_GUIDE}/reference_policies_elements_principal.html` },
  /** A service that may assume a role for any customer of AWS. */
  "trust-without-source": { severity: "error", source: `${USER_GUIDE}/confused-deputy.html` },
  /** A role that everybody in another account may assume, if their account lets them. */
  "trust-account-root": { severity: "warning", source: `${USER_GUIDE}/id_roles_create_for-user_externalid.html` },
  /** A role for anybody whom an identity provider knows: everybody with an account at GitHub, for instance. */
  "trust-open-provider": { severity: "error", source: `${USER_GUIDE}/id_roles_create_for-idp_oidc.html` },
  /** A resource that anybody may use. */
  "public-resource": {
    severity: "error",
    source:
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
  },
  /** A service that may use a resource for any customer of AWS. */
  "resource-without-source": { severity: "warning", source: `${USER_GUIDE}/confused-deputy.html` },
} as const satisfies Record<string, CodeFacts>;

/** A code of the audit. */
export type FindingCode = keyof typeof FINDINGS;

/** All codes. */
export const FINDING_CODES = Object.keys(FINDINGS) as FindingCode[];
