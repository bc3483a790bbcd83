/** Schedules of EventBridge Scheduler, in a group of their own: a role can be kept to a group, not to a schedule. */
import * as scheduler from "@pulumi/aws/scheduler";
import type * as pulumi from "@pulumi/pulumi";
import { statementOf } from "../../iam/statement";
import { ServiceRole } from "../parts/serviceRole";
import { whenKnown } from "../parts/whenKnown";
import { entries, plainJson } from "./eventTriggers";
import type { RuleArgs } from "./rules";
import type { TriggerSettings } from "./triggerSettings";

/** What the Scheduler does when it cannot hand an event over; after that it goes to the queue. */
const RETRY_POLICY = { maximumRetryAttempts: 24, maximumEventAgeInSeconds: 21_600 };

/** Makes the schedules, their group and the role that they run with; nothing when there are none. */
export function schedules(
  name: string,
  given: TriggerSettings["schedules"],
  { environment, handler, failed, tags }: RuleArgs,
  options: pulumi.CustomResourceOptions,
): void {
  if (Object.keys(given).length === 0) return;
  const group = new scheduler.ScheduleGroup(name, { tags }, options);
  const role = new ServiceRole(
    `${name}-schedule`,
    {
      description: `Lets the schedules of ${name} start executions`,
      environment,
      service: "scheduler.amazonaws.com",
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      source: { service: "scheduler", resource: group.name.apply((made) => `schedule-group/${made}`) },
      tags,
    },
    options,
  );
  const policies = role.grant(
    whenKnown([handler.functionArn, failed.arn], (functionArn, queueArn) => [
      statementOf(["lambda:InvokeFunction"], [functionArn]),
      // The Scheduler sends what it cannot deliver with this role:
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
      statementOf(["sqs:SendMessage"], [queueArn]),
    ]),
  );
  for (const [trigger, { expression, timeZone, flexibleWindowInMinutes, input = {} }] of entries(given)) {
    new scheduler.Schedule(
      `${name}-${trigger}`,
      {
        description: `Starts executions by the trigger ${trigger}`,
        groupName: group.name,
        scheduleExpression: expression,
        scheduleExpressionTimezone: timeZone,
        flexibleTimeWindow:
          flexibleWindowInMinutes === undefined
            ? { mode: "OFF" }
            : { mode: "FLEXIBLE", maximumWindowInMinutes: flexibleWindowInMinutes },
        target: {
          arn: handler.functionArn,
          roleArn: role.arn,
          input: scheduleInput(trigger, input),
          retryPolicy: RETRY_POLICY,
          deadLetterConfig: { arn: failed.arn },
        },
      },
      { ...options, dependsOn: policies },
    );
  }
}

/** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function scheduleInput(Name: string, Input: unknown): string {
  const trigger = plainJson({ Name, Identity: "schedule", Input });
  return `{"Trigger":${trigger},"Event":{"Schedule":"${Name}","Time":"<aws.scheduler.scheduled-time>"}}`;
}
