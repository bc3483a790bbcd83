/** Task tokens that a state sends back: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token */
import type { Json } from "../../asl/definition";
import { sendTaskToken, TOKEN_OPERATIONS } from "../stepFunctions/taskTokens";
import type { LocalTask } from "./localTask";
import { textOf } from "./parameters";

/** By API. */
export const tokenTasks: Record<string, LocalTask> = Object.fromEntries(
  TOKEN_OPERATIONS.map((operation): [string, LocalTask] => [
    `aws-sdk:sfn:${operation[0]!.toLowerCase()}${operation.slice(1)}`,
    async (request, { callbacks }): Promise<Json> => {
      const output = request["Output"] ?? null;
      sendTaskToken(
        operation,
        {
          ...{ taskToken: textOf(request, "TaskToken") },
          output: typeof output === "string" ? output : JSON.stringify(output),
          ...("Error" in request && { error: textOf(request, "Error") }),
          ...("Cause" in request && { cause: textOf(request, "Cause") }),
        },
        callbacks,
      );
      return {};
    },
  ]),
);
