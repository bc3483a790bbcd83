/**
 * The Lambda functions that AWS runs for Ground Truth's own kinds of task.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_HumanTaskConfig.html (PreHumanTaskLambdaArn) and
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AnnotationConsolidationConfig.html
 */
import * as pulumi from "@pulumi/pulumi";

/** The account of these functions by region. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  "us-east-1": "432418664414",
  "us-east-2": "266458841044",
  "us-west-2": "081040173940",
  "ca-central-1": "918755190332",
  "eu-west-1": "568282634449",
  "eu-west-2": "487402164563",
  "eu-central-1": "203001061592",
  "ap-northeast-1": "477331159723",
  "ap-northeast-2": "845288260483",
  "ap-south-1": "565803892007",
  "ap-southeast-1": "377565633583",
  "ap-southeast-2": "454466003867",
};

/** What runs before a person sees an item, and what makes one answer of several. */
export interface GroundTruthFunctions {
  preHumanTask: string;
  consolidation: string;
}

/**
 * The functions of a kind of task.
 *
 * @param kind `TextMultiClass`, `BoundingBox`, …
 * @throws pulumi.RunError where Ground Truth has none
 */
export function groundTruthFunctions(
  kind: string,
  { partition, region }: { partition: string; region: string },
): GroundTruthFunctions {
  const account = ACCOUNTS[region];
  if (account === undefined) {
    const regions = Object.keys(ACCOUNTS).join(", ");
    throw new pulumi.RunError(`Ground Truth has no functions of its own in ${region}; it has in ${regions}.`);
  }
  const arn = (prefix: string) => `arn:${partition}:lambda:${region}:${account}:function:${prefix}-${kind}`;
  return { preHumanTask: arn("PRE"), consolidation: arn("ACS") };
}
