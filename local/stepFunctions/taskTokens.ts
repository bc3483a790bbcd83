/**
 * Sending task tokens back: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html and its
 * siblings.
 */
import type { Json } from "../../asl/definition";
import { type Callbacks, TaskTimedOut } from "../interpreter/callbacks";
import { ServiceError } from "../tasks/serviceErrors";

/** An operation's parameters as the API spells them. */
export interface TokenRequest {
  taskToken?: string;
  /** JSON as text. */
  output?: string;
  error?: string;
  cause?: string;
}

const OPERATIONS: Readonly<
  Record<string, (request: TokenRequest & { taskToken: string }, callbacks: Callbacks) => void>
> = {
  SendTaskSuccess: ({ taskToken, output = "null" }, callbacks) => callbacks.sendTaskSuccess(taskToken, parse(output)),
  SendTaskFailure: ({ taskToken, error, cause }, callbacks) =>
    callbacks.sendTaskFailure(taskToken, {
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    }),
  SendTaskHeartbeat: ({ taskToken }, callbacks) => callbacks.sendTaskHeartbeat(taskToken),
};

/** What can be called. */
export const TOKEN_OPERATIONS: readonly string[] = Object.keys(OPERATIONS);

/** @throws {ServiceError} for a token that nobody waits for, and an output that is no JSON */
export function sendTaskToken(operation: string, request: TokenRequest, callbacks: Callbacks): void {
  try {
    OPERATIONS[operation]!({ ...request, taskToken: request.taskToken ?? "" }, callbacks);
  } catch (error) {
    throw error instanceof TaskTimedOut ? new ServiceError("TaskTimedOut", error.message) : error;
  }
}

function parse(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch (error) {
    throw new ServiceError("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
  }
}
