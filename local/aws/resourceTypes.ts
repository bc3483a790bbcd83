/**
 * The resource types that the stand-in for AWS's provider knows, as data: which property holds the physical name, and
 * what AWS adds when the resource is made. Adding a type is adding a row.
 *
 * Property names are those of @pulumi/aws 7. ARN formats: the "Resource types" table of each service in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { createHash } from "node:crypto";
import type { Environment } from "../../iam/document";
import { partitionOf } from "./partition";

type Properties = Record<string, unknown>;

/** A resource about to be made: its inputs with the physical name, and where it is made. */
export interface Made extends Environment {
  /** The name in the program. */
  logicalName: string;
  /** The physical name; empty where the type has none of its own. */
  name: string;
  inputs: Properties;
}

/** What is known of a type. */
export interface ResourceType {
  /** The property with the physical name, and AWS's limit on its length; absent for types named after another one. */
  name?: { property: string; limit: number; make?: (logicalName: string) => string };
  /** The provider's id. */
  id: (made: Made) => string;
  /** The properties that AWS adds to the inputs. */
  computed?: (made: Made) => Properties;
  /** Whether it takes tags, and so has `tagsAll`. */
  tagged?: true;
  /** Whether it belongs to no region (IAM). */
  global?: true;
  /** Properties, besides name and region, whose change the provider cannot make in place: it replaces the resource. */
  replacedFor?: readonly string[];
}

/** When everything here was made. Fixed, so that two runs of the same program give the same outputs. */
const CREATED = "2026-01-01T00:00:00Z";

const regional = (service: string, resource: string) => (made: Made) =>
  `arn:${made.partition}:${service}:${made.region}:${made.account}:${resource}${made.name}`;

const iamArn = (kind: string) => (made: Made) =>
  `arn:${made.partition}:iam::${made.account}:${kind}${textOf(made, "path", "/")}${made.name}`;

const logGroupArn = regional("logs", "log-group:");
const functionArn = regional("lambda", "function:");
const stateMachineArn = regional("states", "stateMachine:");
const topicArn = regional("sns", "");
const policyArn = iamArn("policy");

/** A row for what is part of a bucket: it has the bucket's id, and AWS adds nothing. */
const partOfBucket: ResourceType = {
  id: (made) => textOf(made, "bucket"),
  replacedFor: ["bucket", "expectedBucketOwner"],
};

/** An object's digest is not looked up: nothing of ours reads `etag`. */
const objectArn = (made: Made) => `arn:${made.partition}:s3:::${textOf(made, "bucket")}/${textOf(made, "key")}`;

/** Type token -> what is known of it. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:s3/bucket:Bucket": {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    name: { property: "bucket", limit: 63, make: (name) => name.toLowerCase() },
    id: ({ name }) => name,
    computed: ({ name, partition, region }) => {
      const { dnsSuffix } = partitionOf(region);
      return {
        arn: `arn:${partition}:s3:::${name}`,
        bucketDomainName: `${name}.s3.${dnsSuffix}`,
        bucketRegionalDomainName: `${name}.s3.${region}.${dnsSuffix}`,
        bucketRegion: region,
      };
    },
    tagged: true,
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": partOfBucket,
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    id: (made) => `${textOf(made, "bucket")}/${textOf(made, "key")}`,
    computed: (made) => ({ arn: objectArn(made), storageClass: "STANDARD" }),
    tagged: true,
    replacedFor: ["bucket", "key"],
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": partOfBucket,
  "aws:s3/bucketPolicy:BucketPolicy": partOfBucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": partOfBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": partOfBucket,
  "aws:s3/bucketVersioning:BucketVersioning": partOfBucket,

  "aws:iam/role:Role": {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    name: { property: "name", limit: 64 },
    id: ({ name }) => name,
    computed: (made) => ({
      arn: iamArn("role")(made),
      createDate: CREATED,
      uniqueId: `AROA${hash(made.name, 17).toUpperCase()}`,
      path: textOf(made, "path", "/"),
      maxSessionDuration: made.inputs.maxSessionDuration ?? 3600,
    }),
    tagged: true,
    global: true,
    replacedFor: ["path"],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    name: { property: "name", limit: 128 },
    id: (made) => `${textOf(made, "role")}:${made.name}`,
    global: true,
    replacedFor: ["role"],
  },
  "aws:iam/policy:Policy": {
    name: { property: "name", limit: 128 },
    id: policyArn,
    computed: (made) => ({ arn: policyArn(made), policyId: `ANPA${hash(made.name, 17).toUpperCase()}` }),
    tagged: true,
    global: true,
    replacedFor: ["path", "description"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: (made) => `${textOf(made, "role")}/${textOf(made, "policyArn")}`,
    global: true,
    replacedFor: ["role", "policyArn"],
  },

  "aws:lambda/function:Function": {
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    name: { property: "name", limit: 64 },
    id: ({ name }) => name,
    computed: (made) => {
      const arn = functionArn(made);
      const version = made.inputs.publish === true ? "1" : "$LATEST";
      const invokeArn = (target: string) =>
        `arn:${made.partition}:apigateway:${made.region}:lambda:path/2015-03-31/functions/${target}/invocations`;
      return {
        arn,
        version,
        qualifiedArn: `${arn}:${version}`,
        invokeArn: invokeArn(arn),
        qualifiedInvokeArn: invokeArn(`${arn}:${version}`),
        lastModified: CREATED,
      };
    },
    tagged: true,
    replacedFor: ["packageType"],
  },
  "aws:lambda/permission:Permission": {
    name: { property: "statementId", limit: 100 },
    id: ({ name }) => name,
    replacedFor: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn"],
  },

  "aws:sfn/stateMachine:StateMachine": {
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    name: { property: "name", limit: 80 },
    id: stateMachineArn,
    computed: (made) => ({
      arn: stateMachineArn(made),
      type: textOf(made, "type", "STANDARD"),
      status: "ACTIVE",
      creationDate: CREATED,
      revisionId: hash(made.inputs.definition, 32),
    }),
    tagged: true,
    replacedFor: ["type"],
  },

  "aws:cloudwatch/logGroup:LogGroup": {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    name: { property: "name", limit: 512 },
    id: ({ name }) => name,
    computed: (made) => ({ arn: logGroupArn(made), logGroupClass: textOf(made, "logGroupClass", "STANDARD") }),
    tagged: true,
    replacedFor: ["logGroupClass"],
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    name: { property: "policyName", limit: 255 },
    id: ({ name }) => name,
  },

  "aws:sns/topic:Topic": {
    // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    name: { property: "name", limit: 256 },
    id: topicArn,
    computed: (made) => ({ arn: topicArn(made), owner: made.account }),
    tagged: true,
    replacedFor: ["fifoTopic"],
  },

  "aws:kms/key:Key": {
    id: keyId,
    computed: (made) => ({ keyId: keyId(made), arn: regional("kms", `key/${keyId(made)}`)(made) }),
    tagged: true,
    replacedFor: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion"],
  },
};

/** A string property of the inputs, or the given default. */
function textOf({ inputs }: Made, property: string, otherwise = ""): string {
  const value = inputs[property];
  return typeof value === "string" ? value : otherwise;
}

/** A KMS key's id: a UUID. */
function keyId({ logicalName, account }: Made): string {
  return hash([account, logicalName], 32).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Hex digits that depend on the value alone. */
export function hash(value: unknown, digits: number): string {
  return createHash("sha256")
    .update(JSON.stringify([value]))
    .digest("hex")
    .slice(0, digits);
}
