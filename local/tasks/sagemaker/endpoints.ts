/**
 * Endpoints and their configs.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html and its siblings
 */
import type { CreateEndpointConfigInput } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { createEndpoint, type EndpointPlan, type LocalEndpoint } from "../../sagemaker/endpoints/endpoint";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { arnOf, surroundingsOf } from "./assume";
import { modelNamed } from "./models";

const refuse = (message: string) => new ServiceError("ValidationException", message);

/** Remembers a config whose models are there. */
const createConfig: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointConfigName");
  const arn = arnOf("endpoint-config", name, scope);
  if (scope.endpointConfigs.has(name)) throw refuse(`Cannot create already existing endpoint configuration "${arn}".`);
  const variants = (request["ProductionVariants"] ?? []) as JsonObject[];
  for (const variant of variants) modelNamed(textOf(variant, "ModelName"), scope);
  const names = variants.map((variant) => textOf(variant, "VariantName"));
  if (new Set(names).size < names.length) throw refuse("Production variant names must be unique.");
  scope.onJob(name);
  scope.endpointConfigs.set(name, request);
  return { EndpointConfigArn: arn };
};

const deleteConfig: LocalTask = async (request, scope) => {
  const { config } = planOf(request, scope);
  scope.endpointConfigs.delete(config.EndpointConfigName!);
  return {};
};

const create: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointName");
  const arn = arnOf("endpoint", name, scope);
  const plan = planOf(request, scope);
  if (scope.endpoints.has(name)) throw refuse(`Cannot create already existing endpoint "${arn}".`);
  scope.onJob(name);
  // It lives longer than the state that creates it.
  const env = surroundingsOf(scope, scope.runSignal);
  const listeners = { onChange: (endpoint: LocalEndpoint) => tell(endpoint, scope), onFault: scope.onFault };
  scope.endpoints.set(name, await createEndpoint(name, plan, env, listeners));
  return { EndpointArn: arn };
};

const update: LocalTask = async (request, scope) => {
  const endpoint = endpointNamed(textOf(request, "EndpointName"), scope);
  const plan = planOf(request, scope);
  const status = endpoint.status();
  if (status !== "InService") {
    // Nothing can be done with a failed endpoint but deleting it.
    const how = status === "Failed" ? "failed" : "in-progress";
    throw refuse(`Cannot update ${how} endpoint "${arnOf("endpoint", endpoint.name, scope)}".`);
  }
  scope.onJob(endpoint.name);
  endpoint.update(plan);
  return { EndpointArn: arnOf("endpoint", endpoint.name, scope) };
};

const describe: LocalTask = async (request, scope) => endpointNamed(textOf(request, "EndpointName"), scope).describe();

const remove: LocalTask = async (request, scope) => {
  const endpoint = endpointNamed(textOf(request, "EndpointName"), scope);
  scope.endpoints.delete(endpoint.name);
  await endpoint.stop();
  return {};
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const invoke: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointName");
  const endpoint = scope.endpoints.get(name);
  if (!endpoint || !["InService", "Updating", "RollingBack"].includes(endpoint.status())) {
    throw new ServiceError("ValidationError", `Endpoint ${name} of account ${scope.environment.account} not found.`);
  }
  const body = request["Body"];
  const variant = textOf(request, "TargetVariant");
  const answer = await fetch(`${endpoint.url}/invocations`, {
    method: "POST",
    headers: {
      "Content-Type": textOf(request, "ContentType") || "text/csv",
      Accept: textOf(request, "Accept") || "text/csv",
      ...(variant && { "X-Amzn-SageMaker-Target-Variant": variant }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal: scope.signal,
  });
  const text = await answer.text();
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

function endpointNamed(name: string, scope: TaskScope): LocalEndpoint {
  const endpoint = scope.endpoints.get(name);
  if (!endpoint) throw refuse(`Could not find endpoint "${arnOf("endpoint", name, scope)}".`);
  return endpoint;
}

function planOf(request: JsonObject, scope: TaskScope): EndpointPlan {
  const name = textOf(request, "EndpointConfigName");
  const config = scope.endpointConfigs.get(name) as CreateEndpointConfigInput | undefined;
  if (!config) throw refuse(`Could not find endpoint configuration "${arnOf("endpoint-config", name, scope)}".`);
  return { config, models: config.ProductionVariants!.map(({ ModelName }) => modelNamed(ModelName!, scope)) };
}

function tell(endpoint: LocalEndpoint, scope: TaskScope): void {
  const { FailureReason } = endpoint.describe();
  scope.onEndpoint({
    name: endpoint.name,
    status: endpoint.status(),
    url: endpoint.url,
    ...(typeof FailureReason === "string" && { failureReason: FailureReason }),
  });
}

/** By API. */
export const endpointTasks: Record<string, LocalTask> = {
  "sagemaker:createEndpointConfig": createConfig,
  "sagemaker:createEndpoint": create,
  "sagemaker:updateEndpoint": update,
  "aws-sdk:sagemaker:createEndpointConfig": createConfig,
  "aws-sdk:sagemaker:createEndpoint": create,
  "aws-sdk:sagemaker:updateEndpoint": update,
  "aws-sdk:sagemaker:describeEndpoint": describe,
  "aws-sdk:sagemaker:deleteEndpoint": remove,
  "aws-sdk:sagemaker:deleteEndpointConfig": deleteConfig,
  "aws-sdk:sagemakerruntime:invokeEndpoint": invoke,
};
