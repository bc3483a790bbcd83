/** Options that say where a definition is to run. */
import { InvalidArgumentError } from "commander";

/** An option's value that has to match. */
export const matching = (pattern: RegExp, expected: string) => (text: string) => {
  if (pattern.test(text)) return text;
  throw new InvalidArgumentError(expected);
};

/** The account that ARNs are made of. */
export const account = matching(/^\d{12}$/, "It must be the twelve digits of an AWS account.");
/** The region that ARNs are made of. */
export const region = matching(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, "It must be a region's code: eu-west-1.");
/** The partition that ARNs are made of, where the region does not say. */
export const partition = matching(/^aws(-[a-z]+)*$/, "It must be a partition: aws, aws-cn, aws-us-gov.");
/** A role that may be passed. */
export const roleArn = matching(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  "It must be a role's ARN: arn:aws:iam::123456789012:role/training.",
);
