/**
 * IAM policy documents as plain data.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** Condition block: operator -> key -> values. */
export type Conditions = Record<string, Record<string, string | string[]>>;

/** A statement that this project writes: always Allow unless said otherwise, always arrays. */
export interface Statement {
  /** Letters and digits; unique in the document. */
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: string[];
  Condition?: Conditions;
}

/** An identity policy document. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

/** Where a policy is to hold. ARNs are made from these three, never from resource outputs. */
export interface Environment {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: string;
  /** For instance `eu-west-1`. */
  region: string;
  /** Twelve digits. */
  account: string;
}

/** One call to an AWS API as IAM judges it. */
export interface AwsCall {
  /** `service:Api`, as IAM spells it: `sagemaker:CreateTrainingJob`. */
  action: string;
  /** The exact ARN, or `*` for an action without resource-level permissions. */
  resource: string;
  /** Condition context: key -> value. */
  context?: Record<string, string | string[]>;
  /** Why the call is made: the API call of ours, or the AWS page that says that AWS makes it on our behalf. */
  source: string;
}
