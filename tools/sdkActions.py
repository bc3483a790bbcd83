"""What tools/sdkModel.py cannot take from a model: where AWS's names of services, APIs and IAM actions part ways.

Source of the actions: https://docs.aws.amazon.com/service-authorization/latest/reference/ and, for S3,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

# Service -> prefix of its IAM actions, where requests are signed for another name.
PREFIXES = {
    "applicationcostprofiler": "application-cost-profiler",
    "cloudcontrol": "cloudformation",
    "cloudwatch": "cloudwatch",
    "iotdataplane": "iot",
    "iotjobsdataplane": "iotjobsdata",
    "iotsecuretunneling": "iot",
    "mturk": "mechanicalturk",
    "partnercentralaccount": "partnercentral",
    "partnercentralbenefits": "partnercentral",
    "partnercentralchannel": "partnercentral",
    "partnercentralselling": "partnercentral",
    "resourcegroupstaggingapi": "tag",
}

# Service -> members (as Step Functions spells them) that are JSON as text, which Step Functions also takes as JSON.
JSON_TEXT = {"sfn": {"Input", "Output"}, "sns": {"Message"}, "sqs": {"MessageBody"}}

# Services whose IAM actions are HTTP methods on paths.
APIGATEWAYS = {"apigateway", "apigatewayv2"}

# APIs that Step Functions does not call, beside those with streams of events.
NOT_OFFERED = {
    "comprehendmedical": {"DetectEntities"},
    "efs": {"CreateTags"},
    "emr": {"DescribeJobFlows"},
    "iotdeviceadvisor": {"ListTestCases"},
    "lambda": {"InvokeAsync"},
    "mediapackage": {"RotateChannelCredentials"},
    "shield": {"DeleteSubscription"},
}

# Services whose parameters with roles are not of roles that they will work with.
ROLE_SERVICES = {"iam", "sts", "rolesanywhere"}

# Variables of ARNs -> parameters (in small letters) that fill them under another name, with a rewriting where one is needed.
VARIABLES = {
    "BucketName": (("bucket", ""),),
    "ObjectName": (("key", ""),),
    "StateMachineName": (("statemachinearn", ""),),
    "ExecutionId": (("executionarn", ""),),
    "KeyId": (("targetkeyid", ""),),
    "LogGroupName": (("loggroupidentifier", ""),),
    "RoleNameWithPath": (("rolearn", ""),),
    "ParameterNameWithoutLeadingSlash": (("name", "|withoutSlash"),),
}

# Types of resource that an API is not called on, though its action can be held to them.
NOT_MEANT = {("states", "express")}

# Types of resource -> a parameter from which the whole ARN is made.
WHOLE = {
    ("lambda", "function"): ("FunctionName", "{$.FunctionName|functionArn}"),
    ("secretsmanager", "secret"): ("SecretId", "{$.SecretId|secretArn}"),
    ("kms", "key"): ("KeyId", "{$.KeyId|keyArn}"),
    ("sqs", "queue"): ("QueueUrl", "{$.QueueUrl|queueArn}"),
}

# Service -> API -> what it needs beside that no template can say.
UNSEEN = {
    "s3": {
        "CopyObject": "s3:GetObject on the object that CopySource names",
        "GetObject": "s3:GetObjectVersion, when VersionId is given",
        "UploadPartCopy": "s3:GetObject on the object that CopySource names",
    },
    "ssm": {
        api: "kms:Decrypt on the key of a SecureString, when WithDecryption is true"
        for api in ("GetParameter", "GetParameterHistory", "GetParameters", "GetParametersByPath")
    },
}

# Service -> API -> IAM actions, where these are not called like the API.
ACTIONS = {
    "dynamodb": {
        "BatchExecuteStatement": ["PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
        "ExecuteStatement": ["PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
        "ExecuteTransaction": ["PartiQLSelect", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
        "TransactGetItems": ["GetItem"],
        "TransactWriteItems": ["ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"],
    },
    "bedrockruntime": {
        "Converse": ["InvokeModel"],
        "StartAsyncInvoke": ["InvokeModel"],
    },
    "kms": {"ReEncrypt": ["ReEncryptFrom", "ReEncryptTo"]},
    "lambda": {"GetLayerVersionByArn": ["GetLayerVersion"], "Invoke": ["InvokeFunction"]},
    "s3": {
        "CompleteMultipartUpload": ["PutObject"],
        "CopyObject": ["PutObject"],
        "CreateMultipartUpload": ["PutObject"],
        "DeleteBucketAnalyticsConfiguration": ["PutAnalyticsConfiguration"],
        "DeleteBucketCors": ["PutBucketCORS"],
        "DeleteBucketEncryption": ["PutEncryptionConfiguration"],
        "DeleteBucketIntelligentTieringConfiguration": ["PutIntelligentTieringConfiguration"],
        "DeleteBucketInventoryConfiguration": ["PutInventoryConfiguration"],
        "DeleteBucketLifecycle": ["PutLifecycleConfiguration"],
        "DeleteBucketMetricsConfiguration": ["PutMetricsConfiguration"],
        "DeleteBucketOwnershipControls": ["PutBucketOwnershipControls"],
        "DeleteBucketReplication": ["PutReplicationConfiguration"],
        "DeleteBucketTagging": ["PutBucketTagging"],
        "DeleteObjects": ["DeleteObject"],
        "DeletePublicAccessBlock": ["PutBucketPublicAccessBlock"],
        "GetBucketAccelerateConfiguration": ["GetAccelerateConfiguration"],
        "GetBucketAnalyticsConfiguration": ["GetAnalyticsConfiguration"],
        "GetBucketEncryption": ["GetEncryptionConfiguration"],
        "GetBucketIntelligentTieringConfiguration": ["GetIntelligentTieringConfiguration"],
        "GetBucketInventoryConfiguration": ["GetInventoryConfiguration"],
        "GetBucketLifecycle": ["GetLifecycleConfiguration"],
        "GetBucketLifecycleConfiguration": ["GetLifecycleConfiguration"],
        "GetBucketMetricsConfiguration": ["GetMetricsConfiguration"],
        "GetBucketNotificationConfiguration": ["GetBucketNotification"],
        "GetBucketReplication": ["GetReplicationConfiguration"],
        "GetObjectLockConfiguration": ["GetBucketObjectLockConfiguration"],
        "GetPublicAccessBlock": ["GetBucketPublicAccessBlock"],
        "HeadBucket": ["ListBucket"],
        "HeadObject": ["GetObject"],
        "ListBucketAnalyticsConfigurations": ["GetAnalyticsConfiguration"],
        "ListBucketIntelligentTieringConfigurations": ["GetIntelligentTieringConfiguration"],
        "ListBucketInventoryConfigurations": ["GetInventoryConfiguration"],
        "ListBucketMetricsConfigurations": ["GetMetricsConfiguration"],
        "ListBuckets": ["ListAllMyBuckets"],
        "ListDirectoryBuckets": ["ListAllMyBuckets"],
        "ListMultipartUploads": ["ListBucketMultipartUploads"],
        "ListObjectVersions": ["ListBucketVersions"],
        "ListObjects": ["ListBucket"],
        "ListObjectsV2": ["ListBucket"],
        "ListParts": ["ListMultipartUploadParts"],
        "PutBucketAccelerateConfiguration": ["PutAccelerateConfiguration"],
        "PutBucketAnalyticsConfiguration": ["PutAnalyticsConfiguration"],
        "PutBucketEncryption": ["PutEncryptionConfiguration"],
        "PutBucketIntelligentTieringConfiguration": ["PutIntelligentTieringConfiguration"],
        "PutBucketInventoryConfiguration": ["PutInventoryConfiguration"],
        "PutBucketLifecycle": ["PutLifecycleConfiguration"],
        "PutBucketLifecycleConfiguration": ["PutLifecycleConfiguration"],
        "PutBucketMetricsConfiguration": ["PutMetricsConfiguration"],
        "PutBucketNotificationConfiguration": ["PutBucketNotification"],
        "PutBucketReplication": ["PutReplicationConfiguration"],
        "PutObjectLockConfiguration": ["PutBucketObjectLockConfiguration"],
        "PutPublicAccessBlock": ["PutBucketPublicAccessBlock"],
        "UploadPart": ["PutObject"],
        "UploadPartCopy": ["PutObject"],
    },
}
