/** Triggers that EventBridge brings, as data: the pattern of each rule, and what the function is told. */
import * as pulumi from "@pulumi/pulumi";
import type { TriggerSettings } from "./triggerSettings";

/** What the function is told of a trigger: lambda/start/trigger.ts. */
export interface FunctionTrigger {
  Name: string;
  Identity: "object" | "schedule" | "event";
  Input: unknown;
  Object?: { MaxSizeInBytes: number; Format?: string };
}

/** A rule to be made. */
export interface EventTrigger {
  eventBus: string;
  pattern: pulumi.Output<string>;
  trigger: FunctionTrigger;
}

const BYTES_A_MB = 2 ** 20;

/** Every trigger of EventBridge. */
export function eventTriggers(settings: TriggerSettings, bucket?: pulumi.Input<string>): EventTrigger[] {
  const make = (Name: string, pattern: object, Input: unknown = {}, eventBus = "default"): EventTrigger => ({
    eventBus,
    pattern: pulumi.output(pattern).apply((known) => JSON.stringify(known)),
    trigger: { Name, Identity: "event", Input },
  });
  return [
    ...entries(settings.objectCreated).map(([name, args]): EventTrigger => {
      const Format = args.format ?? formatOf(args.suffix);
      const check = { MaxSizeInBytes: args.maxSizeInMb * BYTES_A_MB, ...(Format && { Format }) };
      const made = make(name, objectPattern(args.bucket ?? bucket ?? "", args), args.input ?? OBJECT_INPUT);
      return { ...made, trigger: { ...made.trigger, Identity: "object", Object: check } };
    }),
    ...entries(settings.alarms).map(([name, { alarmNames, state, input }]) =>
      make(name, { ...ALARM, detail: { alarmName: alarmNames, state: { value: [state] } } }, input),
    ),
    ...entries(settings.images).map(([name, { repository, tagPattern, input }]) =>
      make(
        name,
        { ...IMAGE, detail: { ...PUSHED, "repository-name": [repository], "image-tag": [wild(tagPattern)] } },
        input,
      ),
    ),
    ...entries(settings.codePushes).map(([name, { pipeline, input }]) =>
      make(name, { ...CODE, detail: { pipeline: [pipeline], state: ["SUCCEEDED"] } }, input),
    ),
    ...entries(settings.events).map(([name, { pattern, input, eventBus }]) => make(name, pattern, input, eventBus)),
  ];
}

const OBJECT_INPUT = { DataSource: "s3://{detail.bucket.name}/{detail.object.key}" };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
const ALARM = { source: ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"] };
/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
const IMAGE = { source: ["aws.ecr"], "detail-type": ["ECR Image Action"] };
const PUSHED = { "action-type": ["PUSH"], result: ["SUCCESS"] };
/** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
const CODE = { source: ["aws.codepipeline"], "detail-type": ["CodePipeline Pipeline Execution State Change"] };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function objectPattern(bucket: pulumi.Input<string>, { prefix, suffix }: { prefix: string; suffix: string }) {
  const named =
    prefix === "" && suffix === "" ? {} : { object: { key: [wild(`${literal(prefix)}*${literal(suffix)}`)] } };
  return { source: ["aws.s3"], "detail-type": ["Object Created"], detail: { bucket: { name: [bucket] }, ...named } };
}

/** A test of a text in which `*` stands for any characters. */
const wild = (wildcard: string) => ({ wildcard });

/** Stars and backslashes of a key as they are: the pattern of an event takes them for its own. */
const literal = (text: string) => text.replace(/[\\*]/g, "\\$&");

function formatOf(suffix: string): string | undefined {
  return /\.(csv|json|jsonl|parquet)$/.exec(suffix)?.[1];
}

/** The rows of a record of triggers. */
export function entries<Args>(byName: Record<string, Args>): [name: string, args: Args][] {
  return Object.entries(byName);
}

/** JSON in which EventBridge and its Scheduler find no variable of theirs: they stand in `<>`. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>]/g, (sign) => (sign === "<" ? "\\u003c" : "\\u003e"));
}
