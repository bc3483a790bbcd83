/** What APIs of the AWS SDK need that follows from their parameters and not from AWS's reference of actions. */
import type { Permission } from "./integration";

const S3_ACTIONS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";
const S3_KEYS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html";
const SAGEMAKER = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html";
const REGISTRY = "https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-ram.html";
const SCALING =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html";
const ENDPOINT_SCALING = "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html";
const LINKED_ROLE =
  "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html";
const BATCHES = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html";
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
  "s3:copyObject": writing("kms:GenerateDataKey", "kms:Decrypt"),
  "s3:putObject": writing("kms:GenerateDataKey"),
  "s3:createMultipartUpload": writing("kms:GenerateDataKey", "kms:Decrypt"),
};

const inTransaction = (item: string, action: string): Permission => ({
  actions: [`dynamodb:${action}`],
  resources: [`arn:{partition}:dynamodb:{region}:{account}:table/{$.TransactItems[].${item}.TableName}`],
  source: TRANSACTIONS,
});

/** A batch names its tables in the request: the members of `RequestItems` are called after them. */
const inBatch = (action: string): Permission[] => [
  {
    actions: [`dynamodb:${action}`],
    resources: ["arn:{partition}:dynamodb:{region}:{account}:table/{$.RequestItems[key]}"],
    source: BATCHES,
  },
];

/** Versions of a group are numbers below its name; a package without a group has a name of its own. */
const onPackages = (action: string, withoutGroup: string): Permission[] => [
  {
    actions: [`sagemaker:${action}`],
    resources: ["arn:{partition}:sagemaker:{region}:{account}:model-package/{$.ModelPackageGroupName|resourceName}/*"],
    wide: "SageMaker numbers the versions of a group",
    when: "ModelPackageGroupName",
    source: REGISTRY,
  },
  { actions: [`sagemaker:${action}`], resources: [withoutGroup], unless: "ModelPackageGroupName", source: REGISTRY },
];

/** Tags are set by a further action, only when they are given. */
const tagged = (resource: string): Permission => ({
  actions: ["sagemaker:AddTags"],
  resources: [`arn:{partition}:sagemaker:{region}:{account}:${resource}`],
  when: "Tags",
  source: SAGEMAKER,
});

const GROUP = "model-package-group/{$.ModelPackageGroupName}";

/** A scalable target's own ARN is made when it is registered; the request tells what kind of target it is. */
const onTarget = (action: string): Permission => ({
  actions: [`application-autoscaling:${action}`],
  resources: ["arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/*"],
  wide: "Application Auto Scaling makes the id of a scalable target",
  conditionsWhenGiven: {
    StringEquals: {
      "application-autoscaling:scalable-dimension": ["{$.ScalableDimension}"],
      "application-autoscaling:service-namespace": ["{$.ServiceNamespace}"],
    },
  },
  source: SCALING,
});

/** The alarms of a target tracking policy are called after what they scale. */
const onAlarms = (actions: string[], when = "ServiceNamespace=sagemaker"): Permission => ({
  actions: actions.map((action) => `cloudwatch:${action}`),
  resources: ["arn:{partition}:cloudwatch:{region}:{account}:alarm:TargetTracking-{$.ResourceId}-*"],
  wide: "Application Auto Scaling ends the name of an alarm with an id of its own",
  when,
  source: ENDPOINT_SCALING,
});

/** Registering an endpoint's variant looks at it with the caller's rights, and makes the role that scales it the first time. */
const endpointTarget: Permission[] = [
  {
    actions: ["sagemaker:DescribeEndpoint", "sagemaker:UpdateEndpointWeightsAndCapacities"],
    resources: ["arn:{partition}:sagemaker:{region}:{account}:endpoint/{$.ResourceId|endpointName}"],
    when: "ServiceNamespace=sagemaker",
    source: ENDPOINT_SCALING,
  },
  {
    actions: ["sagemaker:DescribeEndpointConfig"],
    resources: ["arn:{partition}:sagemaker:{region}:{account}:endpoint-config/*"],
    wide: "which config the endpoint has is known when it is looked at",
    when: "ServiceNamespace=sagemaker",
    source: ENDPOINT_SCALING,
  },
  {
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [
      "arn:{partition}:iam::{account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
    ],
    conditions: { StringEquals: { "iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com" } },
    when: "ServiceNamespace=sagemaker",
    source: LINKED_ROLE,
  },
];

/** A role of the caller's own, for the services that do not have a linked one. */
const targetRole: Permission = {
  actions: ["iam:PassRole"],
  resources: ["arn:{partition}:iam::{account}:role/{$.RoleARN}"],
  source: SCALING,
};

/** Needed in place of the API's own actions: what AWS's reference does not tell of how the request names resources. */
export const OWN_NEEDS: Readonly<Record<string, Permission[]>> = {
  "applicationautoscaling:deleteScalingPolicy": [
    onTarget("DeleteScalingPolicy"),
    onAlarms(["DeleteAlarms", "DescribeAlarms"]),
  ],
  "applicationautoscaling:deregisterScalableTarget": [
    onTarget("DeregisterScalableTarget"),
    onAlarms(["DeleteAlarms", "DescribeAlarms"]),
  ],
  "applicationautoscaling:putScalingPolicy": [
    onTarget("PutScalingPolicy"),
    onAlarms(["DeleteAlarms", "DescribeAlarms", "PutMetricAlarm"], "PolicyType=TargetTrackingScaling"),
  ],
  "applicationautoscaling:registerScalableTarget": [onTarget("RegisterScalableTarget"), ...endpointTarget, targetRole],
  "dynamodb:batchGetItem": inBatch("BatchGetItem"),
  "dynamodb:batchWriteItem": inBatch("BatchWriteItem"),
  "dynamodb:transactGetItems": [inTransaction("Get", "GetItem")],
  "dynamodb:transactWriteItems": [
    inTransaction("ConditionCheck", "ConditionCheckItem"),
    inTransaction("Delete", "DeleteItem"),
    inTransaction("Put", "PutItem"),
    inTransaction("Update", "UpdateItem"),
  ],
  "sagemaker:createModelPackage": [
    ...onPackages(
      "CreateModelPackage",
      "arn:{partition}:sagemaker:{region}:{account}:model-package/{$.ModelPackageName=*}",
    ),
    tagged("model-package/{$.ModelPackageName}"),
  ],
  "sagemaker:createModelPackageGroup": [
    {
      actions: ["sagemaker:CreateModelPackageGroup"],
      resources: [`arn:{partition}:sagemaker:{region}:{account}:${GROUP}`],
      source: SAGEMAKER,
    },
    tagged(GROUP),
  ],
  // `*`: without a group every package of the account is listed.
  "sagemaker:listModelPackages": onPackages("ListModelPackages", "*"),
};
