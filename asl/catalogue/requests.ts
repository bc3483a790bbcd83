/** Request types of the integrations, from the AWS SDK: types only, nothing is imported at run time. */
import type * as athena from "@aws-sdk/client-athena";
import type * as batch from "@aws-sdk/client-batch";
import type * as dynamodb from "@aws-sdk/client-dynamodb";
import type * as ecs from "@aws-sdk/client-ecs";
import type * as emr from "@aws-sdk/client-emr";
import type * as eventbridge from "@aws-sdk/client-eventbridge";
import type * as glue from "@aws-sdk/client-glue";
import type * as sagemaker from "@aws-sdk/client-sagemaker";
import type * as sfn from "@aws-sdk/client-sfn";
import type * as sns from "@aws-sdk/client-sns";
import type * as sqs from "@aws-sdk/client-sqs";
import type { Json } from "../definition";
import type { SdkRequests, TypedSdkApi } from "./sdkRequests";

/**
 * A request whose members begin with a capital letter, as Step Functions has them, where the API has camel case. The keys of
 * maps stay as they are.
 */
type Capitalised<T> = T extends string | number | boolean | Date | Uint8Array | undefined
  ? T
  : T extends (infer Item)[]
    ? Capitalised<Item>[]
    : T extends object
      ? string extends keyof T
        ? { [Key in keyof T]: Capitalised<T[Key]> }
        : { [Key in keyof T as Capitalize<Key & string>]: Capitalised<T[Key]> }
      : T;

/** A request in which members are JSON where the API has text or bytes. */
type WithJson<T, Members extends keyof T> = {
  [Key in keyof T]: Key extends Members ? Json | Exclude<T[Key], Uint8Array> : T[Key];
};

/** `lambda:invoke` as Step Functions takes it: the payload is JSON, not bytes. */
export interface LambdaInvokeRequest {
  /** Name or ARN. */
  FunctionName: string;
  Payload?: Json;
  InvocationType?: "RequestResponse" | "Event" | "DryRun";
  LogType?: "None" | "Tail";
  Qualifier?: string;
  ClientContext?: string;
  TenantId?: string;
}

/** One event of `events:putEvents`: its detail is JSON. */
type EventEntry = WithJson<eventbridge.PutEventsRequestEntry, "Detail">;

/** A request that names one EMR cluster: https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html */
interface OnCluster {
  ClusterId: string;
}

/** `http:invoke`: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html */
interface HttpInvokeRequest {
  ApiEndpoint: string;
  Method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS";
  Authentication?: { ConnectionArn: string };
  InvocationConfig?: { ConnectionArn: string };
  Headers?: { [name: string]: Json };
  QueryParameters?: { [name: string]: Json };
  RequestBody?: Json;
  Transform?: { RequestBodyEncoding?: "NONE" | "URL_ENCODED"; RequestEncodingOptions?: { ArrayFormat?: string } };
}

