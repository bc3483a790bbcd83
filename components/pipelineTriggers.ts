/** What starts a pipeline: schedules, objects in S3, alarms, pushes, events, requests. */
import * as lambda from "@pulumi/aws/lambda";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { environmentOf } from "./parts/environment";
import { checkSettings, inputErrors } from "./parts/settings";
import { pipelineTags } from "./parts/tags";
import { eventTriggers, entries } from "./triggers/eventTriggers";
import { FailedEvents } from "./triggers/failedEvents";
import { rule } from "./triggers/rules";
import { schedules } from "./triggers/schedules";
import { startFunction } from "./triggers/startFunction";
import { type TriggersByKind, type TriggerSettings, triggerSettings } from "./triggers/triggerSettings";

/** Settings of PipelineTriggers. */
export interface PipelineTriggersArgs extends TriggersByKind {
  /**
   * The state machine that is started: `pipeline.stateMachineArn`. One of type EXPRESS knows no names of executions: an event
   * that comes twice starts it twice.
   */
  stateMachineArn: pulumi.Input<string>;
  /** Bucket of object triggers that name none: `pipeline.bucket`. */
  bucket?: pulumi.Input<string>;
  /** Customer managed key of the objects that are looked at. */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Days for which the function's logs are kept.
   * @default 30
   */
  logRetentionInDays?: number;
  /** Tags beside Project, Stack and Pipeline. */
  tags?: Record<string, string>;
}

const anything = v.optional(v.any());
const schema = v.strictObject(
  { ...triggerSettings.entries, stateMachineArn: v.any(), bucket: anything },
  "settings by name",
);

/** Longest name of a rule or schedule, less the eight characters that Pulumi puts behind it. */
const MAX_NAME_LENGTH = 64 - 8;

/**
 * Triggers of a state machine. All of them go through one function, which gives the execution a name that is made of what
 * identifies the event: an event that comes twice, and an object that is written twice, start one execution. What cannot be
 * delivered, or fails after its retries, is kept in a queue for 14 days.
 *
 * @example
 * new PipelineTriggers("churn", {
 *   stateMachineArn: churn.stateMachineArn,
 *   schedules: { nightly: { expression: "cron(0 3 * * ? *)", timeZone: "Europe/Berlin" } },
 *   objectCreated: { "new-data": { bucket: "incoming", prefix: "churn/", suffix: ".csv" } },
 *   onDemand: { schema: { type: "object", properties: { Rounds: { type: "integer", minimum: 1 } } } },
 * });
 */
export class PipelineTriggers extends pulumi.ComponentResource {
  /** Where requests go (POST, signed with AWS Signature Version 4); undefined without `onDemand`. */
  readonly url?: pulumi.Output<string>;
  /** Name of the function that starts executions. */
  readonly functionName: pulumi.Output<string>;
  /** Name of the queue of failed events. */
  readonly failedEvents: pulumi.Output<string>;

  /**
   * @param name part of every resource's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: PipelineTriggersArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:PipelineTriggers", name, {}, options);
    const what = `PipelineTriggers "${name}"`;
    const settings = checkSettings(schema, args, what);
    checkTogether(what, name, settings, args.bucket);
    const child = { parent: this };
    const environment = environmentOf(this);
    const tags = pipelineTags(name, settings.tags);
    const failed = new FailedEvents(`${name}-failed-events`, environment, tags, child);
    const handler = startFunction(
      `${name}-start`,
      {
        environment,
        pipeline: name,
        stateMachineArn: pulumi.output(args.stateMachineArn),
        settings,
        bucket: args.bucket,
        failed,
        tags,
      },
      child,
    );
    const shared = { environment, handler, failed, tags };
    const rules = eventTriggers(settings, args.bucket).map((trigger) =>
      rule(`${name}-${trigger.trigger.Name}`, trigger, shared, child),
    );
    failed.open(environment.apply(() => pulumi.all(rules)));
    schedules(name, settings.schedules, shared, child);
    notifyBuckets(name, settings, args, child);
    if (settings.onDemand) {
      const address = { functionName: handler.functionName, authorizationType: "AWS_IAM" };
      this.url = new lambda.FunctionUrl(name, address, child).functionUrl;
    }
    this.functionName = handler.functionName;
    this.failedEvents = failed.name;
    const { url, functionName, failedEvents } = this;
    this.registerOutputs({ url, functionName, failedEvents });
  }
}

/** What cannot be seen of one setting alone. */
function checkTogether(what: string, name: string, settings: TriggerSettings, bucket?: pulumi.Input<string>): void {
  const { schedules: byClock, objectCreated, alarms, images, codePushes, events, onDemand } = settings;
  const kinds = { schedules: byClock, objectCreated, alarms, images, codePushes, events };
  const errors: pulumi.InputPropertyErrorDetails[] = [];
  const seen = new Map<string, string>();
  for (const [kind, byName] of Object.entries(kinds)) {
    for (const trigger of Object.keys(byName)) {
      const propertyPath = `${kind}.${trigger}`;
      const other = seen.get(trigger);
      if (other !== undefined)
        errors.push({ propertyPath, reason: `${other} has this name too; names differ among all triggers` });
      const length = name.length + trigger.length + 1;
      if (length > MAX_NAME_LENGTH) {
        const reason = `with "${name}" the name has ${length} characters, and ${MAX_NAME_LENGTH} are allowed`;
        errors.push({ propertyPath, reason });
      }
      seen.set(trigger, propertyPath);
    }
  }
  for (const [trigger, { bucket: own }] of entries(objectCreated)) {
    if (own !== undefined || bucket !== undefined) continue;
    errors.push({
      propertyPath: `objectCreated.${trigger}.bucket`,
      reason: "is required: the triggers have no bucket of their own",
    });
  }
  if (seen.size === 0 && onDemand === undefined) {
    errors.push({
      propertyPath: "triggers",
      reason: `none is given; expected ${Object.keys(kinds).join(", ")} or onDemand`,
    });
  }
  if (errors.length > 0) throw inputErrors(what, errors);
}

/** Turns notifications to EventBridge on, once for each bucket: outputs are the same bucket when they are the same output. */
function notifyBuckets(
  name: string,
  { objectCreated }: TriggerSettings,
  given: PipelineTriggersArgs,
  options: pulumi.CustomResourceOptions,
): void {
  const done = new Set<unknown>();
  for (const [trigger, { enableNotifications }] of entries(objectCreated)) {
    const bucket = given.objectCreated?.[trigger]?.bucket ?? given.bucket ?? "";
    if (!enableNotifications || done.has(bucket)) continue;
    done.add(bucket);
    new s3.BucketNotification(`${name}-${trigger}`, { bucket, eventbridge: true }, options);
  }
}
