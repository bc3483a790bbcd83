/** How an update of an endpoint shifts traffic, and what takes it back. Pure. */
import type { DeploymentConfig, TrafficRoutingConfig } from "@aws-sdk/client-sagemaker";
import type { Traffic } from "./deploymentFacts";

/** SageMaker's words. */
const TYPES = { AllAtOnce: "ALL_AT_ONCE", Canary: "CANARY", Linear: "LINEAR" } as const;
const UNITS = { Percent: "CAPACITY_PERCENT", Instances: "INSTANCE_COUNT" } as const;

/**
 * What UpdateEndpoint is told of the traffic; nothing for SageMaker's own way: all at once, without a pause.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
 */
export function deploymentConfig(traffic: Traffic | undefined): DeploymentConfig | undefined {
  if (traffic === undefined) return undefined;
  const { waitInSeconds, alarms, timeoutInSeconds } = traffic;
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: routing(traffic),
      TerminationWaitInSeconds: waitInSeconds,
      MaximumExecutionTimeoutInSeconds: timeoutInSeconds,
    },
    AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) },
  };
}

function routing({ type, size, waitInSeconds }: Traffic): TrafficRoutingConfig {
  const config = { Type: TYPES[type], WaitIntervalInSeconds: waitInSeconds };
  if (size === undefined) return config;
  const step = { Type: UNITS[size.unit], Value: size.value };
  return type === "Canary" ? { ...config, CanarySize: step } : { ...config, LinearStepSize: step };
}
