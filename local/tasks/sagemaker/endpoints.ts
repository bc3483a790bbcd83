/**
 * Endpoints.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html and its siblings
 */
import type {
  DeploymentConfig,
  DesiredWeightAndCapacity,
  VariantProperty,
  VariantPropertyType,
} from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { json } from "../../sagemaker/describe";
import { createEndpoint, type LocalEndpoint } from "../../sagemaker/endpoints/endpoint";
import type { EndpointPlan } from "../../sagemaker/endpoints/deployment";
import { variantsIn } from "../../sagemaker/endpoints/variants";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { arnOf, surroundingsOf } from "./assume";
import { planOf } from "./endpointConfigs";
import { pageOf } from "./listing";

const refuse = (message: string) => new ServiceError("ValidationException", message);

const create: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointName");
  const arn = arnOf("endpoint", name, scope);
  const plan = planOf(request, scope);
  if (scope.endpoints.has(name)) throw refuse(`Cannot create already existing endpoint "${arn}".`);
  scope.onJob(name);
  // It lives longer than the state that creates it.
  const env = { ...surroundingsOf(scope, scope.runSignal), ...pingLimitOf(scope) };
  const listeners = { onChange: (endpoint: LocalEndpoint) => tell(endpoint, scope), onFault: scope.onFault };
  noteKinds(name, plan, scope);
  scope.endpoints.set(name, await createEndpoint(name, plan, env, listeners));
  return { EndpointArn: arn };
};

