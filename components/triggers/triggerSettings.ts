/** Settings of triggers, and the check of them. */
import type * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { input, jobSettings, text, whole } from "../parts/settings";
import { requestSchema, type RequestSchema } from "./requestSchema";
import { isTimeZone, scheduleFault } from "./scheduleExpression";

/** What every trigger has. */
interface TriggerArgs {
  /**
   * Input of the execution, as JSON. `{path}` in a text stands for what lies there in the event, a text that is nothing else
   * becomes that value with its type; `{{` and `}}` stand for braces. An event that has nothing there goes to the queue of
   * failed events.
   * @default {} and for objects { DataSource: "s3://{detail.bucket.name}/{detail.object.key}" }
   */
  input?: Record<string, unknown>;
}

/** Starts executions by the clock. Its event is `{ Schedule, Time }`: the trigger's name and the time it was due. */
export interface ScheduleTriggerArgs extends TriggerArgs {
  /**
   * `rate(12 hours)`, `cron(0 6 * * ? *)` or `at(2027-01-31T06:00:00)`.
   * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  expression: string;
  /**
   * Time zone of the expression, a name of the IANA database.
   * @default "UTC"
   */
  timeZone?: string;
  /** Minutes, 1 to 1,440, within which the start may be put off so that not all start at once; none when absent. */
  flexibleWindowInMinutes?: number;
}

/** Starts an execution for each object that is written, once it is found good. */
export interface ObjectTriggerArgs extends TriggerArgs {
  /**
   * The bucket's name.
   * @default the `bucket` of the triggers
   */
  bucket?: pulumi.Input<string>;
  /** What keys begin with; any key when absent. */
  prefix?: string;
  /** What keys end in. */
  suffix?: string;
  /**
   * What the first kilobyte has to look like: `csv`, `json`, `jsonl` or `parquet`.
   * @default by the suffix; not looked at where that does not tell
   */
  format?: "csv" | "json" | "jsonl" | "parquet";
  /**
   * Largest object in MB, 1 to 5,242,880; a larger one starts nothing.
   * @default 5120
   */
  maxSizeInMb?: number;
  /**
   * Turns the bucket's notifications to EventBridge on. That replaces all other notifications of the bucket: say `false` where
   * something else looks after them.
   * @default true
   */
  enableNotifications?: boolean;
}

/** Starts executions when CloudWatch alarms change their state. */
export interface AlarmTriggerArgs extends TriggerArgs {
  /** Names of the alarms, at least one. */
  alarmNames: pulumi.Input<string>[];
  /**
   * The state they change to.
   * @default "ALARM"
   */
  state?: "ALARM" | "OK" | "INSUFFICIENT_DATA";
}

/** Starts executions when an image is pushed to Amazon ECR. */
export interface ImageTriggerArgs extends TriggerArgs {
  /** The repository's name. */
  repository: pulumi.Input<string>;
  /**
   * Tags, with `*` for any characters.
   * @default "*"
   */
  tagPattern?: string;
}

/** Starts executions when an execution of a pipeline of CodePipeline has succeeded. */
export interface CodePushTriggerArgs extends TriggerArgs {
  /** The pipeline's name in CodePipeline. */
  pipeline: pulumi.Input<string>;
}

/** Starts executions for any events of EventBridge. */
export interface EventTriggerArgs extends TriggerArgs {
  /** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  pattern: Record<string, unknown>;
  /**
   * Name of the event bus.
   * @default "default"
   */
  eventBus?: string;
}

/** Starts executions for requests to a URL. */
export interface OnDemandArgs {
  /**
   * JSON schema of the body, which is the execution's input: draft 2020-12, or draft-07 where `$schema` says so, with references
   * within the schema. Anything is taken when absent.
   */
  schema?: RequestSchema;
}

