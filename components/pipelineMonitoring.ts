/** Alarms, a dashboard and notifications for a pipeline. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { regionalArn } from "../iam/arn";
import { type Alarm, alarms, NAMESPACE } from "./monitoring/alarms";
import { dashboardBody } from "./monitoring/dashboard";
import {
  type MonitoringSettings,
  monitoringSettings,
  type MonitoringSettingsArgs,
} from "./monitoring/monitoringSettings";
import { subscribe } from "./monitoring/subscriptions";
import { environmentOf } from "./parts/environment";
import { logGroupName } from "./parts/logGroupName";
import { notificationTopic } from "./parts/notificationTopic";
import { checkSettings } from "./parts/settings";
import { pipelineTags, type Tags } from "./parts/tags";
import { whenKnown } from "./parts/whenKnown";

/** Settings of PipelineMonitoring. */
export interface PipelineMonitoringArgs extends MonitoringSettingsArgs {
  /** The state machine that is watched: `pipeline.stateMachineArn`. */
  stateMachineArn: pulumi.Input<string>;
  /**
   * The pipeline's name: the dimension of its functions' metrics, and part of its log group's name.
   * @default the name of this component
   */
  pipeline?: string;
  /** Tags beside Project, Stack and Pipeline. */
  tags?: Record<string, string>;
}

const schema = v.strictObject(
  { ...monitoringSettings.entries, stateMachineArn: v.any(), pipeline: v.optional(v.string("a name")) },
  "settings by name",
);

/** Seconds over which executions are counted. */
const PERIOD = 300;

/**
 * Watches a pipeline: alarms on its executions, on the quality of its models and on that of its data; a dashboard of all of it
 * with the latest failures from the log; and a topic that mail addresses and a Slack channel are subscribed to. Executions
 * that end badly are told of by one composite alarm, whatever ended them. Logs and traces (X-Ray) are the state machine's own;
 * the dashboard leads to both.
 *
 * @example
 * new PipelineMonitoring("churn", {
 *   stateMachineArn: churn.stateMachineArn,
 *   modelQuality: { auc: { minimum: 0.9 } },
 *   emails: ["ml-team@example.com"],
 * });
 */
export class PipelineMonitoring extends pulumi.ComponentResource {
  /** The topic that is told of alarms. */
  readonly topicArn: pulumi.Output<string>;
  readonly dashboardName: pulumi.Output<string>;

  /**
   * @param name part of every resource's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: PipelineMonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:PipelineMonitoring", name, {}, options);
    const { pipeline = name, ...settings } = checkSettings(schema, args, `PipelineMonitoring "${name}"`);
    const child = { parent: this };
    const environment = environmentOf(this);
    const tags = pipelineTags(pipeline, settings.tags);
    const stateMachineArn = pulumi.output(args.stateMachineArn);
    const made = notificationTarget(name, settings, { environment, tags }, child);
    const topicArn = made.topicArn;
    const { failedEvents } = settings;
    const facts = { pipeline, stateMachineArn, failedEvents, topicArn, tags };
    const alarmNames = makeAlarms(name, settings, facts, made.options);
    const alarmArns = whenKnown([environment, pulumi.all(alarmNames)], (where, names) =>
      names.map((alarm) => regionalArn(where, "cloudwatch", `alarm:${alarm}`)),
    );
    const dashboard = new cloudwatch.Dashboard(
      name,
      {
        dashboardName: stackName(name),
        dashboardBody: whenKnown(
          [environment, stateMachineArn, alarmArns, pulumi.all(settings.functionNames)],
          (where, machine, arns, functionNames) =>
            dashboardBody({
              environment: where,
              pipeline,
              stateMachineArn: machine,
              logGroup: logGroupName("/aws/vendedlogs/states", pipeline),
              alarmArns: arns,
              modelMetrics: Object.keys(settings.modelQuality),
              functionNames,
            }),
        ),
      },
      child,
    );
    subscribe(name, settings, { environment, topicArn, alarmArns, tags }, child);
    this.topicArn = topicArn;
    this.dashboardName = dashboard.dashboardName;
    const { dashboardName } = this;
    this.registerOutputs({ topicArn, dashboardName });
  }
}

/** The user's topic, or one of the pipeline's own; alarms wait for its policy. */
function notificationTarget(
  name: string,
  { topicArn }: MonitoringSettings,
  args: Parameters<typeof notificationTopic>[1],
  child: pulumi.CustomResourceOptions,
): { topicArn: pulumi.Output<string>; options: pulumi.CustomResourceOptions } {
  if (topicArn !== undefined) return { topicArn: pulumi.output(topicArn), options: child };
  const made = notificationTopic(`${name}-alarms`, args, child);
  return { topicArn: made.topicArn, options: { ...child, dependsOn: made.ready } };
}

interface AlarmFacts {
  pipeline: string;
  stateMachineArn: pulumi.Output<string>;
  failedEvents?: pulumi.Input<string>;
  topicArn: pulumi.Output<string>;
  tags: Tags;
}

/** Makes the alarms, and the one that stands for those that say the same; gives the names of all. */
function makeAlarms(
  name: string,
  settings: MonitoringSettings,
  facts: AlarmFacts,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string>[] {
  const made = alarms(settings).map((alarm) => ({ alarm, resource: metricAlarm(name, alarm, facts, options) }));
  const ends = made.filter(({ alarm }) => alarm.endsExecution).map(({ resource }) => resource);
  const composite = new cloudwatch.CompositeAlarm(
    name,
    {
      alarmName: `${stackName(name)}-executions`,
      alarmDescription: `Executions of ${facts.pipeline} end badly.`,
      alarmRule: pulumi
        .all(ends.map((each) => each.name))
        .apply((names) => names.map((each) => `ALARM("${each}")`).join(" OR ")),
      alarmActions: [facts.topicArn],
      tags: facts.tags,
    },
    { ...options, dependsOn: ends },
  );
  return [composite.alarmName, ...made.map(({ resource }) => resource.name)];
}

function metricAlarm(
  name: string,
  { of, statistic, ...alarm }: Alarm,
  { pipeline, stateMachineArn, failedEvents, topicArn, tags }: AlarmFacts,
  options: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
  const measured: Record<Alarm["of"], Pick<cloudwatch.MetricAlarmArgs, "namespace" | "dimensions">> = {
    executions: { namespace: "AWS/States", dimensions: { StateMachineArn: stateMachineArn } },
    pipeline: { namespace: NAMESPACE, dimensions: { Pipeline: pipeline } },
    failedEvents: { namespace: "AWS/SQS", dimensions: { QueueName: failedEvents ?? "" } },
  };
  return new cloudwatch.MetricAlarm(
    `${name}-${alarm.name}`,
    {
      alarmDescription: `${pipeline}: ${alarm.description}`,
      ...measured[of],
      metricName: alarm.metric,
      ...(statistic === "p95" ? { extendedStatistic: statistic } : { statistic }),
      comparisonOperator: alarm.comparison,
      threshold: alarm.threshold,
      period: PERIOD,
      evaluationPeriods: 1,
      // Between executions there is nothing to measure.
      treatMissingData: "notBreaching",
      ...(alarm.endsExecution ? {} : { alarmActions: [topicArn] }),
      tags,
    },
    options,
  );
}

/** What has no autonaming: unique in the account and region. */
function stackName(name: string): string {
  return `${pulumi.getProject()}-${pulumi.getStack()}-${name}`.replace(/[^\w-]/g, "-");
}
