/** Asking endpoints: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Runtime.html */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../asl/definition";
import { inferAsynchronously } from "../../sagemaker/endpoints/asyncInference";
import type { LocalEndpoint } from "../../sagemaker/endpoints/endpoint";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { surroundingsOf } from "./assume";

/** Request headers by the parameters of which they are made. */
const HEADERS: Readonly<Record<string, string>> = {
  TargetVariant: "X-Amzn-SageMaker-Target-Variant",
  InferenceId: "X-Amzn-SageMaker-Inference-Id",
  CustomAttributes: "X-Amzn-SageMaker-Custom-Attributes",
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const invoke: LocalTask = async (request, scope) => {
  const endpoint = servingEndpoint(request, scope);
  const { name } = endpoint;
  if (endpoint.serving()?.config.AsyncInferenceConfig) {
    throw new ServiceError("ValidationError", `Endpoint ${name} is asynchronous: call InvokeEndpointAsync instead.`);
  }
  const variant = textOf(request, "TargetVariant");
  if (variant && !endpoint.serving()?.variants.some(({ variant: { VariantName } }) => VariantName === variant)) {
    throw new ServiceError("ValidationError", `Variant ${variant} of endpoint ${name} was not found.`);
  }
  const body = request["Body"];
  const answer = await fetch(`${endpoint.url}/invocations`, {
    method: "POST",
    headers: headersOf(request),
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal: scope.signal,
  });
  const text = await answer.text();
  // What comes next may look for what was captured.
  await endpoint.flush();
  if (!answer.ok) {
    const message = `Received client error (${answer.status}) from primary with message "${text}".`;
    throw new ServiceError("ModelError", message, 424);
  }
  return {
    Body: text,
    ContentType: answer.headers.get("content-type"),
    InvokedProductionVariant: answer.headers.get("x-amzn-invoked-production-variant"),
  };
};

/**
 * The answer goes to S3 behind the execution, at most until that ends.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
 */
const invokeAsync: LocalTask = async (request, scope) => {
  const endpoint = servingEndpoint(request, scope);
  const config = endpoint.serving()?.config.AsyncInferenceConfig;
  if (!config) {
    throw new ServiceError(
      "ValidationError",
      `Endpoint ${endpoint.name} is not asynchronous: call InvokeEndpoint instead.`,
    );
  }
  const InferenceId = textOf(request, "InferenceId") || randomUUID();
  const order = {
    ...{ config, headers: headersOf(request), inputLocation: textOf(request, "InputLocation") },
    id: randomUUID(),
  };
  const { outputLocation, failureLocation, run } = inferAsynchronously(endpoint, order, scope.onNote);
  await scope.background.start(`The asynchronous inference ${InferenceId} of ${endpoint.name}`, (signal) =>
    run(surroundingsOf(scope, signal)),
  );
  return {
    ...{ InferenceId, OutputLocation: outputLocation },
    ...(failureLocation !== undefined && { FailureLocation: failureLocation }),
  };
};

function servingEndpoint(request: JsonObject, scope: TaskScope): LocalEndpoint {
  const name = textOf(request, "EndpointName");
  const endpoint = scope.endpoints.get(name);
  if (endpoint && ["InService", "Updating", "RollingBack"].includes(endpoint.status())) return endpoint;
  throw new ServiceError("ValidationError", `Endpoint ${name} of account ${scope.environment.account} not found.`);
}

function headersOf(request: JsonObject): Record<string, string> {
  const named = Object.entries(HEADERS).map(([parameter, header]) => [header, textOf(request, parameter)] as const);
  return {
    "Content-Type": textOf(request, "ContentType") || "text/csv",
    // The container chooses: CSV the built-in algorithm, JSON a program in script mode.
    Accept: textOf(request, "Accept") || "*/*",
    ...Object.fromEntries(named.filter(([, value]) => value !== "")),
  };
}

/** By API. */
export const invocationTasks: Record<string, LocalTask> = {
  "aws-sdk:sagemakerruntime:invokeEndpoint": invoke,
  "aws-sdk:sagemakerruntime:invokeEndpointAsync": invokeAsync,
};
