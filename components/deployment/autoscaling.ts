/** The states that have an endpoint's instances come and go with its requests. Pure: plain values in, fragments out. */
import type { Retrier } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { type CatchTarget, task } from "../../asl/states";
import type { Autoscaling, DeploymentFacts } from "./deploymentFacts";
import { PRODUCTION_VARIANT } from "./endpointConfig";
import { soonAgain } from "../retries";

/** Registering and policies can be asked for again: the last request counts. */
const scalingRetry: Retrier[] = [soonAgain("States.TaskFailed")];

const targetOf = ({ endpointName }: DeploymentFacts) => ({
  ServiceNamespace: "sagemaker",
  ResourceId: `endpoint/${endpointName}/variant/${PRODUCTION_VARIANT}`,
  ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
});

/**
 * Registers the endpoint's instances as what is scaled, and by what.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
 */
export function scaleEndpoint(
  facts: DeploymentFacts,
  { minInstances, maxInstances, invocationsPerInstance }: Autoscaling,
  failed: CatchTarget[],
): Fragment {
  const target = targetOf(facts);
  const handling = { resultPath: null, retry: scalingRetry, catch: failed };
  return chain(
    task(
      "Register scalable target",
      {
        api: "aws-sdk:applicationautoscaling:registerScalableTarget",
        parameters: { ...target, MinCapacity: minInstances, MaxCapacity: maxInstances },
      },
      handling,
    ),
    task(
      "Put scaling policy",
      {
        api: "aws-sdk:applicationautoscaling:putScalingPolicy",
        parameters: {
          ...target,
          PolicyName: `${facts.endpointName}-invocations`,
          PolicyType: "TargetTrackingScaling",
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: invocationsPerInstance,
            PredefinedMetricSpecification: { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
          },
        },
      },
      handling,
    ),
  );
}

/** The service's own failures and, under its general name, throttling. */
const TRANSIENT = ["ConcurrentUpdateException", "InternalServiceException", "ApplicationAutoScalingException"];

/** Takes an endpoint's instances, if they were registered, from what is scaled: deleting the endpoint alone would not. */
export function stopScaling(facts: DeploymentFacts, then: Fragment): Fragment {
  const stopped = task(
    "Deregister scalable target",
    { api: "aws-sdk:applicationautoscaling:deregisterScalableTarget", parameters: targetOf(facts) },
    {
      resultPath: null,
      // Not ObjectNotFoundException, which no retry helps.
      retry: [{ ...scalingRetry[0]!, ErrorEquals: TRANSIENT.map((name) => `ApplicationAutoScaling.${name}`) }],
      // It was not registered yet, or there is nothing more to be done about it.
      catch: [{ target: then, resultPath: "$.UndoFailure" }],
    },
  );
  return chain(stopped, then);
}
