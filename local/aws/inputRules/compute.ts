/** What AWS asks of resource types of AWS Lambda and Step Functions. */
import { arn, definition, type InputRules, integer, member, oneOf, tags, text, variables } from "../inputRule";

const account = text(/^\d{12}$/, "an account: twelve digits");

/** Type token -> what AWS asks. */
export const COMPUTE_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  "aws:lambda/function:Function": {
    required: ["role", "runtime|imageUri", "handler|imageUri", "code|s3Bucket|imageUri"],
    properties: {
      name: text(/^[\w-]{1,64}$/, "1 to 64 letters, digits, - and _"),
      role: arn("iam"),
      runtime: text(
        /^(nodejs\d+\.x|python3\.\d+|java\d+(\.al2)?|dotnet\d+|ruby\d+\.\d+|provided(\.al2(023)?)?)$/,
        "a runtime, such as nodejs24.x",
      ),
      handler: text(/^\S{1,128}$/, "a handler without spaces, such as index.handler"),
      timeout: integer(1, 900),
      memorySize: integer(128, 10_240),
      reservedConcurrentExecutions: integer(-1, 1_000_000),
      environment: (value, inputs) =>
        (value as { variables?: unknown }).variables === undefined ? [] : member("variables", variables)(value, inputs),
      tags,
    },
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    required: ["functionName"],
    properties: { maximumEventAgeInSeconds: integer(60, 21_600), maximumRetryAttempts: integer(0, 2) },
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
  "aws:lambda/functionUrl:FunctionUrl": {
    required: ["functionName", "authorizationType"],
    properties: { authorizationType: oneOf("AWS_IAM", "NONE"), invokeMode: oneOf("BUFFERED", "RESPONSE_STREAM") },
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
  "aws:lambda/permission:Permission": {
    required: ["action", "function", "principal"],
    properties: {
      statementId: text(/^[\w-]{1,100}$/, "1 to 100 letters, digits, - and _"),
      action: text(/^lambda:([*]|[A-Za-z]+[*]?)$/, "an action such as lambda:InvokeFunction"),
      sourceAccount: account,
      sourceArn: arn(),
    },
  },

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
  "aws:sfn/stateMachine:StateMachine": {
    required: ["definition", "roleArn"],
    properties: {
      name: text(/^[\w-]{1,80}$/, "1 to 80 letters, digits, - and _"),
      roleArn: arn("iam"),
      type: oneOf("STANDARD", "EXPRESS"),
      definition,
      tags,
    },
  },
};
