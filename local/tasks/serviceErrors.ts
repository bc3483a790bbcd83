/**
 * Errors of AWS's services as Step Functions reports them.
 *
 * The optimized integrations call through the AWS SDK for Java 1: an error that the API's model has becomes
 * `SageMaker.<Name>Exception`, any other (validation, denied access, throttling) the service's general exception, such as
 * `SageMaker.AmazonSageMakerException`. The `aws-sdk:` integrations call through the SDK for Java 2, where that is
 * `SageMaker.SageMakerException`. The SDK's sentence about service, status and code follows the message.
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html (error names in the samples),
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html,
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html#API_CreateTrainingJob_Errors.
 * AWS does not document the messages; these are the service's own as users quote them.
 */
import { randomUUID } from "node:crypto";
import { TaskFailure } from "../interpreter/failures";

/** A call that a service answered with an error. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** @param code the error's name in the API: `ValidationException`, `ResourceInUse`, `NoSuchKey` */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

interface ServiceName {
  /** Before the dot of the error's name. */
  prefix: string;
  /** What errors are called that the API's model does not have. */
  general: string;
  /** In the SDK's sentence. */
  title: string;
  /** Errors that only this API's model has. */
  models?: readonly string[];
}

/** By the part of an API before the colon, or behind `aws-sdk:`. */
const OPTIMIZED: Record<string, ServiceName> = {
  sagemaker: { prefix: "SageMaker", general: "AmazonSageMakerException", title: "AmazonSageMaker" },
  lambda: { prefix: "Lambda", general: "AWSLambdaException", title: "AWSLambda" },
  sns: { prefix: "SNS", general: "AmazonSNSException", title: "AmazonSNS" },
  sqs: { prefix: "SQS", general: "AmazonSQSException", title: "AmazonSQS" },
  events: { prefix: "EventBridge", general: "AmazonEventBridgeException", title: "AmazonEventBridge" },
  states: { prefix: "StepFunctions", general: "AWSStepFunctionsException", title: "AWSStepFunctions" },
};
const SDK: Record<string, ServiceName> = {
  sagemaker: { prefix: "SageMaker", general: "SageMakerException", title: "SageMaker" },
  sagemakerruntime: { prefix: "SageMakerRuntime", general: "SageMakerRuntimeException", title: "SageMakerRuntime" },
  applicationautoscaling: {
    ...{ prefix: "ApplicationAutoScaling", general: "ApplicationAutoScalingException" },
    title: "ApplicationAutoScaling",
    models: ["ValidationException"],
  },
  sfn: { prefix: "Sfn", general: "SfnException", title: "Sfn" },
  s3: { prefix: "S3", general: "S3Exception", title: "S3" },
};

/** Errors that no API's model has. */
const UNMODELLED = new Set([
  ...["AccessDeniedException", "AccessDenied", "ValidationException"],
  ...["ThrottlingException", "Throttling", "SlowDown", "InternalFailure", "ServiceUnavailable"],
]);

/**
 * The failure of a state whose call was answered with an error.
 *
 * @param api `sagemaker:createModel`, `aws-sdk:s3:getObject`
 */
export function failureOf(api: string, { code, message, status }: ServiceError): TaskFailure {
  const [first = "", service = ""] = api.split(":");
  const { prefix, general, title, models } = (first === "aws-sdk" ? SDK[service] : OPTIMIZED[first])!;
  const modelled = code.endsWith("Exception") ? code : `${code}Exception`;
  const request = randomUUID();
  const told =
    first === "aws-sdk"
      ? `(Service: ${title}, Status Code: ${status}, Request ID: ${request})`
      : `(Service: ${title}; Status Code: ${status}; Error Code: ${code}; Request ID: ${request}; Proxy: null)`;
  return new TaskFailure(
    `${prefix}.${UNMODELLED.has(code) && !models?.includes(code) ? general : modelled}`,
    `${message} ${told}`,
  );
}
