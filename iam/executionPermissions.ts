/** What Step Functions needs of a state machine's role for logging and tracing, whatever the definition. */
import type { AwsCall, Statement } from "./document";
import { statementOf } from "./statement";

const SERVICES = {
  logging: {
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    actions: [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ],
  },
  tracing: {
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
    actions: ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  },
} as const;

/** A service that Step Functions writes to beside the definition's tasks. */
export type ExecutionService = keyof typeof SERVICES;

/** The statements for logging and tracing. */
export function executionPermissions(services: readonly ExecutionService[]): Statement[] {
  // `*`: none of these log-delivery and X-Ray actions has resource-level permissions.
  return services.map((service) => statementOf([...SERVICES[service].actions], ["*"]));
}

/** The calls for logging and tracing, made by every execution. */
export function executionCalls(services: readonly ExecutionService[]): AwsCall[] {
  return services.flatMap((service) =>
    SERVICES[service].actions.map((action) => ({ action, resource: "*", source: SERVICES[service].source })),
  );
}