/** Triggers by kind and name. A name has small letters, digits and single hyphens, at most 30. */
export interface TriggersByKind {
  schedules?: Record<string, ScheduleTriggerArgs>;
  objectCreated?: Record<string, ObjectTriggerArgs>;
  alarms?: Record<string, AlarmTriggerArgs>;
  images?: Record<string, ImageTriggerArgs>;
  codePushes?: Record<string, CodePushTriggerArgs>;
  events?: Record<string, EventTriggerArgs>;
  onDemand?: OnDemandArgs;
}

/** Executions that requests start are called `request-<hash>`. */
export const REQUEST_NAME = "request";

const template = v.optional(v.record(v.string(), v.unknown(), "an object"));
const name = v.pipe(
  text(/^(?=.{1,30}$)[a-z0-9]+(-[a-z0-9]+)*$/, "a name of at most 30 small letters, digits and single hyphens"),
  v.check((given) => given !== REQUEST_NAME, `another name than ${REQUEST_NAME}, which requests have`),
);
const byName = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.optional(v.record(name, schema, "triggers by name"), {});
const some = v.string("text");

const expression = v.pipe(
  v.string(({ input: value }) => scheduleFault(String(value)) ?? "text"),
  v.check(
    (given) => scheduleFault(given) === undefined,
    ({ input: value }) => scheduleFault(value) ?? "",
  ),
);

/** Leaves of a pattern are lists. */
const pattern = v.pipe(
  v.record(v.string(), v.unknown(), "an event pattern"),
  v.check((given) => hasLists(given), 'an event pattern, whose leaves are lists: { source: ["my.app"] }'),
);

function hasLists(node: unknown): boolean {
  if (Array.isArray(node)) return node.length > 0;
  return (
    typeof node === "object" && node !== null && Object.keys(node).length > 0 && Object.values(node).every(hasLists)
  );
}

/** The triggers, as a stack's config can hold them too. */
export const triggerSettings = v.strictObject(
  {
    schedules: byName(
      v.strictObject(
        {
          expression,
          timeZone: v.optional(
            v.pipe(v.string("text"), v.check(isTimeZone, "a time zone, for instance Europe/Berlin")),
            "UTC",
          ),
          flexibleWindowInMinutes: v.optional(whole(1, 1440)),
          input: template,
        },
        "a schedule",
      ),
    ),
    objectCreated: byName(
      v.strictObject(
        {
          bucket: v.optional(input(some)),
          prefix: v.optional(some, ""),
          suffix: v.optional(some, ""),
          format: v.optional(v.picklist(["csv", "json", "jsonl", "parquet"], "csv, json, jsonl or parquet")),
          maxSizeInMb: v.optional(whole(1, 5_242_880), 5120),
          enableNotifications: v.optional(v.boolean("true or false"), true),
          input: template,
        },
        "an object trigger",
      ),
    ),
    alarms: byName(
      v.strictObject(
        {
          alarmNames: v.pipe(v.array(input(some), "names of alarms"), v.minLength(1, "at least one name")),
          state: v.optional(
            v.picklist(["ALARM", "OK", "INSUFFICIENT_DATA"], "ALARM, OK or INSUFFICIENT_DATA"),
            "ALARM",
          ),
          input: template,
        },
        "an alarm trigger",
      ),
    ),
    images: byName(
      v.strictObject(
        { repository: input(some), tagPattern: v.optional(some, "*"), input: template },
        "an image trigger",
      ),
    ),
    codePushes: byName(v.strictObject({ pipeline: input(some), input: template }, "a code trigger")),
    events: byName(
      v.strictObject({ pattern, eventBus: v.optional(some, "default"), input: template }, "an event trigger"),
    ),
    onDemand: v.optional(v.strictObject({ schema: v.optional(requestSchema) }, "an object")),
    kmsKeyArn: jobSettings.kmsKeyArn,
    logRetentionInDays: jobSettings.logRetentionInDays,
    tags: jobSettings.tags,
  },
  "settings by name",
);

/** Triggers once they are checked and defaults are filled in. */
export type TriggerSettings = v.InferOutput<typeof triggerSettings>;
