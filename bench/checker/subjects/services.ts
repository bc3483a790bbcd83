/** The other services: request-response, waiting for a job, waiting for an answer. */
import type { Subject } from "../mutation";
import { lambdaRetry } from "./requests";

const approve: Subject = {
  name: "ask a person",
  type: "STANDARD",
  closed: true,
  made: ["$.Answer", "$.Model"],
  definition: {
    StartAt: "Model",
    States: {
      Model: { Type: "Pass", Parameters: { Model: { "Arn.$": "$.ModelPackageArn" } }, Next: "Ask" },
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: {
          QueueUrl: "https://sqs.us-west-2.amazonaws.com/123456789012/approvals",
          MessageBody: { "Model.$": "$.Model.Arn", "Token.$": "$$.Task.Token" },
        },
        TimeoutSeconds: 86_400,
        HeartbeatSeconds: 3600,
        ResultSelector: { "Approved.$": "$.Approved" },
        ResultPath: "$.Answer",
        Catch: [{ ErrorEquals: ["States.Timeout", "States.HeartbeatTimeout"], Next: "No answer" }],
        Next: "Approved?",
      },
      "Approved?": {
        Type: "Choice",
        Choices: [{ Variable: "$.Answer.Approved", BooleanEquals: true, Next: "Approve" }],
        Default: "No answer",
      },
      Approve: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
        Parameters: { "ModelPackageArn.$": "$.Model.Arn", ModelApprovalStatus: "Approved" },
        ResultPath: null,
        Next: "Check by a person",
      },
      "Check by a person": {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters: { FunctionName: "mail-reviewer", Payload: { "Token.$": "$$.Task.Token", "Arn.$": "$.Model.Arn" } },
        TimeoutSeconds: 86_400,
        End: true,
      },
      "No answer": { Type: "Fail", Error: "NotApproved" },
    },
  },
};

const nested: Subject = {
  name: "start another state machine",
  type: "STANDARD",
  closed: false,
  made: ["$.Child"],
  definition: {
    StartAt: "Run and wait",
    States: {
      "Run and wait": {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Parameters: {
          StateMachineArn: "arn:aws:states:us-west-2:123456789012:stateMachine:clean",
          Input: { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "parent", "Bucket.$": "$.Bucket" },
        },
        ResultSelector: { "Status.$": "$.Status", "Result.$": "$.Output" },
        ResultPath: "$.Child",
        Retry: [{ ErrorEquals: ["StepFunctions.ExecutionLimitExceeded"] }],
        Next: "Tell",
      },
      Tell: {
        Type: "Task",
        Resource: "arn:aws:states:::events:putEvents",
        Parameters: {
          Entries: [
            {
              Source: "churn",
              DetailType: "CleanEnded",
              Detail: { "status.$": "$.Child.Status" },
              EventBusName: "default",
            },
          ],
        },
        ResultPath: null,
        Next: "Start and go on",
      },
      "Start and go on": {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution",
        Parameters: {
          StateMachineArn: "arn:aws:states:us-west-2:123456789012:stateMachine:report",
          "Input.$": "$.Child.Result",
        },
        ResultSelector: { "Started.$": "$.ExecutionArn" },
        End: true,
      },
    },
  },
};

