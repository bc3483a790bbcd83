/** Services that say for whom they call. */

/** Keys that say so, in lower case: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
export const SOURCE_KEYS = [
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
];

const DOCS = "https://docs.aws.amazon.com";

const TOOLKIT = "https://github.com/aws/agent-toolkit-for-aws/blob/main/skills/specialized-skills/serverless-skills";

/** Marks a service of which people say that it sends the keys, and no page of AWS that says so was found. */
export const NONE_FOUND = "none found";

/**
 * Services that send aws:SourceAccount or aws:SourceArn when they assume a role, with the page that says so, or
 * {@link NONE_FOUND}: then the key's lack is a warning only. Of others it is not known: a condition could keep them out.
 */
export const SERVICES_WITH_SOURCE: Readonly<Record<string, string>> = {
  batch: `${DOCS}/batch/latest/userguide/cross-service-confused-deputy-prevention.html`,
  bedrock: `${DOCS}/bedrock/latest/userguide/cross-service-confused-deputy-prevention.html`,
  cloudtrail: `${DOCS}/awscloudtrail/latest/userguide/cross-service-confused-deputy-prevention.html`,
  codebuild: `${DOCS}/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html`,
  "ecs-tasks": `${TOOLKIT}/processing-s3-uploads-with-step-functions/scripts/ecs-trust-policy.json`,
  events: `${DOCS}/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html`,
  glue: NONE_FOUND,
  iot: `${DOCS}/iot/latest/developerguide/cross-service-confused-deputy-prevention.html`,
  // AWS's guide does not say so for Lambda, AWS's own template of such a policy does.
  lambda: `${TOOLKIT}/deploying-custom-domain-rest-api/scripts/lambda-trust-policy.json`,
  personalize: `${DOCS}/personalize/latest/dg/cross-service-confused-deputy-prevention.html`,
  // In the template at the end of the page.
  pipes: `${DOCS}/eventbridge/latest/userguide/pipes-get-started.html`,
  sagemaker: `${DOCS}/sagemaker/latest/dg/security-confused-deputy-prevention.html`,
  scheduler: `${DOCS}/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html`,
  states: `${DOCS}/step-functions/latest/dg/procedure-create-iam-role.html`,
};
