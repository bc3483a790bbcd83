/** What APIs of the AWS SDK need that follows from their parameters and not from AWS's reference of actions. */
import type { Permission } from "./integration";

const S3_ACTIONS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";
const S3_KEYS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html";
const TRANSACTIONS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html";

/** Writing an object with tags, and with a key that S3 uses for the caller. */
const writing = (...keyActions: string[]): Permission[] => [
  {
    actions: ["s3:PutObjectTagging"],
    resources: ["arn:{partition}:s3:::{$.Bucket}/{$.Key}"],
    when: "Tagging",
    source: S3_ACTIONS,
  },
  {
    actions: keyActions,
    resources: ["{$.SsekmsKeyId|keyArn}"],
    conditions: { StringEquals: { "kms:ViaService": "s3.{region}.{suffix}" } },
    source: S3_KEYS,
  },
];

/** Needed beside the API's own actions. */
export const FURTHER_NEEDS: Readonly<Record<string, Permission[]>> = {
  "s3:putObject": writing("kms:GenerateDataKey"),
  "s3:createMultipartUpload": writing("kms:GenerateDataKey", "kms:Decrypt"),
};

const inTransaction = (item: string, action: string): Permission => ({
  actions: [`dynamodb:${action}`],
  resources: [`arn:{partition}:dynamodb:{region}:{account}:table/{$.TransactItems[].${item}.TableName}`],
  source: TRANSACTIONS,
});

/** Needed in place of the API's own actions: a transaction is allowed by the actions that are in it. */
export const OWN_NEEDS: Readonly<Record<string, Permission[]>> = {
  "dynamodb:transactGetItems": [inTransaction("Get", "GetItem")],
  "dynamodb:transactWriteItems": [
    inTransaction("ConditionCheck", "ConditionCheckItem"),
    inTransaction("Delete", "DeleteItem"),
    inTransaction("Put", "PutItem"),
    inTransaction("Update", "UpdateItem"),
  ],
};
