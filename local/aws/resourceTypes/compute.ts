/** Resource types of AWS Lambda and Step Functions. */
import { CREATED, hash, regional, type ResourceType, textOf } from "../resourceType";

const functionArn = regional("lambda", "function:");
const stateMachineArn = regional("states", "stateMachine:");

/** Type token -> what is known of it. */
export const COMPUTE_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:lambda/function:Function": {
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    name: { property: "name", limit: 64 },
    id: ({ name }) => name,
    computed: (made) => {
      const arn = functionArn(made);
      const version = made.inputs.publish === true ? "1" : "$LATEST";
      const invokeArn = (target: string) =>
        `arn:${made.partition}:apigateway:${made.region}:lambda:path/2015-03-31/functions/${target}/invocations`;
      return {
        arn,
        version,
        qualifiedArn: `${arn}:${version}`,
        invokeArn: invokeArn(arn),
        qualifiedInvokeArn: invokeArn(`${arn}:${version}`),
        lastModified: CREATED,
      };
    },
    tagged: true,
    replacedFor: ["packageType"],
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    id: (made) => textOf(made, "functionName"),
    replacedFor: ["functionName", "qualifier"],
  },
  "aws:lambda/functionUrl:FunctionUrl": {
    id: (made) => textOf(made, "functionName"),
    computed: (made) => {
      const functionName = textOf(made, "functionName");
      const urlId = BigInt(`0x${hash([made.account, made.region, functionName], 40)}`).toString(36);
      return {
        functionArn: functionArn({ ...made, name: functionName }),
        functionUrl: `https://${urlId}.lambda-url.${made.region}.on.aws/`,
        urlId,
      };
    },
    replacedFor: ["functionName", "qualifier"],
  },
  "aws:lambda/permission:Permission": {
    name: { property: "statementId", limit: 100 },
    id: ({ name }) => name,
    replacedFor: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn"],
  },

  "aws:sfn/stateMachine:StateMachine": {
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    name: { property: "name", limit: 80 },
    id: stateMachineArn,
    computed: (made) => ({
      arn: stateMachineArn(made),
      type: textOf(made, "type", "STANDARD"),
      status: "ACTIVE",
      creationDate: CREATED,
      revisionId: hash(made.inputs.definition, 32),
    }),
    tagged: true,
    replacedFor: ["type"],
  },
};
