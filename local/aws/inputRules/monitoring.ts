/** What AWS asks of resource types of Amazon CloudWatch. */
import { arn, each, type InputRule, type InputRules, integer, oneOf, policy, tags, text } from "../inputRule";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 keeps for ever. */
const retention = oneOf(
  ...[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
);

/** At most five actions an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const actions: InputRule = (value, inputs) =>
  Array.isArray(value) && value.length > 5
    ? [{ path: "", reason: "must be at most 5 actions" }]
    : each(arn())(value, inputs);

/** Whole minutes, or one of the short periods of high-resolution metrics. */
const period: InputRule = (value) =>
  [10, 20, 30].includes(Number(value)) || (Number.isInteger(value) && Number(value) % 60 === 0 && Number(value) > 0)
    ? []
    : [{ path: "", reason: `must be 10, 20, 30 or a multiple of 60 seconds, not ${JSON.stringify(value)}` }];

const COMPARISONS = [
  ...["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"],
  ...["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"],
];

/** What a dashboard is made of is text in JSON: a list of widgets. */
const dashboardBody: InputRule = (value) => {
  try {
    const { widgets } = JSON.parse(String(value)) as { widgets?: unknown };
    return Array.isArray(widgets) ? [] : [{ path: "widgets", reason: "must be a list of widgets" }];
  } catch (error) {
    return [{ path: "", reason: `is not JSON: ${(error as Error).message}` }];
  }
};

/** Type token -> what AWS asks. */
export const MONITORING_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  "aws:cloudwatch/logGroup:LogGroup": {
    properties: {
      name: text(/^[\w./#-]{1,512}$/, "1 to 512 letters, digits and ._-/#"),
      retentionInDays: retention,
      logGroupClass: oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
      kmsKeyId: arn("kms"),
      tags,
    },
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    required: ["policyDocument"],
    properties: { policyDocument: policy("resource", 5120) },
  },

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    required: ["comparisonOperator", "evaluationPeriods", "metricName|metricQueries"],
    properties: {
      name: text(/^.{1,255}$/s, "1 to 255 characters"),
      comparisonOperator: oneOf(...COMPARISONS),
      statistic: oneOf("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
      extendedStatistic: text(/^(p(\d{1,2}(\.\d{0,10})?|100)|(tm|wm|tc|ts|pr|iqm).*)$/i, "a percentile such as p95"),
      treatMissingData: oneOf("missing", "ignore", "breaching", "notBreaching"),
      evaluationPeriods: integer(1, 1440),
      datapointsToAlarm: integer(1, 1440),
      period,
      alarmActions: actions,
      okActions: actions,
      tags,
    },
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    required: ["alarmName", "alarmRule"],
    properties: {
      alarmName: text(/^.{1,255}$/s, "1 to 255 characters"),
      alarmRule: text(/^.{1,10240}$/s, "1 to 10240 characters"),
      alarmActions: actions,
      okActions: actions,
      tags,
    },
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  "aws:cloudwatch/dashboard:Dashboard": {
    required: ["dashboardName", "dashboardBody"],
    properties: { dashboardName: text(/^[\w-]{1,255}$/, "1 to 255 letters, digits, - and _"), dashboardBody },
  },
};
