/** What AWS asks of resource types of Amazon SNS, Amazon SQS, EventBridge, its Scheduler and Amazon Q Developer in chat. */
import { isTimeZone, scheduleFault } from "../../../components/triggers/scheduleExpression";
import {
  arn,
  eventPattern,
  type InputRule,
  type InputRules,
  integer,
  member,
  oneOf,
  optional,
  policy,
  tags,
  text,
} from "../inputRule";

const schedule: InputRule = (value) => {
  const expected = scheduleFault(String(value));
  return expected === undefined ? [] : [{ path: "", reason: `must be ${expected}` }];
};
const timeZone: InputRule = (value) =>
  isTimeZone(String(value))
    ? []
    : [{ path: "", reason: `must be a time zone such as Europe/Berlin, not ${JSON.stringify(value)}` }];
const name = (most: number) => text(new RegExp(`^[\\w.-]{1,${most}}$`), `1 to ${most} letters, digits and ._-`);

/** How often and for how long a delivery is tried again: EventBridge and its Scheduler have the same limits. */
const retryPolicy: InputRule = (value, inputs) => [
  ...optional("maximumRetryAttempts", integer(0, 185))(value, inputs),
  ...optional("maximumEventAgeInSeconds", integer(60, 86_400))(value, inputs),
];

const target: InputRule = (value, inputs) => [
  ...member("arn", arn())(value, inputs),
  ...member("roleArn", arn("iam"))(value, inputs),
  ...optional("retryPolicy", retryPolicy)(value, inputs),
  ...optional("deadLetterConfig", member("arn", arn("sqs")))(value, inputs),
];

/** A window has minutes when, and only when, there is one. */
const flexibleTimeWindow: InputRule = (value, inputs) => {
  const { mode, maximumWindowInMinutes: minutes } = value as { mode?: unknown; maximumWindowInMinutes?: unknown };
  if (mode === "FLEXIBLE") return member("maximumWindowInMinutes", integer(1, 1440))(value, inputs);
  if (minutes !== undefined) return [{ path: "maximumWindowInMinutes", reason: "is for the mode FLEXIBLE alone" }];
  return member("mode", oneOf("OFF", "FLEXIBLE"))(value, inputs);
};

/** Type token -> what AWS asks. */
export const EVENT_RULES: Readonly<Record<string, InputRules>> = {
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  "aws:sns/topic:Topic": {
    properties: {
      name: text(/^[\w-]{1,251}(\.fifo)?$|^[\w-]{1,256}$/, "1 to 256 letters, digits, - and _"),
      policy: policy("resource", 30_720),
      tags,
    },
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    required: ["arn", "policy"],
    properties: { arn: arn("sns"), policy: policy("resource", 30_720) },
  },
  // https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
  "aws:sns/topicSubscription:TopicSubscription": {
    required: ["topic", "protocol", "endpoint"],
    properties: {
      topic: arn("sns"),
      protocol: oneOf("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"),
      endpoint: (value, { protocol }) =>
        protocol === "email" ? text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "a mail address")(value, {}) : [],
    },
  },

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  "aws:sqs/queue:Queue": {
    properties: {
      name: text(/^[\w-]{1,75}(\.fifo)?$|^[\w-]{1,80}$/, "1 to 80 letters, digits, - and _"),
      messageRetentionSeconds: integer(60, 1_209_600),
      visibilityTimeoutSeconds: integer(0, 43_200),
      tags,
    },
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    required: ["queueUrl", "policy"],
    properties: { policy: policy("resource", 8192) },
  },

  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  "aws:cloudwatch/eventRule:EventRule": {
    required: ["eventPattern|scheduleExpression"],
    properties: {
      name: name(64),
      eventPattern,
      state: oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
      tags,
    },
  },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
  "aws:cloudwatch/eventTarget:EventTarget": {
    required: ["rule", "arn"],
    properties: {
      arn: arn(),
      targetId: name(64),
      retryPolicy,
      deadLetterConfig: optional("arn", arn("sqs")),
      inputTransformer: member("inputTemplate", text(/^.{1,8192}$/s, "1 to 8192 characters")),
    },
  },

  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
  "aws:scheduler/scheduleGroup:ScheduleGroup": { properties: { name: name(64), tags } },
  "aws:scheduler/schedule:Schedule": {
    required: ["scheduleExpression", "flexibleTimeWindow", "target"],
    properties: {
      name: name(64),
      groupName: name(64),
      scheduleExpression: schedule,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow,
      target,
    },
  },

  // https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": {
    required: ["configurationName", "iamRoleArn", "slackChannelId", "slackTeamId"],
    properties: {
      configurationName: text(/^[\w-]{1,128}$/, "1 to 128 letters, digits, - and _"),
      iamRoleArn: arn("iam"),
      slackChannelId: text(/^[A-Za-z0-9]{1,255}$/, "a channel's id, such as C07ABCDEFGH"),
      slackTeamId: text(/^[0-9A-Z]{1,255}$/, "a workspace's id, such as T07ABCDEFGH"),
      loggingLevel: oneOf("ERROR", "INFO", "NONE"),
      tags,
    },
  },
};
