/** Who may assume a role: one AWS service, and only on behalf of the own account. */
import type { Environment } from "./document";

/** A trust policy document. */
export interface TrustPolicyDocument {
  Version: "2012-10-17";
  Statement: {
    Effect: "Allow";
    Principal: { Service: string };
    Action: "sts:AssumeRole";
    Condition: Record<string, Record<string, string>>;
  }[];
}

/**
 * A trust policy for an AWS service that guards against the confused deputy.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * @param service `sagemaker.amazonaws.com`
 * @param sourceArn ARN (with `*`) of the resource for which the service may assume the role; left out for services that
 *   send only the account
 */
export function trustPolicy(service: string, environment: Environment, sourceArn?: string): TrustPolicyDocument {
  const Condition: Record<string, Record<string, string>> = {
    StringEquals: { "aws:SourceAccount": environment.account },
  };
  if (sourceArn !== undefined) Condition.ArnLike = { "aws:SourceArn": sourceArn };
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition }],
  };
}
