/** Endpoint configs: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html */
import type { CreateEndpointConfigInput } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { json } from "../../sagemaker/describe";
import type { EndpointPlan } from "../../sagemaker/endpoints/deployment";
import { variantsIn } from "../../sagemaker/endpoints/variants";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { Created, TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { arnOf } from "./assume";
import { pageOf } from "./listing";
import { modelNamed } from "./models";

const refuse = (message: string) => new ServiceError("ValidationException", message);

/** Remembers a config whose models are there. */
const createConfig: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointConfigName");
  const arn = arnOf("endpoint-config", name, scope);
  if (scope.endpointConfigs.has(name)) throw refuse(`Cannot create already existing endpoint configuration "${arn}".`);
  const config = request as unknown as CreateEndpointConfigInput;
  for (const { ModelName = "" } of variantsIn(config)) modelNamed(ModelName, scope);
  checkVariants(config);
  scope.onJob(name);
  scope.endpointConfigs.set(name, { request, created: new Date() });
  return { EndpointConfigArn: arn };
};

/**
 * What SageMaker refuses of a config's variants. Sources: the API's page,
 * https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html ("Feature exclusions"),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html. AWS does not document the messages.
 */
function checkVariants(config: CreateEndpointConfigInput): void {
  const { ProductionVariants = [], ShadowProductionVariants: shadows = [], DataCaptureConfig } = config;
  const names = variantsIn(config).map(({ VariantName }) => VariantName);
  if (new Set(names).size < names.length) throw refuse("Production variant names must be unique.");
  if (shadows.length > 0 && (ProductionVariants.length !== 1 || shadows.length !== 1)) {
    throw refuse(
      "Only one production variant and one shadow production variant can be specified when ShadowProductionVariants is used.",
    );
  }
  for (const { VariantName, ServerlessConfig, InstanceType, InitialInstanceCount } of variantsIn(config)) {
    const isIncomplete = InstanceType === undefined || InitialInstanceCount === undefined;
    if (ServerlessConfig === undefined && isIncomplete) {
      throw refuse(
        `Production variant ${VariantName} needs InstanceType and InitialInstanceCount, or a ServerlessConfig.`,
      );
    }
    if (ServerlessConfig === undefined) continue;
    if (InstanceType !== undefined || InitialInstanceCount !== undefined) {
      throw refuse(`Production variant ${VariantName} cannot have both instances and a ServerlessConfig.`);
    }
    const excluded =
      (names.length > 1 && "several production variants") ||
      (DataCaptureConfig && "DataCaptureConfig") ||
      (config.AsyncInferenceConfig && "AsyncInferenceConfig");
    if (excluded) throw refuse(`A serverless endpoint does not support ${excluded}.`);
  }
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html */
const describeConfig: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointConfigName");
  const { request: created, created: CreationTime } = configNamed(name, scope);
  const { Tags: _, ...members } = created;
  return json({ ...members, EndpointConfigArn: arnOf("endpoint-config", name, scope), CreationTime });
};

const listConfigs: LocalTask = async (request, scope) => {
  const configs = [...scope.endpointConfigs].map(([name, { created }]) => ({
    ...{ name, created },
    summary: json({
      EndpointConfigName: name,
      EndpointConfigArn: arnOf("endpoint-config", name, scope),
      CreationTime: created,
    }),
  }));
  const { summaries, ...more } = pageOf(configs, request);
  return { EndpointConfigs: summaries, ...more };
};

/** A config may go while an endpoint uses it, as SageMaker advises against but allows. */
const deleteConfig: LocalTask = async (request, scope) => {
  const name = textOf(request, "EndpointConfigName");
  configNamed(name, scope);
  scope.endpointConfigs.delete(name);
  return {};
};

function configNamed(name: string, scope: TaskScope): Created {
  const config = scope.endpointConfigs.get(name);
  if (config) return config;
  throw refuse(`Could not find endpoint configuration "${arnOf("endpoint-config", name, scope)}".`);
}

/** A config with its models. @throws {ServiceError} when there is no such config, or a model of it is gone */
export function planOf(request: JsonObject, scope: TaskScope): EndpointPlan {
  const config = configNamed(textOf(request, "EndpointConfigName"), scope)
    .request as unknown as CreateEndpointConfigInput;
  return { config, models: variantsIn(config).map(({ ModelName = "" }) => modelNamed(ModelName, scope)) };
}

/** By API. */
export const endpointConfigTasks: Record<string, LocalTask> = {
  "sagemaker:createEndpointConfig": createConfig,
  "aws-sdk:sagemaker:createEndpointConfig": createConfig,
  "aws-sdk:sagemaker:describeEndpointConfig": describeConfig,
  "aws-sdk:sagemaker:listEndpointConfigs": listConfigs,
  "aws-sdk:sagemaker:deleteEndpointConfig": deleteConfig,
};