/** Request type by API. */
export interface Requests {
  "sagemaker:createTrainingJob": sagemaker.CreateTrainingJobRequest;
  "sagemaker:createTransformJob": sagemaker.CreateTransformJobRequest;
  "sagemaker:createProcessingJob": sagemaker.CreateProcessingJobRequest;
  "sagemaker:createHyperParameterTuningJob": sagemaker.CreateHyperParameterTuningJobRequest;
  "sagemaker:createLabelingJob": sagemaker.CreateLabelingJobRequest;
  "sagemaker:createModel": sagemaker.CreateModelInput;
  "sagemaker:createEndpointConfig": sagemaker.CreateEndpointConfigInput;
  "sagemaker:createEndpoint": sagemaker.CreateEndpointInput;
  "sagemaker:updateEndpoint": sagemaker.UpdateEndpointInput;
  "lambda:invoke": LambdaInvokeRequest;
  "sns:publish": WithJson<sns.PublishInput, "Message">;
  "sqs:sendMessage": WithJson<sqs.SendMessageRequest, "MessageBody">;
  "events:putEvents": Omit<eventbridge.PutEventsRequest, "Entries"> & { Entries: EventEntry[] };
  "states:startExecution": WithJson<Capitalised<sfn.StartExecutionInput>, "Input">;
  "dynamodb:getItem": dynamodb.GetItemInput;
  "dynamodb:putItem": dynamodb.PutItemInput;
  "dynamodb:updateItem": dynamodb.UpdateItemInput;
  "dynamodb:deleteItem": dynamodb.DeleteItemInput;
  "glue:startJobRun": glue.StartJobRunRequest;
  "batch:submitJob": Capitalised<batch.SubmitJobRequest>;
  "ecs:runTask": Capitalised<ecs.RunTaskRequest>;
  "athena:startQueryExecution": athena.StartQueryExecutionInput;
  "athena:stopQueryExecution": athena.StopQueryExecutionInput;
  "athena:getQueryExecution": athena.GetQueryExecutionInput;
  "athena:getQueryResults": athena.GetQueryResultsInput;
  "elasticmapreduce:createCluster": emr.RunJobFlowInput;
  "elasticmapreduce:addStep": OnCluster & { Step: emr.StepConfig; ExecutionRoleArn?: string };
  "elasticmapreduce:cancelStep": OnCluster & { StepId: string };
  "elasticmapreduce:terminateCluster": OnCluster;
  "elasticmapreduce:setClusterTerminationProtection": OnCluster & { TerminationProtected: boolean };
  "elasticmapreduce:modifyInstanceFleetByName": OnCluster & {
    InstanceFleetName: string;
    InstanceFleet: Omit<emr.InstanceFleetModifyConfig, "InstanceFleetId">;
  };
  "elasticmapreduce:modifyInstanceGroupByName": OnCluster & {
    InstanceGroupName: string;
    InstanceGroup: Omit<emr.InstanceGroupModifyConfig, "InstanceGroupId">;
  };
  "http:invoke": HttpInvokeRequest;
}

/** Integrations of services whose SDK this project does not load: any request is taken. */
type UntypedApi =
  | `${"apigateway" | "bedrock" | "codebuild" | "databrew" | "eks" | "mediaconvert"}:${string}`
  | `emr-${"containers" | "serverless"}:${string}`;

/** An API that the builder knows; of the AWS SDK's any. */
export type ApiName = keyof Requests | UntypedApi | `aws-sdk:${string}:${string}`;

/** The request type of an API; `never` for an API that SageMaker or S3 does not have. */
export type Request<Name extends ApiName> = Name extends keyof Requests
  ? Requests[Name]
  : Name extends keyof SdkRequests
    ? SdkRequests[Name]
    : Name extends TypedSdkApi
      ? never
      : object;

type Jobs = "TrainingJob" | "TransformJob" | "ProcessingJob" | "HyperParameterTuningJob" | "LabelingJob";

/** Integrations that offer `.sync`. */
type SyncApi =
  | `sagemaker:create${Jobs}`
  | "states:startExecution"
  | "glue:startJobRun"
  | "batch:submitJob"
  | "ecs:runTask"
  | "athena:startQueryExecution"
  | `elasticmapreduce:${"createCluster" | "addStep" | "terminateCluster"}`
  | UntypedApi;

/** Integrations that offer `.waitForTaskToken`. */
type TokenApi =
  | "lambda:invoke"
  | "sns:publish"
  | "sqs:sendMessage"
  | "events:putEvents"
  | "states:startExecution"
  | "ecs:runTask"
  | UntypedApi
  | `aws-sdk:${string}`;

/** How Step Functions can wait for an API. Of services whose requests are not typed it is for the checker to say. */
export type PatternOf<Name extends ApiName> =
  | "requestResponse"
  | (Name extends SyncApi ? "sync" : never)
  | (Name extends "states:startExecution" ? "sync:2" : never)
  | (Name extends TokenApi ? "waitForTaskToken" : never);
