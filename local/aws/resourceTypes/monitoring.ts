/** Resource types of Amazon CloudWatch. */
import { type Made, regional, type ResourceType, textOf } from "../resourceType";

const logGroupArn = regional("logs", "log-group:");

const dashboardArn = (made: Made) =>
  `arn:${made.partition}:cloudwatch::${made.account}:dashboard/${textOf(made, "dashboardName")}`;

/** Type token -> what is known of it. */
export const MONITORING_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:cloudwatch/logGroup:LogGroup": {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    name: { property: "name", limit: 512 },
    id: ({ name }) => name,
    computed: (made) => ({ arn: logGroupArn(made), logGroupClass: textOf(made, "logGroupClass", "STANDARD") }),
    tagged: true,
    replacedFor: ["logGroupClass"],
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    name: { property: "policyName", limit: 255 },
    id: ({ name }) => name,
  },

  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    name: { property: "name", limit: 255 },
    id: ({ name }) => name,
    computed: (made) => ({ arn: regional("cloudwatch", "alarm:")(made) }),
    tagged: true,
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    id: (made) => textOf(made, "alarmName"),
    computed: (made) => ({ arn: regional("cloudwatch", "alarm:")({ ...made, name: textOf(made, "alarmName") }) }),
    tagged: true,
    replacedFor: ["alarmName"],
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    id: (made) => textOf(made, "dashboardName"),
    computed: (made) => ({ dashboardArn: dashboardArn(made) }),
    global: true,
    replacedFor: ["dashboardName"],
  },
};
