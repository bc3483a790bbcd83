/** Resource types of Amazon SNS, Amazon SQS, EventBridge, EventBridge Scheduler and Amazon Q Developer in chat applications. */
import { partitionOf } from "../partition";
import { CREATED, hash, type Made, regional, type ResourceType, textOf } from "../resourceType";

const topicArn = regional("sns", "");
const queueArn = regional("sqs", "");
const scheduleGroupArn = regional("scheduler", "schedule-group/");

const queueUrl = ({ name, region, account }: Made) =>
  `https://sqs.${region}.${partitionOf(region).dnsSuffix}/${account}/${name}`;

/** A topic's ARN and an id that AWS makes up. */
const subscriptionArn = (made: Made) =>
  `${textOf(made, "topic")}:${hash([made.logicalName, made.inputs.endpoint], 32).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;

const scheduleGroup = (made: Made) => textOf(made, "groupName", "default");

/** Behind the bus, where it is not the default one. */
const onBus = (made: Made) => {
  const bus = textOf(made, "eventBusName", "default");
  return bus === "default" ? made.name : `${bus}/${made.name}`;
};
const ruleArn = (made: Made) => regional("events", "rule/")({ ...made, name: onBus(made) });

const chatArn = (made: Made) =>
  `arn:${made.partition}:chatbot::${made.account}:chat-configuration/slack-channel/${textOf(made, "configurationName")}`;

/** Type token -> what is known of it. */
export const EVENT_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:sns/topic:Topic": {
    // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    name: { property: "name", limit: 256 },
    id: topicArn,
    computed: (made) => ({ arn: topicArn(made), owner: made.account }),
    tagged: true,
    replacedFor: ["fifoTopic"],
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    id: (made) => textOf(made, "arn"),
    computed: ({ account }) => ({ owner: account }),
    replacedFor: ["arn"],
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: subscriptionArn,
    computed: (made) => ({
      arn: subscriptionArn(made),
      ownerId: made.account,
      // Somebody has to follow the link in the mail first.
      pendingConfirmation: made.inputs.protocol === "email",
    }),
    replacedFor: ["endpoint", "protocol", "topic"],
  },

  "aws:sqs/queue:Queue": {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    name: { property: "name", limit: 80 },
    id: queueUrl,
    computed: (made) => ({ arn: queueArn(made), url: queueUrl(made) }),
    tagged: true,
    replacedFor: ["fifoQueue"],
  },
  "aws:sqs/queuePolicy:QueuePolicy": { id: (made) => textOf(made, "queueUrl"), replacedFor: ["queueUrl"] },

  "aws:cloudwatch/eventRule:EventRule": {
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    name: { property: "name", limit: 64 },
    id: onBus,
    computed: (made) => ({ arn: ruleArn(made) }),
    tagged: true,
    replacedFor: ["eventBusName"],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    id: (made) => `${textOf(made, "rule")}-${textOf(made, "targetId", hash(made.logicalName, 26))}`,
    computed: (made) => ({ targetId: textOf(made, "targetId", hash(made.logicalName, 26)) }),
    replacedFor: ["eventBusName", "rule", "targetId"],
  },

  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html
    name: { property: "name", limit: 64 },
    id: ({ name }) => name,
    computed: (made) => ({
      arn: scheduleGroupArn(made),
      state: "ACTIVE",
      creationDate: CREATED,
      lastModificationDate: CREATED,
    }),
    tagged: true,
  },
  "aws:scheduler/schedule:Schedule": {
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
    name: { property: "name", limit: 64 },
    id: (made) => `${scheduleGroup(made)}/${made.name}`,
    computed: (made) => ({ arn: regional("scheduler", `schedule/${scheduleGroup(made)}/`)(made) }),
    replacedFor: ["groupName"],
  },

  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": {
    id: chatArn,
    computed: (made) => ({ chatConfigurationArn: chatArn(made) }),
    tagged: true,
    replacedFor: ["configurationName"],
  },
};
