/** Rules of EventBridge, each with its target and the permission that it needs. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import { regionalArn } from "../../iam/arn";
import type { Environment } from "../../iam/document";
import type { Tags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import { type EventTrigger, plainJson } from "./eventTriggers";
import type { FailedEvents } from "./failedEvents";
import type { StartFunction } from "./startFunction";

/** What a rule needs to know. */
export interface RuleArgs {
  environment: pulumi.Output<Environment>;
  handler: StartFunction;
  failed: FailedEvents;
  tags: Tags;
}

/** What EventBridge does when it cannot hand an event over; after that it goes to the queue. */
const RETRY_POLICY = { maximumRetryAttempts: 24, maximumEventAgeInSeconds: 21_600 };

/** Makes the rule of a trigger, and gives its ARN. */
export function rule(
  name: string,
  { eventBus, pattern, trigger }: EventTrigger,
  { environment, handler, failed, tags }: RuleArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const onBus = eventBus === "default" ? {} : { eventBusName: eventBus };
  const made = new cloudwatch.EventRule(
    name,
    { description: `Starts executions by the trigger ${trigger.Name}`, eventPattern: pattern, tags, ...onBus },
    options,
  );
  const arn = whenKnown([environment, made.name], (where, ruleName) =>
    regionalArn(where, "events", `rule/${eventBus === "default" ? "" : `${eventBus}/`}${ruleName}`),
  );
  const permission = new lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: handler.functionName,
      principal: "events.amazonaws.com",
      sourceArn: arn,
      sourceAccount: environment.apply(({ account }) => account),
    },
    options,
  );
  new cloudwatch.EventTarget(
    name,
    {
      rule: made.name,
      ...onBus,
      targetId: trigger.Name,
      arn: handler.functionArn,
      inputTransformer: { inputTemplate: inputTemplate(trigger) },
      retryPolicy: RETRY_POLICY,
      deadLetterConfig: { arn: failed.arn },
    },
    { ...options, dependsOn: permission },
  );
  return arn;
}

/**
 * The trigger, and the whole event.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html (predefined variables)
 */
function inputTemplate(trigger: EventTrigger["trigger"]): string {
  return `{"Trigger":${plainJson(trigger)},"Event":<aws.events.event.json>}`;
}
