/** The states that make and delete endpoint configs. Pure: plain values in, fragments out. */
import type { ProductionVariantInstanceType } from "@aws-sdk/client-sagemaker";
import type { Fragment } from "../../asl/fragment";
import { intrinsic, path, type Reference } from "../../asl/reference";
import { type CatchTarget, task } from "../../asl/states";
import { jobTags } from "../parts/tags";
import { sagemakerRetry, sdkRetry, volumeKey } from "../trainingSteps";
import type { DeploymentFacts, DeploymentPlan } from "./deploymentFacts";

/** The variant that answers clients. */
export const PRODUCTION_VARIANT = "production";

/** CreateEndpointConfig answers the ARN alone; the name is its part behind the slash. */
const CONFIG_NAME = intrinsic(
  "States.ArrayGetItem",
  intrinsic("States.StringSplit", path("$.EndpointConfigArn"), "/"),
  1,
);

/** Makes the config that serves the model at `$.Model`. Leaves its name, and the last part of that, at `$.Config`. */
export function createEndpointConfig(facts: DeploymentFacts, { serving }: DeploymentPlan, failed: Fragment): Fragment {
  return task(
    "Create endpoint config",
    {
      api: "sagemaker:createEndpointConfig",
      parameters: {
        EndpointConfigName: facts.names.nameOf("config"),
        ProductionVariants: [
          {
            VariantName: PRODUCTION_VARIANT,
            ModelName: facts.names.again("model", path("$.Model.Suffix")),
            InstanceType: serving.instanceType as ProductionVariantInstanceType,
            InitialInstanceCount: serving.instanceCount,
            InitialVariantWeight: 1,
          },
        ],
        KmsKeyId: volumeKey({ ...facts, instanceType: serving.instanceType }),
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
