/** Who is told of a pipeline's alarms: mail addresses, a Slack channel. */
import * as chatbot from "@pulumi/aws/chatbot";
import * as iam from "@pulumi/aws/iam";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import type { Environment, Statement } from "../../iam/document";
import { policyText } from "../../iam/minimise";
import { statementOf } from "../../iam/statement";
import { ServiceRole } from "../parts/serviceRole";
import type { Tags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import type { MonitoringSettings } from "./monitoringSettings";

/** What subscriptions need to know. */
export interface SubscriptionArgs {
  environment: pulumi.Output<Environment>;
  topicArn: pulumi.Output<string>;
  alarmArns: pulumi.Output<string[]>;
  tags: Tags;
}

/** Makes the subscriptions that are asked for. */
export function subscribe(
  name: string,
  { emails, slack }: MonitoringSettings,
  args: SubscriptionArgs,
  options: pulumi.CustomResourceOptions,
): void {
  for (const endpoint of new Set(emails)) {
    new sns.TopicSubscription(`${name}-${endpoint}`, { topic: args.topicArn, protocol: "email", endpoint }, options);
  }
  if (slack) slackChannel(name, slack, args, options);
}

/**
 * The channel's role lets the app draw an alarm's metric, and nothing else; the guardrail holds every other role of the
 * channel's members to the same. Without one, AWS's default is AdministratorAccess.
 *
 * Source: https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html
 */
function slackChannel(
  name: string,
  { workspaceId, channelId }: NonNullable<MonitoringSettings["slack"]>,
  { environment, topicArn, alarmArns, tags }: SubscriptionArgs,
  options: pulumi.CustomResourceOptions,
): void {
  const role = new ServiceRole(
    `${name}-slack`,
    {
      description: `Shows the alarms of ${name} in Slack`,
      environment,
      service: "chatbot.amazonaws.com",
      tags,
    },
    options,
  );
  const statements = alarmArns.apply(alarmReading);
  const policies = role.grant(statements);
  const guardrail = new iam.Policy(
    `${name}-slack-guardrail`,
    {
      description: `The most that members of the channel may do for ${name}`,
      policy: statements.apply(policyText),
      tags,
    },
    options,
  );
  new chatbot.SlackChannelConfiguration(
    name,
    {
      configurationName: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
      slackTeamId: workspaceId,
      slackChannelId: channelId,
      iamRoleArn: role.arn,
      guardrailPolicyArns: [guardrail.arn],
      snsTopicArns: [topicArn],
      loggingLevel: "ERROR",
      tags,
    },
    { ...options, dependsOn: whenKnown([policies], (made) => made) },
  );
}

function alarmReading(alarmArns: string[]): Statement[] {
  return [
    statementOf(["cloudwatch:DescribeAlarms"], alarmArns),
    // `*`: drawing metrics has no resource-level permissions.
    statementOf(["cloudwatch:GetMetricWidgetImage"], ["*"]),
  ];
}
