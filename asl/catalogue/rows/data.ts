/** Calls to where data is: DynamoDB, Glue, DataBrew, Athena. */
import type { Integration } from "../integration";
import { ANY, integrationFrom, type Row } from "../row";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const DYNAMODB_IAM = `${DOCUMENTATION}/dynamo-iam.html`;
const ATHENA_IAM = `${DOCUMENTATION}/athena-iam.html`;
const WORKGROUP = "arn:{partition}:athena:{region}:{account}:workgroup";

const dynamodbRow = (api: string, action: string): Row => ({
  api: `dynamodb:${api}`,
  patterns: ["requestResponse"],
  permissions: [
    {
      actions: [`dynamodb:${action}`],
      resources: ["arn:{partition}:dynamodb:{region}:{account}:table/{$.TableName}"],
      source: DYNAMODB_IAM,
    },
  ],
  documentation: `${DOCUMENTATION}/connect-ddb.html`,
});

/** Calls on a query by its id, which says nothing of its workgroup. */
const athenaQueryRow = (api: string, action: string): Row => ({
  api: `athena:${api}`,
  patterns: ["requestResponse"],
  permissions: [
    {
      actions: [`athena:${action}`],
      resources: [`${WORKGROUP}/*`],
      wide: "a query's id does not tell its workgroup",
      source: ATHENA_IAM,
    },
  ],
  documentation: `${DOCUMENTATION}/connect-athena.html`,
});

const ROWS: Row[] = [
  dynamodbRow("getItem", "GetItem"),
  dynamodbRow("putItem", "PutItem"),
  dynamodbRow("updateItem", "UpdateItem"),
  dynamodbRow("deleteItem", "DeleteItem"),
  {
    api: "glue:startJobRun",
    patterns: ["requestResponse", "sync"],
    permissions: [
      {
        actions: ["glue:StartJobRun"],
        resources: ["arn:{partition}:glue:{region}:{account}:job/{$.JobName}"],
        source: `${DOCUMENTATION}/glue-iam.html`,
      },
      {
        actions: ["glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
        resources: ["arn:{partition}:glue:{region}:{account}:job/{$.JobName}"],
        patterns: ["sync"],
        source: `${DOCUMENTATION}/glue-iam.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-glue.html`,
  },
  {
    api: "databrew:startJobRun",
    patterns: ["requestResponse", "sync"],
    differences: { shapes: { syncOutput: ANY } },
    permissions: [
      {
        actions: ["databrew:StartJobRun"],
        resources: ["arn:{partition}:databrew:{region}:{account}:job/{$.Name}"],
        source: `${DOCUMENTATION}/databrew-iam.html`,
      },
      {
        actions: ["databrew:ListJobRuns", "databrew:StopJobRun"],
        resources: ["arn:{partition}:databrew:{region}:{account}:job/{$.Name}"],
        patterns: ["sync"],
        source: `${DOCUMENTATION}/databrew-iam.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-databrew.html`,
  },
  {
    api: "athena:startQueryExecution",
    patterns: ["requestResponse", "sync"],
    permissions: [
      {
        actions: ["athena:StartQueryExecution"],
        resources: [`${WORKGROUP}/{$.WorkGroup=primary}`],
        source: ATHENA_IAM,
      },
      {
        actions: ["athena:GetQueryExecution", "athena:StopQueryExecution"],
        resources: [`${WORKGROUP}/{$.WorkGroup=primary}`],
        patterns: ["sync"],
        source: ATHENA_IAM,
      },
      {
        actions: ["athena:GetDataCatalog"],
        resources: [
          "arn:{partition}:athena:{region}:{account}:datacatalog/{$.QueryExecutionContext.Catalog=AwsDataCatalog}",
        ],
        source: ATHENA_IAM,
      },
      {
        actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        resources: ["{$.ResultConfiguration.OutputLocation|bucketArn}"],
        source: ATHENA_IAM,
      },
      {
        actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
        resources: ["{$.ResultConfiguration.OutputLocation|objectsArn}"],
        source: ATHENA_IAM,
      },
      {
        actions: ["glue:GetDatabase", "glue:GetDatabases"],
        resources: [
          "arn:{partition}:glue:{region}:{account}:catalog",
          "arn:{partition}:glue:{region}:{account}:database/{$.QueryExecutionContext.Database=*}",
        ],
        wide: "a query can name any database",
        source: ATHENA_IAM,
      },
      {
        actions: [
          "glue:BatchGetPartition",
          "glue:GetPartition",
          "glue:GetPartitions",
          "glue:GetTable",
          "glue:GetTables",
        ],
        resources: [
          "arn:{partition}:glue:{region}:{account}:catalog",
          "arn:{partition}:glue:{region}:{account}:database/{$.QueryExecutionContext.Database=*}",
          "arn:{partition}:glue:{region}:{account}:table/{$.QueryExecutionContext.Database=*}/*",
        ],
        wide: "a query can name any table of its database",
        source: ATHENA_IAM,
      },
    ],
    unseen:
      "s3:GetObject and s3:ListBucket on the data that the query reads, s3:PutObject on the workgroup's own place for " +
      "results, what a query that makes or changes tables needs of Glue, and lakeformation:GetDataAccess where Lake Formation governs",
    documentation: `${DOCUMENTATION}/connect-athena.html`,
  },
  athenaQueryRow("stopQueryExecution", "StopQueryExecution"),
  athenaQueryRow("getQueryExecution", "GetQueryExecution"),
  {
    ...athenaQueryRow("getQueryResults", "GetQueryResults"),
    unseen: "s3:GetObject on the results of the query",
  },
];

/** Every integration of DynamoDB, Glue, DataBrew and Athena. */
export const dataIntegrations: Integration[] = ROWS.map(integrationFrom);
