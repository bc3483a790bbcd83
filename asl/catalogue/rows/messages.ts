/** Calls that hand something on: to a function, a topic, a queue, an event bus, another state machine. */
import type { Integration } from "../integration";
import { ANY, integrationFrom, managedRule, type Row } from "../row";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const FUNCTION = "{$.FunctionName|functionArn}";
const MACHINE = "arn:{partition}:states:{region}:{account}:stateMachine:{$.StateMachineArn}";

const ROWS: Row[] = [
  {
    api: "lambda:invoke",
    patterns: ["requestResponse", "waitForTaskToken"],
    // Step Functions takes and gives the payload as JSON, where the API has bytes.
    differences: { input: { Payload: ANY }, output: { Payload: ANY } },
    permissions: [
      {
        actions: ["lambda:InvokeFunction"],
        resources: [FUNCTION],
        unless: "Qualifier",
        source: `${DOCUMENTATION}/connect-lambda.html`,
      },
      {
        actions: ["lambda:InvokeFunction"],
        resources: [`${FUNCTION}:{$.Qualifier}`],
        source: `${DOCUMENTATION}/connect-lambda.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-lambda.html`,
  },
  {
    api: "sns:publish",
    patterns: ["requestResponse", "waitForTaskToken"],
    differences: { input: { Message: ANY } },
    permissions: [
      {
        actions: ["sns:Publish"],
        resources: [
          "arn:{partition}:sns:{region}:{account}:{$.TopicArn}",
          "arn:{partition}:sns:{region}:{account}:{$.TargetArn}",
        ],
        source: `${DOCUMENTATION}/sns-iam.html`,
      },
      {
        actions: ["sns:Publish"],
        // `*`: a telephone number is no resource.
        resources: ["*"],
        when: "PhoneNumber",
        source: `${DOCUMENTATION}/sns-iam.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-sns.html`,
  },
  {
    api: "sqs:sendMessage",
    patterns: ["requestResponse", "waitForTaskToken"],
    differences: { input: { MessageBody: ANY } },
    permissions: [
      {
        actions: ["sqs:SendMessage"],
        resources: ["{$.QueueUrl|queueArn}"],
        source: `${DOCUMENTATION}/sqs-iam.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-sqs.html`,
  },
  {
    api: "events:putEvents",
    patterns: ["requestResponse", "waitForTaskToken"],
    differences: { input: { "Entries[].Detail": ANY } },
    permissions: [
      {
        actions: ["events:PutEvents"],
        resources: ["arn:{partition}:events:{region}:{account}:event-bus/{$.Entries[].EventBusName=default}"],
        source: `${DOCUMENTATION}/eventbridge-iam.html`,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-eventbridge.html`,
  },
  {
    api: "states:startExecution",
    patterns: ["requestResponse", "sync", "sync:2", "waitForTaskToken"],
    // `.sync` gives input and output of the execution as text, `.sync:2` as JSON.
    differences: { input: { Input: ANY }, sync2: { Input: ANY, Output: ANY } },
    permissions: [
      {
        actions: ["states:StartExecution"],
        resources: [MACHINE],
        source: `${DOCUMENTATION}/stepfunctions-iam.html`,
      },
      {
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: ["{$.StateMachineArn|executionArn}"],
        patterns: ["sync", "sync:2"],
        source: `${DOCUMENTATION}/stepfunctions-iam.html`,
      },
      managedRule("StepFunctionsGetEventsForStepFunctionsExecutionRule", `${DOCUMENTATION}/stepfunctions-iam.html`, [
        "sync",
        "sync:2",
      ]),
    ],
    documentation: `${DOCUMENTATION}/connect-stepfunctions.html`,
  },
];

/** Every integration of Lambda, SNS, SQS, EventBridge and Step Functions. */
export const messageIntegrations: Integration[] = ROWS.map(integrationFrom);
