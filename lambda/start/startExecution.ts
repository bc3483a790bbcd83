import { isDeepStrictEqual } from "node:util";
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";

// Made once for as long as Lambda keeps the container. Nothing is sent before the first command.
const sfn = new SFNClient();

/** An execution that was asked for. */
export interface Execution {
  ExecutionArn: string;
  /** False when there is, or was within 90 days, one of the same name. */
  Started: boolean;
}

/**
 * Starts an execution, once for a name: that it exists already is an answer.
 *
 * A machine of type STANDARD keeps names apart, one of type EXPRESS starts anew every time:
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 *
 * @throws Step Functions' error under its own name, for instance `StateMachineDoesNotExist`
 */
export async function startExecution(stateMachineArn: string, name: string, input: unknown): Promise<Execution> {
  try {
    const request = { stateMachineArn, name, input: JSON.stringify(input) };
    const { executionArn = "" } = await sfn.send(new StartExecutionCommand(request));
    return { ExecutionArn: executionArn, Started: true };
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
    return { ExecutionArn: executionArnOf(stateMachineArn, name), Started: false };
  }
}

/** Whether an execution was started with this input, however it was laid out. */
export async function hasInput(executionArn: string, input: unknown): Promise<boolean> {
  const { input: given = "null" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  return isDeepStrictEqual(JSON.parse(given), input);
}

function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}