const update: LocalTask = async (request, scope) => {
  const endpoint = endpointNamed(textOf(request, "EndpointName"), scope);
  const plan = planOf(request, scope);
  const deploymentConfig = deploymentConfigOf(request, endpoint);
  refuseUnlessSettled(endpoint, scope);
  // Nothing can be done with a failed endpoint but deleting it.
  if (endpoint.status() === "Failed")
    throw refuse(`Cannot update failed endpoint "${arnOfEndpoint(endpoint, scope)}".`);
  scope.onJob(endpoint.name);
  noteKinds(endpoint.name, plan, scope);
  if (deploymentConfig) {
    scope.onNote(
      `The traffic of ${endpoint.name} was shifted at once and no alarm was watched: a local run has neither canaries nor alarms.`,
    );
  }
  endpoint.update(plan, { ...(deploymentConfig && { deploymentConfig }), retained: retainedIn(request) });
  return { EndpointArn: arnOfEndpoint(endpoint, scope) };
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html */
function retainedIn(request: JsonObject): VariantPropertyType[] {
  if (request["RetainAllVariantProperties"] !== true) return [];
  const excluded = (request["ExcludeRetainedVariantProperties"] ?? []) as unknown as VariantProperty[];
  const all: VariantPropertyType[] = ["DesiredInstanceCount", "DesiredWeight", "DataCaptureConfig"];
  return all.filter((type) => !excluded.some(({ VariantPropertyType }) => VariantPropertyType === type));
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeploymentConfig.html; AWS does not document the messages. */
function deploymentConfigOf(request: JsonObject, endpoint: LocalEndpoint): DeploymentConfig | undefined {
  const given = request["DeploymentConfig"] as unknown as DeploymentConfig | undefined;
  if (given === undefined) {
    return request["RetainDeploymentConfig"] === true ? endpoint.lastDeploymentConfig() : undefined;
  }
  const { BlueGreenUpdatePolicy, RollingUpdatePolicy } = given;
  if (BlueGreenUpdatePolicy && RollingUpdatePolicy) {
    throw refuse("Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy can be specified in DeploymentConfig.");
  }
  const { Type, CanarySize, LinearStepSize } = BlueGreenUpdatePolicy?.TrafficRoutingConfiguration ?? {};
  if (Type === "CANARY" && !CanarySize) throw refuse("CanarySize is required for the traffic routing type CANARY.");
  if (Type === "LINEAR" && !LinearStepSize) {
    throw refuse("LinearStepSize is required for the traffic routing type LINEAR.");
  }
  return given;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpointWeightsAndCapacities.html */
const updateWeights: LocalTask = async (request, scope) => {
  const endpoint = endpointNamed(textOf(request, "EndpointName"), scope);
  refuseUnlessSettled(endpoint, scope);
  const serving = endpoint.serving();
  const arn = arnOfEndpoint(endpoint, scope);
  if (!serving) throw refuse(`Cannot update failed endpoint "${arn}".`);
  const desired = (request["DesiredWeightsAndCapacities"] ?? []) as unknown as DesiredWeightAndCapacity[];
  const known = variantsIn(serving.config).map(({ VariantName }) => VariantName);
  const unknown = desired.find(({ VariantName }) => !known.includes(VariantName));
  if (unknown) throw refuse(`Could not find variant "${unknown.VariantName}" of endpoint "${arn}".`);
  scope.onJob(endpoint.name);
  endpoint.setWeights(desired);
  return { EndpointArn: arn };
};

const describe: LocalTask = async (request, scope) => endpointNamed(textOf(request, "EndpointName"), scope).describe();

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html */
const list: LocalTask = async (request, scope) => {
  const endpoints = [...scope.endpoints.values()].map((endpoint) => {
    const { name, created } = endpoint;
    const [modified, status] = [endpoint.modified(), endpoint.status()];
    const summary = json({
      ...{ EndpointName: name, EndpointArn: arnOfEndpoint(endpoint, scope) },
      ...{ CreationTime: created, LastModifiedTime: modified, EndpointStatus: status },
    });
    return { name, created, modified, status, summary };
  });
  const { summaries, ...more } = pageOf(endpoints, request);
  return { Endpoints: summaries, ...more };
};

/** What is being created or updated can be deleted only when that is over. */
const remove: LocalTask = async (request, scope) => {
  const endpoint = endpointNamed(textOf(request, "EndpointName"), scope);
  refuseUnlessSettled(endpoint, scope);
  scope.endpoints.delete(endpoint.name);
  await endpoint.stop();
  return {};
};

function endpointNamed(name: string, scope: TaskScope): LocalEndpoint {
  const endpoint = scope.endpoints.get(name);
  if (!endpoint) throw refuse(`Could not find endpoint "${arnOf("endpoint", name, scope)}".`);
  return endpoint;
}

function arnOfEndpoint({ name }: LocalEndpoint, scope: TaskScope): string {
  return arnOf("endpoint", name, scope);
}

function refuseUnlessSettled(endpoint: LocalEndpoint, scope: TaskScope): void {
  const status = endpoint.status();
  if (status === "InService" || status === "Failed") return;
  throw refuse(`Cannot update in-progress endpoint "${arnOfEndpoint(endpoint, scope)}".`);
}

function pingLimitOf({ pingLimitInSeconds }: TaskScope) {
  return pingLimitInSeconds === undefined ? {} : { pingLimitInSeconds };
}

function noteKinds(name: string, { config }: EndpointPlan, scope: TaskScope): void {
  if (variantsIn(config).some(({ ServerlessConfig }) => ServerlessConfig)) {
    scope.onNote(`The serverless endpoint ${name} was served by one process all the time: a local run does not scale.`);
  }
  if (config.AsyncInferenceConfig) {
    scope.onNote(`The asynchronous endpoint ${name} answered each request as it came: a local run has no queue.`);
  }
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
  "sagemaker:createEndpoint": create,
  "sagemaker:updateEndpoint": update,
  "aws-sdk:sagemaker:createEndpoint": create,
  "aws-sdk:sagemaker:updateEndpoint": update,
  "aws-sdk:sagemaker:updateEndpointWeightsAndCapacities": updateWeights,
  "aws-sdk:sagemaker:describeEndpoint": describe,
  "aws-sdk:sagemaker:listEndpoints": list,
  "aws-sdk:sagemaker:deleteEndpoint": remove,
};
