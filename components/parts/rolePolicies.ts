/** A role's permissions as policies within IAM's quotas. */
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../iam/document";
import { policyText } from "../../iam/minimise";
import { MAX_INLINE_POLICY_CHARACTERS, MAX_MANAGED_POLICY_CHARACTERS, splitPolicies } from "../../iam/splitPolicies";

/**
 * How many managed policies a role takes, unless AWS has raised it for the account:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_MANAGED_POLICIES = 10;

/**
 * Policies as texts: the first is the inline one, those after it are managed.
 *
 * @throws pulumi.InputPropertyError when they are more than a role holds
 */
export function rolePolicies(statements: Statement[]): [string, ...string[]] {
  const whole = policyText(statements);
  if (whole.length <= MAX_INLINE_POLICY_CHARACTERS) return [whole];
  const [first = whole, ...rest] = splitPolicies(statements, MAX_MANAGED_POLICY_CHARACTERS).map((document) =>
    JSON.stringify(document),
  );
  if (rest.length <= MAX_MANAGED_POLICIES) return [first, ...rest];
  throw new pulumi.InputPropertyError({
    propertyPath: "definition",
    reason: `its permissions take ${rest.length} managed policies, and a role has at most ${MAX_MANAGED_POLICIES}; split it into several state machines`,
  });
}
