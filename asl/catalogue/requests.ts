/** Request types of the integrations, from the AWS SDK: types only, nothing is imported at run time. */
import type {
  CreateModelInput,
  CreateProcessingJobRequest,
  CreateTrainingJobRequest,
  CreateTransformJobRequest,
} from "@aws-sdk/client-sagemaker";
import type { Json } from "../definition";

/** `lambda:invoke` as Step Functions takes it: the payload is JSON, not bytes. */
export interface LambdaInvokeRequest {
  /** Name or ARN. */
  FunctionName: string;
  Payload?: Json;
  InvocationType?: "RequestResponse" | "Event" | "DryRun";
  Qualifier?: string;
  ClientContext?: string;
}

/** Request type by API. */
export interface Requests {
  "sagemaker:createTrainingJob": CreateTrainingJobRequest;
  "sagemaker:createTransformJob": CreateTransformJobRequest;
  "sagemaker:createProcessingJob": CreateProcessingJobRequest;
  "sagemaker:createModel": CreateModelInput;
  "lambda:invoke": LambdaInvokeRequest;
}

/** An API that the builder knows. */
export type ApiName = keyof Requests;

/** The request type of an API. */
export type Request<Name extends ApiName> = Requests[Name];
