import { UNKNOWN } from "../../../policies/reading/resource";
import { machine, resource, type RuleCase, single, training } from "./case";

const logged = {
  loggingConfiguration: { level: "ALL", logDestination: "arn:aws:logs:us-east-1:123456789012:log-group:g:*" },
};
const bucket = resource("aws:s3/bucket:Bucket", { bucket: "data" });
const block = (over: object) =>
  resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    ...{
      bucket: "data",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ...over,
  });
const policy = (text: unknown) => resource("aws:s3/bucketPolicy:BucketPolicy", { bucket: "data", policy: text });
const tls = (effect: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: effect,
        Principal: "*",
        Action: "s3:*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
const encrypted = (algorithm: unknown, named: unknown = "data") =>
  resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
    bucket: named,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: algorithm } }],
  });
const versioned = (status: unknown) =>
  resource("aws:s3/bucketVersioning:BucketVersioning", { bucket: "data", versioningConfiguration: { status } });
const lambda = (properties: Record<string, unknown>) => resource("aws:lambda/function:Function", properties, "handler");
const logs = (properties: Record<string, unknown>) => resource("aws:cloudwatch/logGroup:LogGroup", properties, "logs");
const wait = single({ Type: "Wait", Seconds: 1 });

export const otherCases: RuleCase[] = [
  { rule: "step-functions-logging", says: "nothing", of: "all of it", resources: [machine(wait, logged)] },
  {
    rule: "step-functions-logging",
    says: "violation",
    of: "no logs",
    resources: [machine(wait)],
    text: "loggingConfiguration.level",
  },
  {
    rule: "step-functions-logging",
    says: "violation",
    of: "fatal errors alone",
    resources: [machine(wait, { loggingConfiguration: { ...logged.loggingConfiguration, level: "FATAL" } })],
    text: "FATAL",
  },
  {
    rule: "step-functions-logging",
    says: "unchecked",
    of: "an unknown log group",
    resources: [machine(wait, { loggingConfiguration: { level: "ALL", logDestination: UNKNOWN } })],
  },

  {
    rule: "step-functions-tracing",
    says: "nothing",
    of: "traces",
    resources: [machine(wait, { tracingConfiguration: { enabled: true } })],
  },
  {
    rule: "step-functions-tracing",
    says: "violation",
    of: "no traces",
    resources: [machine(wait)],
    text: "not traced",
  },
  {
    rule: "step-functions-tracing",
    says: "unchecked",
    of: "an unknown switch",
    resources: [machine(wait, { tracingConfiguration: { enabled: UNKNOWN } })],
  },

  {
    rule: "step-functions-error-handling",
    says: "nothing",
    of: "a Retry",
    resources: [machine(single(training({}, { Retry: [{ ErrorEquals: ["States.ALL"] }] })))],
  },
  {
    rule: "step-functions-error-handling",
    says: "violation",
    of: "nothing",
    resources: [machine(single(training()))],
    text: "neither Retry nor Catch",
  },
  {
    rule: "step-functions-error-handling",
    says: "nothing",
    of: "a Catch of the Parallel around it",
    resources: [
      machine(
        single({
          Type: "Parallel",
          Branches: [single(training())],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Only" }],
        }),
      ),
    ],
  },
  {
    rule: "step-functions-error-handling",
    says: "violation",
    of: "a Retry where both are asked for",
    resources: [machine(single(training({}, { Retry: [{ ErrorEquals: ["States.ALL"] }] })))],
    config: { require: "both" },
    text: "both",
  },
  {
    rule: "step-functions-error-handling",
    says: "unchecked",
    of: "an unknown definition",
    resources: [machine(UNKNOWN)],
  },

  {
    rule: "step-functions-express-sync",
    says: "nothing",
    of: "a standard machine that waits",
    resources: [machine(single(training()))],
  },
  {
    rule: "step-functions-express-sync",
    says: "violation",
    of: "an Express machine that waits",
    resources: [machine(single(training()), { type: "EXPRESS" })],
    text: "createTrainingJob.sync",
  },
  {
    rule: "step-functions-express-sync",
    says: "unchecked",
    of: "an unknown definition",
    resources: [machine(UNKNOWN, { type: "EXPRESS" })],
  },

  { rule: "step-functions-definition", says: "nothing", of: "a sound definition", resources: [machine(wait)] },
  {
    rule: "step-functions-definition",
    says: "violation",
    of: "a transition that leads nowhere",
    resources: [machine({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } })],
    text: "definition.States.A.Next",
  },
  { rule: "step-functions-definition", says: "violation", of: "no JSON", resources: [machine("{")], text: "no JSON" },
  { rule: "step-functions-definition", says: "unchecked", of: "an unknown definition", resources: [machine(UNKNOWN)] },

  { rule: "s3-public-access", says: "nothing", of: "a closed bucket", resources: [bucket, block({})] },
  {
    rule: "s3-public-access",
    says: "violation",
    of: "a bucket without a block",
    resources: [bucket, block({ bucket: "other" })],
    text: "no public access block",
  },
  {
    rule: "s3-public-access",
    says: "violation",
    of: "a block with a switch off",
    resources: [bucket, block({ ignorePublicAcls: false })],
    text: "ignorePublicAcls",
  },
  {
    rule: "s3-public-access",
    says: "nothing",
    of: "a block of the whole account",
    resources: [bucket, resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", block({}).properties)],
  },
  {
    rule: "s3-public-access",
    says: "nothing",
    of: "a block that is joined by the bucket's output",
    resources: [bucket, { ...block({ bucket: UNKNOWN }), madeFrom: { bucket: [bucket.urn] } }],
  },
  {
    rule: "s3-public-access",
    says: "unchecked",
    of: "a block of an unknown bucket",
    resources: [bucket, block({ bucket: UNKNOWN })],
  },
  {
    rule: "s3-public-access",
    says: "unchecked",
    of: "an unknown switch",
    resources: [bucket, block({ ignorePublicAcls: UNKNOWN })],
  },

  { rule: "s3-tls-only", says: "nothing", of: "a policy that denies", resources: [bucket, policy(tls("Deny"))] },
  {
    rule: "s3-tls-only",
    says: "violation",
    of: "a policy that allows",
    resources: [bucket, policy(tls("Allow"))],
    text: "no statement denies",
  },
  { rule: "s3-tls-only", says: "violation", of: "no policy", resources: [bucket], text: "has no policy" },
  { rule: "s3-tls-only", says: "unchecked", of: "an unknown policy", resources: [bucket, policy(UNKNOWN)] },

  { rule: "s3-encryption", says: "nothing", of: "Amazon S3's keys", resources: [bucket, encrypted("AES256")] },
  { rule: "s3-encryption", says: "violation", of: "no setting", resources: [bucket], text: "does not set" },
  {
    rule: "s3-encryption",
    says: "violation",
    of: "Amazon S3's keys where the customer's are asked for",
    resources: [bucket, encrypted("AES256")],
    config: { kms: true },
    text: "AES256",
  },
  { rule: "s3-encryption", says: "unchecked", of: "an unknown algorithm", resources: [bucket, encrypted(UNKNOWN)] },

  { rule: "s3-versioning", says: "nothing", of: "versions", resources: [bucket, versioned("Enabled")] },
  {
    rule: "s3-versioning",
    says: "violation",
    of: "suspended versions",
    resources: [bucket, versioned("Suspended")],
    text: "Suspended",
  },
  {
    rule: "s3-versioning",
    says: "nothing",
    of: "the bucket's own property",
    resources: [resource("aws:s3/bucket:Bucket", { bucket: "data", versioning: { enabled: true } })],
  },
  { rule: "s3-versioning", says: "unchecked", of: "an unknown status", resources: [bucket, versioned(UNKNOWN)] },

  {
    rule: "lambda-runtime",
    says: "nothing",
    of: "a supported runtime",
    resources: [lambda({ runtime: "nodejs24.x" })],
  },
  { rule: "lambda-runtime", says: "nothing", of: "an image", resources: [lambda({ packageType: "Image" })] },
  {
    rule: "lambda-runtime",
    says: "violation",
    of: "a runtime whose support ended",
    resources: [lambda({ runtime: "ruby3.2" })],
    text: "2026-03-31",
  },
  {
    rule: "lambda-runtime",
    says: "violation",
    of: "a runtime that was retired",
    resources: [lambda({ runtime: "python2.7" })],
    text: "not among",
  },
  {
    rule: "lambda-runtime",
    says: "nothing",
    of: "a runtime that the config adds",
    resources: [lambda({ runtime: "nodejs26.x" })],
    config: { also: ["nodejs26.x"] },
  },
  { rule: "lambda-runtime", says: "unchecked", of: "an unknown runtime", resources: [lambda({ runtime: UNKNOWN })] },

  { rule: "lambda-timeout", says: "nothing", of: "a minute", resources: [lambda({ timeout: 60 })] },
  { rule: "lambda-timeout", says: "violation", of: "AWS's default", resources: [lambda({})], text: "not set" },
  {
    rule: "lambda-timeout",
    says: "violation",
    of: "more than the config allows",
    resources: [lambda({ timeout: 600 })],
    config: { maxSeconds: 60 },
    text: "at most 60 s",
  },
  { rule: "lambda-timeout", says: "unchecked", of: "an unknown timeout", resources: [lambda({ timeout: UNKNOWN })] },

  {
    rule: "log-retention",
    says: "nothing",
    of: "a function with a log group of its own",
    resources: [lambda({ loggingConfig: { logGroup: "/g" } }), logs({ name: "/g", retentionInDays: 30 })],
  },
  {
    rule: "log-retention",
    says: "nothing",
    of: "the log group that Lambda would make",
    resources: [lambda({ name: "f" }), logs({ name: "/aws/lambda/f", retentionInDays: 30 })],
  },
  {
    rule: "log-retention",
    says: "violation",
    of: "a function without a log group",
    resources: [lambda({ name: "f" })],
    text: "/aws/lambda/f",
  },
  {
    rule: "log-retention",
    says: "violation",
    of: "logs for ever",
    resources: [logs({ name: "/g" })],
    text: "for ever",
  },
  {
    rule: "log-retention",
    says: "violation",
    of: "logs for too short a time",
    resources: [logs({ name: "/g", retentionInDays: 7 })],
    config: { minDays: 90 },
    text: "90 to 3653",
  },
  {
    rule: "log-retention",
    says: "unchecked",
    of: "an unknown time",
    resources: [logs({ name: "/g", retentionInDays: UNKNOWN })],
  },

  {
    rule: "lambda-secrets",
    says: "nothing",
    of: "names and addresses of secrets",
    resources: [
      lambda({
        environment: {
          variables: {
            SECRET: "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf",
            TOKEN_URL: "https://example.com/q8XkP2vL9s",
          },
        },
      }),
    ],
  },
  {
    rule: "lambda-secrets",
    says: "violation",
    of: "an access key",
    resources: [lambda({ environment: { variables: { ANY: `AKIA${"ABCDEFGH".repeat(2)}` } } })],
    text: "access key of AWS",
  },
  {
    rule: "lambda-secrets",
    says: "violation",
    of: "chance under a telling name",
    resources: [lambda({ environment: { variables: { DB_PASSWORD: "q8XkP2vL9sTz4RwB7nYc" } } })],
    text: "DB_PASSWORD",
  },
  {
    rule: "lambda-secrets",
    says: "nothing",
    of: "what the config knows better",
    resources: [lambda({ environment: { variables: { DB_PASSWORD: "q8XkP2vL9sTz4RwB7nYc" } } })],
    config: { ignore: ["DB_PASSWORD"] },
  },
  {
    rule: "lambda-secrets",
    says: "unchecked",
    of: "an unknown variable",
    resources: [lambda({ environment: { variables: { A: UNKNOWN, B: "b" } } })],
  },

  {
    rule: "tags",
    says: "nothing",
    of: "all tags",
    resources: [resource("aws:s3/bucket:Bucket", { tags: { Project: "p", Stack: "s" } })],
  },
  {
    rule: "tags",
    says: "violation",
    of: "a missing tag",
    resources: [resource("aws:s3/bucket:Bucket", { tags: { Project: "p" } })],
    text: "tags.Stack",
  },
  {
    rule: "tags",
    says: "violation",
    of: "no tags",
    resources: [resource("aws:s3/bucket:Bucket", {})],
    config: { required: ["Team"] },
    text: "tags.Team",
  },
  {
    rule: "tags",
    says: "nothing",
    of: "a tag of an unknown value",
    resources: [resource("aws:s3/bucket:Bucket", { tags: { Project: UNKNOWN, Stack: "s" } })],
  },
  {
    rule: "tags",
    says: "unchecked",
    of: "unknown tags",
    resources: [resource("aws:s3/bucket:Bucket", { tags: UNKNOWN })],
  },
];
