/** A pipeline's alarms as data: what is measured, and from when it is too much. Pure. */
import type { MonitoringSettings } from "./monitoringSettings";

/** Namespace of what the pipelines' functions write (embedded metric format), with the dimension `Pipeline`. */
export const NAMESPACE = "SageMakerPipelines";

/** An alarm. */
export interface Alarm {
  /** Part of its name. */
  name: string;
  description: string;
  /** Of executions of the state machine, of what the pipeline's functions measure, or of the queue of failed events. */
  of: "executions" | "pipeline" | "failedEvents";
  metric: string;
  statistic: "Sum" | "Minimum" | "Maximum" | "p95";
  comparison: "GreaterThanThreshold" | "LessThanThreshold";
  threshold: number;
  /** Says the same as others of this kind: one notification is sent for all of them. */
  endsExecution?: true;
}

const MS_A_SECOND = 1000;

/**
 * The alarms that are asked for. Executions have metrics of their own:
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function alarms(settings: MonitoringSettings): Alarm[] {
  const { aborted, maxDurationInSeconds, modelQuality, dataQuality } = settings;
  return [
    { ...execution("failed", "ExecutionsFailed", "An execution failed"), endsExecution: true },
    { ...execution("timed-out", "ExecutionsTimedOut", "An execution timed out"), endsExecution: true },
    ...(aborted
      ? [{ ...execution("aborted", "ExecutionsAborted", "An execution was aborted"), endsExecution: true as const }]
      : []),
    execution("throttled", "ExecutionThrottled", "Step Functions throttled a state transition"),
    ...(maxDurationInSeconds === undefined ? [] : [duration(maxDurationInSeconds)]),
    ...Object.entries(modelQuality).map(([metric, { minimum, maximum }]) =>
      minimum === undefined ? atMost(metric, maximum ?? 0) : atLeast(metric, minimum),
    ),
    ...(dataQuality === undefined ? [] : dataAlarms(dataQuality)),
    ...(settings.failedEvents === undefined ? [] : [FAILED_EVENTS, REJECTED_OBJECTS]),
  ];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const FAILED_EVENTS: Alarm = {
  name: "failed-events",
  description: "Events started nothing and wait in the queue of failed events.",
  of: "failedEvents",
  metric: "ApproximateNumberOfMessagesVisible",
  statistic: "Maximum",
  comparison: "GreaterThanThreshold",
  threshold: 0,
};

/** What the function of triggers writes: lambda/start/index.ts. */
const REJECTED_OBJECTS: Alarm = {
  name: "rejected-objects",
  description: "Objects were refused and started nothing; the log of the function of triggers says why.",
  of: "pipeline",
  metric: "RejectedObjects",
  statistic: "Sum",
  comparison: "GreaterThanThreshold",
  threshold: 0,
};

function execution(name: string, metric: string, what: string): Alarm {
  const measure = { statistic: "Sum", comparison: "GreaterThanThreshold", threshold: 0 } as const;
  return { name, description: `${what}.`, of: "executions", metric, ...measure };
}

function duration(seconds: number): Alarm {
  return {
    name: "slow",
    description: `Executions take more than ${seconds} s.`,
    of: "executions",
    metric: "ExecutionTime",
    statistic: "p95",
    comparison: "GreaterThanThreshold",
    threshold: seconds * MS_A_SECOND,
  };
}

function dataAlarms({ minRows, maxProblems, maxPsi }: NonNullable<MonitoringSettings["dataQuality"]>): Alarm[] {
  return [
    atMost("Problems", maxProblems),
    ...(minRows === undefined ? [] : [atLeast("Rows", minRows)]),
    ...(maxPsi === undefined ? [] : [atMost("MaxPsi", maxPsi)]),
  ];
}

function atLeast(metric: string, minimum: number): Alarm {
  return {
    ...measured(metric),
    description: `${metric} is below ${minimum}.`,
    statistic: "Minimum",
    comparison: "LessThanThreshold",
    threshold: minimum,
  };
}

function atMost(metric: string, maximum: number): Alarm {
  return {
    ...measured(metric),
    description: `${metric} is above ${maximum}.`,
    statistic: "Maximum",
    comparison: "GreaterThanThreshold",
    threshold: maximum,
  };
}

function measured(metric: string) {
  const name = `${metric
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")}-limit`;
  return { name, of: "pipeline", metric } as const;
}
