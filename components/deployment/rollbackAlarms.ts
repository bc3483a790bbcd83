/** The alarms that take an update of an endpoint back while its traffic shifts. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../parts/tags";
import type { Traffic } from "./deploymentFacts";
import { PRODUCTION_VARIANT } from "./endpointConfig";
import type { DeploymentSettings } from "./settings";

/** An endpoint's traffic, once its alarms are known. */
export function watchedTraffic(
  parent: pulumi.Resource,
  name: string,
  endpointName: pulumi.Output<string>,
  settings: DeploymentSettings,
  tags: Tags,
): pulumi.Output<Traffic | undefined> {
  const { traffic, deploymentTimeoutInSeconds } = settings;
  if (traffic === undefined) return pulumi.output(undefined);
  const { type, size, waitInSeconds, serverErrors, latencyInMilliseconds } = traffic;
  const shared = {
    namespace: "AWS/SageMaker",
    dimensions: { EndpointName: endpointName, VariantName: PRODUCTION_VARIANT },
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: 1,
    period: 60,
    // An endpoint that nobody calls has no metrics.
    treatMissingData: "notBreaching",
    tags,
  };
  const alarms = [
    new cloudwatch.MetricAlarm(
      `${name}-errors`,
      {
        ...shared,
        alarmDescription: `Answers of ${name} with a server error: takes an update back`,
        metricName: "Invocation5XXErrors",
        statistic: "Sum",
        threshold: serverErrors,
      },
      { parent },
    ),
    ...(latencyInMilliseconds === undefined
      ? []
      : [
          new cloudwatch.MetricAlarm(
            `${name}-latency`,
            {
              ...shared,
              alarmDescription: `Time that the model of ${name} takes: takes an update back`,
              metricName: "ModelLatency",
              statistic: "Average",
              // In microseconds: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
              threshold: latencyInMilliseconds * 1000,
            },
            { parent },
          ),
        ]),
  ];
  return pulumi.all(alarms.map((alarm) => alarm.name)).apply((names): Traffic => ({
    ...{ type, waitInSeconds, alarms: names, timeoutInSeconds: deploymentTimeoutInSeconds },
    ...(size === undefined
      ? {}
      : {
          size:
            "percent" in size ? { unit: "Percent", value: size.percent } : { unit: "Instances", value: size.instances },
        }),
  }));
}
