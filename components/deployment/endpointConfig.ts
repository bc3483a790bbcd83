/** The states that make and delete endpoint configs. Pure: plain values in, fragments out. */
import type { AsyncInferenceConfig, ProductionVariantInstanceType } from "@aws-sdk/client-sagemaker";
import type { Fragment } from "../../asl/fragment";
import { intrinsic, path, type Reference } from "../../asl/reference";
import { type CatchTarget, task } from "../../asl/states";
import { jobTags } from "../parts/tags";
import { s3Uri, sagemakerRetry, sdkRetry, volumeKey } from "../trainingSteps";
import type { DeploymentFacts, DeploymentPlan } from "./deploymentFacts";

/** The variant that answers clients. */
export const PRODUCTION_VARIANT = "production";

/** CreateEndpointConfig answers the ARN alone; the name is its part behind the slash. */
export const CONFIG_NAME = intrinsic(
  "States.ArrayGetItem",
  intrinsic("States.StringSplit", path("$.EndpointConfigArn"), "/"),
  1,
);

/** What serves a model. */
export function variantOf(
  { serving }: DeploymentPlan,
  { name, model, weight }: { name: string; model: Reference; weight: number },
) {
  const variant = { VariantName: name, ModelName: model, InitialVariantWeight: weight };
  if ("memorySizeInMb" in serving) {
    const { memorySizeInMb, maxConcurrency } = serving;
    return { ...variant, ServerlessConfig: { MemorySizeInMB: memorySizeInMb, MaxConcurrency: maxConcurrency } };
  }
  return {
    ...variant,
    // The settings were held to the service's own list.
    InstanceType: serving.instanceType as ProductionVariantInstanceType,
    InitialInstanceCount: serving.instanceCount,
  };
}

/** What is kept of requests and answers: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html */
export function dataCaptureConfig(facts: DeploymentFacts, { dataCapture }: Pick<DeploymentPlan, "dataCapture">) {
  if (dataCapture === undefined) return undefined;
  return {
    EnableCapture: true,
    InitialSamplingPercentage: dataCapture.percentage,
    DestinationS3Uri: dataCapture.destination,
    CaptureOptions: [{ CaptureMode: "Input" as const }, { CaptureMode: "Output" as const }],
    // As text, where the default is Base64.
    CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
    KmsKeyId: facts.kmsKeyArn,
  };
}

/**
 * How requests wait, and where answers go.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceConfig.html
 */
function asyncInferenceConfig(
  facts: DeploymentFacts,
  { asynchronous }: DeploymentPlan,
): AsyncInferenceConfig | undefined {
  if (asynchronous === undefined) return undefined;
  const { answers, failures, maxConcurrentInvocationsPerInstance, successTopicArn, errorTopicArn } = asynchronous;
  const isTold = successTopicArn !== undefined || errorTopicArn !== undefined;
  const place = (prefix: string) => s3Uri(facts, prefix.replace(/\/$/, ""));
  return {
    ...(maxConcurrentInvocationsPerInstance !== undefined && {
      ClientConfig: { MaxConcurrentInvocationsPerInstance: maxConcurrentInvocationsPerInstance },
    }),
    OutputConfig: {
      S3OutputPath: place(answers),
      S3FailurePath: place(failures),
      KmsKeyId: facts.kmsKeyArn,
      ...(isTold && { NotificationConfig: { SuccessTopic: successTopicArn, ErrorTopic: errorTopicArn } }),
    },
  };
}

/** Makes the config that serves the model at `$.Model`. Leaves its name, and the last part of that, at `$.Config`. */
export function createEndpointConfig(facts: DeploymentFacts, plan: DeploymentPlan, failed: Fragment): Fragment {
  const { serving } = plan;
  return task(
    "Create endpoint config",
    {
      api: "sagemaker:createEndpointConfig",
      parameters: {
        EndpointConfigName: facts.names.nameOf("config"),
        ProductionVariants: [
          variantOf(plan, {
            name: PRODUCTION_VARIANT,
            model: facts.names.again("model", path("$.Model.Suffix")),
            weight: 1,
          }),
        ],
        DataCaptureConfig: dataCaptureConfig(facts, plan),
        AsyncInferenceConfig: asyncInferenceConfig(facts, plan),
        KmsKeyId: "instanceType" in serving ? volumeKey({ ...facts, instanceType: serving.instanceType }) : undefined,
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: { Name: CONFIG_NAME, Suffix: facts.names.suffixOf(CONFIG_NAME, "config") },
      resultPath: "$.Config",
      retry: sagemakerRetry,
      catch: [{ target: failed }],
    },
  );
}

/** Deletes a config that this pipeline made: one with this last part of its name. */
export function deleteEndpointConfig(
  facts: DeploymentFacts,
  name: string,
  suffix: Reference,
  failed: CatchTarget[],
): Fragment {
  return task(
    name,
    {
      api: "aws-sdk:sagemaker:deleteEndpointConfig",
      parameters: { EndpointConfigName: facts.names.again("config", suffix) },
    },
    { resultPath: null, retry: sdkRetry, catch: failed },
  );
}
