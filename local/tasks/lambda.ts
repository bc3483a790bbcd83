/** `lambda:invoke`: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../asl/definition";
import { functionLogCalls } from "../../iam/functionPermissions";
import { TaskFailure } from "../interpreter/failures";
import { AccessDenied } from "../authorizer";
import { findFunction } from "../lambda/functions";
import { FunctionError } from "../lambda/invoke";
import type { LocalTask } from "./localTask";
import { textOf } from "./parameters";
import type { TaskScope } from "./scope";
import { ServiceError } from "./serviceErrors";

/**
 * Invokes a function of the program and gives the result in the form of the integration.
 *
 * A function's own error becomes the state's: its `errorType` is the error's name, and the cause is what the function
 * answered as JSON.
 */
async function invoke(request: JsonObject, scope: TaskScope): Promise<Json> {
  const { authorizer, environment, resources } = scope;
  const reference = textOf(request, "FunctionName");
  const target = findFunction(resources, reference);
  if (!target) throw new ServiceError("ResourceNotFoundException", `Function not found: ${reference}`, 404);
  scope.onJob(target.name);
  const assumption = { service: "lambda.amazonaws.com", sourceArn: target.arn, session: target.name };
  if (!(await authorizer.mayAssume(target.roleArn, assumption))) {
    throw new ServiceError(
      "AccessDeniedException",
      "The role defined for the function cannot be assumed by Lambda.",
      403,
    );
  }
  for (const call of functionLogCalls(target.logGroup, environment)) {
    // AWS runs a function that may not write its log: there is none then.
    await authorizer.authorize(target.roleArn, call).catch(unlessDenied);
  }

  try {
    const Payload = await scope.invokeFunction(target, request["Payload"] ?? {}, {
      ...scope,
      credentials: authorizer.credentialsFor(target.roleArn),
    });
    return {
      ExecutedVersion: "$LATEST",
      Payload,
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: randomUUID() },
      StatusCode: 200,
    };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    throw new TaskFailure(error.details.errorType, JSON.stringify(error.details));
  }
}

function unlessDenied(error: unknown): void {
  if (!(error instanceof AccessDenied)) throw error;
}

/** By API. */
export const lambdaTasks: Record<string, LocalTask> = {
  "lambda:invoke": invoke,
  // The state goes on with its token; what the function answers is nobody's result.
  "lambda:invoke.waitForTaskToken": invoke,
};