const warehouse: Subject = {
  name: "jobs of other services",
  type: "STANDARD",
  closed: true,
  made: ["$.Query", "$.Copied", "$.Table"],
  definition: {
    StartAt: "Table",
    States: {
      Table: { Type: "Pass", Result: { Table: { Name: "customers", Day: "2026-11-20" } }, Next: "Query" },
      Query: {
        Type: "Task",
        Resource: "arn:aws:states:::athena:startQueryExecution.sync",
        Parameters: {
          "QueryString.$": "States.Format('SELECT * FROM {}', $.Table.Name)",
          WorkGroup: "primary",
          ResultConfiguration: { OutputLocation: "s3://churn-data/queries/" },
        },
        ResultSelector: { "Id.$": "$.QueryExecution.QueryExecutionId" },
        ResultPath: "$.Query",
        Next: "Convert",
      },
      Convert: {
        Type: "Task",
        Resource: "arn:aws:states:::glue:startJobRun.sync",
        Parameters: { JobName: "to-csv", Arguments: { "--query.$": "$.Query.Id" } },
        ResultPath: null,
        Next: "Features",
      },
      Features: {
        Type: "Task",
        Resource: "arn:aws:states:::batch:submitJob.sync",
        Parameters: { JobName: "features", JobDefinition: "features:3", JobQueue: "churn" },
        ResultPath: null,
        Next: "Report",
      },
      Report: {
        Type: "Task",
        Resource: "arn:aws:states:::ecs:runTask.sync",
        Parameters: {
          Cluster: "churn",
          TaskDefinition: "report:7",
          LaunchType: "FARGATE",
          NetworkConfiguration: {
            AwsvpcConfiguration: { Subnets: ["subnet-0a1b2c3d4e5f67890"], AssignPublicIp: "DISABLED" },
          },
        },
        ResultPath: null,
        Next: "Cluster step",
      },
      "Cluster step": {
        Type: "Task",
        Resource: "arn:aws:states:::elasticmapreduce:addStep.sync",
        Parameters: {
          ClusterId: "j-2AXXXXXXGAPLF",
          Step: {
            Name: "join",
            ActionOnFailure: "CONTINUE",
            HadoopJarStep: { Jar: "command-runner.jar", Args: ["spark-submit", "s3://churn-data/code/join.py"] },
          },
        },
        ResultPath: null,
        Next: "Copy",
      },
      Copy: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
        Parameters: { Bucket: "churn-data", CopySource: "churn-raw/latest.csv", Key: "raw/latest.csv" },
        ResultSelector: { "ETag.$": "$.CopyObjectResult.ETag" },
        ResultPath: "$.Copied",
        Next: "Record",
      },
      Record: {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:updateItem",
        Parameters: {
          TableName: "runs",
          Key: { day: { "S.$": "$.Table.Day" } },
          UpdateExpression: "SET etag = :etag",
          ExpressionAttributeValues: { ":etag": { "S.$": "$.Copied.ETag" } },
        },
        ResultPath: null,
        Next: "Look up",
      },
      "Look up": {
        Type: "Task",
        Resource: "arn:aws:states:::dynamodb:getItem",
        Parameters: { TableName: "runs", Key: { day: { S: "2026-11-19" } } },
        End: true,
      },
    },
  },
};

const express: Subject = {
  name: "score one customer at once",
  type: "EXPRESS",
  closed: false,
  made: ["$.Score"],
  definition: {
    StartAt: "Features",
    TimeoutSeconds: 60,
    States: {
      Features: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "features", "Payload.$": "$" },
        ResultSelector: { "Csv.$": "$.Payload.Csv" },
        Retry: lambdaRetry,
        TimeoutSeconds: 10,
        Next: "Score",
      },
      Score: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sagemakerruntime:invokeEndpoint",
        Parameters: { EndpointName: "churn", ContentType: "text/csv", "Body.$": "$.Csv" },
        ResultSelector: { "Score.$": "States.StringToJson($.Body)" },
        Next: "Likely?",
      },
      "Likely?": {
        Type: "Choice",
        Choices: [{ Variable: "$.Score", NumericGreaterThan: 0.5, Next: "Queue" }],
        Default: "Nothing",
      },
      Queue: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Parameters: {
          QueueUrl: "https://sqs.us-west-2.amazonaws.com/123456789012/offers",
          "MessageBody.$": "States.JsonToString($)",
        },
        ResultPath: null,
        End: true,
      },
      Nothing: { Type: "Succeed" },
    },
  },
};

const older: Subject = {
  name: "older ways of writing",
  type: "STANDARD",
  closed: false,
  made: ["$.Failure"],
  definition: {
    Version: "1.0",
    StartAt: "List files",
    States: {
      "List files": {
        Type: "Task",
        Resource: "arn:aws:lambda:us-west-2:123456789012:function:list-files",
        Retry: [
          {
            ErrorEquals: ["Lambda.TooManyRequestsException", "MyError"],
            IntervalSeconds: 3,
            MaxAttempts: 0,
            BackoffRate: 1,
          },
        ],
        Catch: [{ ErrorEquals: ["MyError"], ResultPath: "$.Failure", Next: "Told" }],
        ResultPath: "$.Files",
        Next: "Each file",
      },
      "Each file": {
        Type: "Map",
        ItemsPath: "$.Files",
        Parameters: { "File.$": "$$.Map.Item.Value", "Index.$": "$$.Map.Item.Index" },
        Iterator: {
          StartAt: "By hand",
          States: {
            "By hand": {
              Type: "Task",
              Resource: "arn:aws:states:us-west-2:123456789012:activity:look-at-file",
              TimeoutSeconds: 600,
              HeartbeatSeconds: 60,
              End: true,
            },
          },
        },
        ResultPath: "$.Looked",
        Next: "Done",
      },
      Told: { Type: "Pass", InputPath: "$.Failure.Cause", End: true },
      Done: { Type: "Succeed", InputPath: "$.Looked" },
    },
  },
};

/** Services beside SageMaker. */
export const serviceSubjects: Subject[] = [approve, nested, warehouse, express, older];
