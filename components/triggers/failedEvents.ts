/** The queue of events that could not be delivered, or for which the function failed after its retries. */
import * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";
import { regionalArn } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import type { Tags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";

/** As long as SQS keeps messages: 14 days. */
const RETENTION_IN_SECONDS = 1_209_600;

/** The queue, its policy not yet made: that names the rules, which are made for the queue. */
export class FailedEvents {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  private readonly queue: sqs.Queue;

  constructor(
    private readonly logicalName: string,
    private readonly environment: pulumi.Output<Environment>,
    tags: Tags,
    private readonly options: pulumi.CustomResourceOptions,
  ) {
    // SQS's own key: one of the account would have to let EventBridge and the Scheduler use it.
    const args = { sqsManagedSseEnabled: true, messageRetentionSeconds: RETENTION_IN_SECONDS, tags };
    this.queue = new sqs.Queue(logicalName, args, options);
    this.name = this.queue.name;
    this.arn = whenKnown([environment, this.queue.name], (where, name) => regionalArn(where, "sqs", name));
  }

  /** Takes messages over TLS alone, and from EventBridge for these rules. Roles of the account have policies of their own. */
  open(ruleArns: pulumi.Output<string[]>): void {
    const policy = whenKnown([this.environment, this.arn, ruleArns], queuePolicy);
    new sqs.QueuePolicy(this.logicalName, { queueUrl: this.queue.url, policy }, this.options);
  }
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html (granting permissions to the queue) */
function queuePolicy({ account }: Environment, queueArn: string, ruleArns: string[]): string {
  const rules = {
    Sid: "Rules",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": ruleArns }, StringEquals: { "aws:SourceAccount": account } },
  };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      ...(ruleArns.length > 0 ? [rules] : []),
      {
        Sid: "TlsOnly",
        // `*` twice because it denies: everyone and everything, unless by TLS.
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queueArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
