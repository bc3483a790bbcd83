/**
 * Errors of AWS's services as Step Functions reports them.
 *
 * The service integrations call through the AWS SDK for Java: an error that the API's model has becomes
 * `SageMaker.<Name>Exception`, any other (validation, denied access, throttling) `SageMaker.AmazonSageMakerException`,
 * and the SDK's sentence about service, status and code follows the message.
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html (error names in the samples),
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html#API_CreateTrainingJob_Errors.
 * AWS does not document the messages; these are the service's own as users quote them.
 */
import { randomUUID } from "node:crypto";
import { TaskFailure } from "../interpreter/failures";

/** An error code of the API, and what Step Functions calls it. */
const SAGEMAKER_ERRORS = {
  AccessDeniedException: "SageMaker.AmazonSageMakerException",
  ValidationException: "SageMaker.AmazonSageMakerException",
  ResourceInUse: "SageMaker.ResourceInUseException",
} as const;

/** A call to SageMaker that was answered with an error. */
export function sagemakerFailure(code: keyof typeof SAGEMAKER_ERRORS, message: string): TaskFailure {
  return new TaskFailure(SAGEMAKER_ERRORS[code], sdkMessage(message, "AmazonSageMaker", 400, code));
}

const LAMBDA_ERRORS = {
  AccessDeniedException: ["Lambda.AWSLambdaException", 403],
  ResourceNotFoundException: ["Lambda.ResourceNotFoundException", 404],
} as const;

/** A call to Lambda that was answered with an error. */
export function lambdaFailure(code: keyof typeof LAMBDA_ERRORS, message: string): TaskFailure {
  const [name, status] = LAMBDA_ERRORS[code];
  return new TaskFailure(name, sdkMessage(message, "AWSLambda", status, code));
}

function sdkMessage(message: string, service: string, status: number, code: string): string {
  const request = randomUUID();
  return `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${request}; Proxy: null)`;
}
