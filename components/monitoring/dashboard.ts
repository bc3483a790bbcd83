/** A pipeline's dashboard, as the body that CloudWatch takes. Pure. */
import type { Environment } from "../../iam/document";
import { NAMESPACE } from "./alarms";

/** What is shown. */
export interface DashboardFacts {
  environment: Environment;
  pipeline: string;
  stateMachineArn: string;
  /** Log group of the state machine. */
  logGroup: string;
  alarmArns: string[];
  /** Metrics of model quality. */
  modelMetrics: string[];
  functionNames: string[];
}

/** Of 24 columns: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const HALF = 12;
const WHOLE = 24;
const HEIGHT = 6;

interface Widget {
  type: "metric" | "log" | "alarm" | "text";
  width: number;
  height: number;
  properties: object;
}

type Metric = (string | { stat: string; label: string })[];

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function dashboardBody(facts: DashboardFacts): string {
  const { region } = facts.environment;
  const graph = (title: string, metrics: Metric[], more: object = {}): Widget => ({
    type: "metric",
    width: HALF,
    height: HEIGHT,
    properties: { title, view: "timeSeries", region, period: 300, stat: "Sum", metrics, ...more },
  });
  const executions = (metric: string): Metric => ["AWS/States", metric, "StateMachineArn", facts.stateMachineArn];
  const measured = (metric: string): Metric => [NAMESPACE, metric, "Pipeline", facts.pipeline];
  const lasting = (stat: string): Metric => [...executions("ExecutionTime"), { stat, label: stat }];
  return JSON.stringify({
    widgets: placed([
      heading(facts),
      { type: "alarm", width: WHOLE, height: 3, properties: { title: "Alarms", alarms: facts.alarmArns } },
      graph("Executions", ENDS.map(executions)),
      graph("Durations in ms", ["p50", "p95", "Maximum"].map(lasting)),
      graph("Model quality", (facts.modelMetrics.length > 0 ? facts.modelMetrics : ["Passed"]).map(measured), {
        stat: "Average",
      }),
      graph("Data quality", ["Rows", "Problems", "MaxPsi"].map(measured), { stat: "Maximum" }),
      ...(facts.functionNames.length === 0 ? [] : [graph("Errors of functions", facts.functionNames.map(errorsOf))]),
      failures(facts),
    ]),
  });
}

const ENDS = [
  ...["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"],
  "ExecutionThrottled",
];

const errorsOf = (name: string): Metric => ["AWS/Lambda", "Errors", "FunctionName", name];

/** Where executions and their traces are seen. */
function heading({ environment, pipeline, stateMachineArn }: DashboardFacts): Widget {
  const { partition, region } = environment;
  const host = CONSOLES[partition] ?? `${region}.console.aws.amazon.com`;
  const executions = `https://${host}/states/home?region=${region}#/statemachines/view/${stateMachineArn}`;
  const traces = `https://${host}/cloudwatch/home?region=${region}#xray:traces/query`;
  const markdown = `## ${pipeline}\n[Executions](${executions}) · [Traces of X-Ray](${traces})`;
  return { type: "text", width: WHOLE, height: 2, properties: { markdown } };
}

/** Hosts of the partitions that have consoles of their own. */
const CONSOLES: Readonly<Record<string, string>> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** The latest failures of executions and states, from the state machine's log. */
function failures({ environment, logGroup }: DashboardFacts): Widget {
  const query = [
    `SOURCE '${logGroup}'`,
    "fields @timestamp, type, details.error, details.cause, execution_arn",
    "filter type like /Failed|TimedOut|Aborted/",
    "sort @timestamp desc",
    "limit 50",
  ].join(" | ");
  const properties = { title: "Failures", view: "table", region: environment.region, query };
  return { type: "log", width: WHOLE, height: HEIGHT, properties };
}

/** Gives widgets their places: side by side where they fit. */
function placed(widgets: Widget[]): (Widget & { x: number; y: number })[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > WHOLE) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { x, y };
    x += widget.width;
    rowHeight = Math.max(rowHeight, widget.height);
    return { ...widget, ...place };
  });
}
