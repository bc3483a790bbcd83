/**
 * What AWS asks of the resource types that the stand-in knows, as data: type -> required properties, and a rule for each
 * property that AWS restricts. It is what its API would refuse, so that a program which passes here is not refused there.
 *
 * Property names are those of @pulumi/aws 7.
 */
import {
  arn,
  definition,
  each,
  type InputRule,
  integer,
  member,
  oneOf,
  policy,
  tags,
  text,
  variables,
} from "./inputRule";

/** What AWS asks of a type. */
export interface InputRules {
  /** Properties that must be there; `a|b` where one of them will do. */
  required?: readonly string[];
  /** Property -> rule. */
  properties?: Readonly<Record<string, InputRule>>;
}

const bucket = text(
  /^(?!xn--|sthree-|amzn-s3-demo-|\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)(?!.*(-s3alias|--ol-s3|--x-s3)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "a bucket's name: 3 to 63 small letters, digits, dots and hyphens",
);
const partOfBucket = { required: ["bucket"], properties: { bucket } };
const iamName = (most: number) =>
  text(new RegExp(`^[\\w+=,.@-]{1,${most}}$`), `1 to ${most} letters, digits and +=,.@_-`);
const iamPath = text(/^\/([\x21-\x7e]*\/)?$/, "a path that begins and ends with /");
const account = text(/^\d{12}$/, "an account: twelve digits");

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 keeps for ever. */
const retention = oneOf(
  ...[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
);

/** Type token -> what AWS asks. */
export const INPUT_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  "aws:s3/bucket:Bucket": { properties: { bucket, tags } },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    required: ["bucket", "rules"],
    properties: { bucket, rules: each(member("status", oneOf("Enabled", "Disabled"))) },
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    required: ["bucket", "key"],
    properties: { bucket, key: text(/^.{1,1024}$/s, "1 to 1024 characters"), tags },
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    required: ["bucket", "rule"],
    properties: {
      bucket,
      rule: member("objectOwnership", oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")),
    },
  },
  // 20 KB: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
  "aws:s3/bucketPolicy:BucketPolicy": {
    required: ["bucket", "policy"],
    properties: { bucket, policy: policy("resource", 20_480) },
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": partOfBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    required: ["bucket", "rules"],
    properties: { bucket, rules: each(() => []) },
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    required: ["bucket", "versioningConfiguration"],
    properties: { bucket, versioningConfiguration: member("status", oneOf("Enabled", "Suspended", "Disabled")) },
  },

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  "aws:iam/role:Role": {
    required: ["assumeRolePolicy"],
    properties: {
      name: iamName(64),
      path: iamPath,
      assumeRolePolicy: policy("trust", 2048),
      maxSessionDuration: integer(3600, 43_200),
      permissionsBoundary: arn("iam"),
      description: text(/^.{0,1000}$/s, "at most 1000 characters"),
      tags,
    },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    required: ["role", "policy"],
    properties: { name: iamName(128), role: iamName(64), policy: policy("identity", 10_240) },
  },
  "aws:iam/policy:Policy": {
    required: ["policy"],
    properties: { name: iamName(128), path: iamPath, policy: policy("identity", 6144), tags },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    required: ["role", "policyArn"],
    properties: { role: iamName(64), policyArn: arn("iam") },
  },

  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  "aws:lambda/function:Function": {
    required: ["role", "runtime|imageUri", "handler|imageUri", "code|s3Bucket|imageUri"],
    properties: {
      name: text(/^[\w-]{1,64}$/, "1 to 64 letters, digits, - and _"),
      role: arn("iam"),
      runtime: text(
        /^(nodejs\d+\.x|python3\.\d+|java\d+(\.al2)?|dotnet\d+|ruby\d+\.\d+|provided(\.al2(023)?)?)$/,
        "a runtime, such as nodejs24.x",
      ),
      handler: text(/^\S{1,128}$/, "a handler without spaces, such as index.handler"),
      timeout: integer(1, 900),
      memorySize: integer(128, 10_240),
      reservedConcurrentExecutions: integer(-1, 1_000_000),
      environment: (value, inputs) =>
        (value as { variables?: unknown }).variables === undefined ? [] : member("variables", variables)(value, inputs),
      tags,
    },
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
  "aws:lambda/permission:Permission": {
    required: ["action", "function", "principal"],
    properties: {
      statementId: text(/^[\w-]{1,100}$/, "1 to 100 letters, digits, - and _"),
      action: text(/^lambda:([*]|[A-Za-z]+[*]?)$/, "an action such as lambda:InvokeFunction"),
      sourceAccount: account,
      sourceArn: arn(),
    },
  },

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
  "aws:sfn/stateMachine:StateMachine": {
    required: ["definition", "roleArn"],
    properties: {
      name: text(/^[\w-]{1,80}$/, "1 to 80 letters, digits, - and _"),
      roleArn: arn("iam"),
      type: oneOf("STANDARD", "EXPRESS"),
      definition,
      tags,
    },
  },

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  "aws:cloudwatch/logGroup:LogGroup": {
    properties: {
      name: text(/^[\w./#-]{1,512}$/, "1 to 512 letters, digits and ._-/#"),
      retentionInDays: retention,
      logGroupClass: oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
      kmsKeyId: arn("kms"),
      tags,
    },
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    required: ["policyDocument"],
    properties: { policyDocument: policy("resource", 5120) },
  },

  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  "aws:sns/topic:Topic": {
    properties: {
      name: text(/^[\w-]{1,251}(\.fifo)?$|^[\w-]{1,256}$/, "1 to 256 letters, digits, - and _"),
      policy: policy("resource", 30_720),
      tags,
    },
  },
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
  "aws:kms/key:Key": {
    properties: { policy: policy("resource", 32_768), deletionWindowInDays: integer(7, 30), tags },
  },
};
