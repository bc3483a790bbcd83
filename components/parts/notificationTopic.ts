/** The SNS topic of a pipeline's notifications. */
import * as sns from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";
import { regionalArn } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import type { Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a topic needs to know. */
export interface NotificationTopicArgs {
  environment: pulumi.Output<Environment>;
  tags: Tags;
}

/** Makes a topic that takes messages over TLS alone, and lets the account's own alarms and rules publish to it. */
export function notificationTopic(
  name: string,
  { environment, tags }: NotificationTopicArgs,
  options: pulumi.CustomResourceOptions,
): { topicArn: pulumi.Output<string>; ready: pulumi.Resource } {
  const topic = new sns.Topic(name, { tags }, options);
  const topicArn = whenKnown([environment, topic.name], (where, topicName) => regionalArn(where, "sns", topicName));
  const ready = new sns.TopicPolicy(
    name,
    { arn: topic.arn, policy: whenKnown([environment, topicArn], topicPolicy) },
    options,
  );
  return { topicArn, ready };
}

/**
 * A policy replaces the one that SNS gives each topic; the account's own roles publish by their own policies.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
function topicPolicy({ account }: Environment, topicArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsAndRules",
        Effect: "Allow",
        Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        Sid: "TlsOnly",
        // `*` because it denies: everyone, unless by TLS.
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
