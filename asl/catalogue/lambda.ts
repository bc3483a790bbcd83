/** The Lambda row. Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import type { Integration } from "./integration";
import type { OperationShapes, Shape } from "./shape";
import model from "./shapes/lambda.json";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html";
const invoke = (model.operations as unknown as Record<string, OperationShapes>).Invoke as OperationShapes;

/** Step Functions takes and gives the payload as JSON, where the API has bytes. */
const any: Shape = { type: "any" };

/** Every Lambda integration. */
export const lambdaIntegrations: Integration[] = [
  {
    api: "lambda:invoke",
    patterns: ["requestResponse", "waitForTaskToken"],
    shapes: {
      input: { ...invoke.input, members: { ...invoke.input.members, Payload: any } },
      output: { ...invoke.output, members: { ...invoke.output.members, Payload: any } },
    },
    permissions: [
      {
        actions: ["lambda:InvokeFunction"],
        resources: ["arn:{partition}:lambda:{region}:{account}:function:{$.FunctionName}"],
        source: DOCUMENTATION,
      },
    ],
    documentation: DOCUMENTATION,
  },
];
