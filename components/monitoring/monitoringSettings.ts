/** Settings of a pipeline's monitoring, and the check of them. */
import type * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { input, jobSettings, text, whole } from "../parts/settings";

/** The least or the greatest value of a metric of model quality. */
export interface QualityLimit {
  minimum?: number;
  maximum?: number;
}

/** What is watched, and who is told. */
export interface MonitoringSettingsArgs {
  /**
   * Whether executions that are aborted, most often by hand, count as failed.
   * @default false
   */
  aborted?: boolean;
  /** Longest execution in seconds, of 95 in 100; durations are not watched when absent. */
  maxDurationInSeconds?: number;
  /**
   * Limits on metrics of model quality that the pipeline's functions write, by name.
   * @example { auc: { minimum: 0.9 } }
   */
  modelQuality?: Record<string, QualityLimit>;
  /** Limits on what the functions find in the data. */
  dataQuality?: {
    /** Fewest rows. */
    minRows?: number;
    /**
     * Most problems in one snapshot.
     * @default 0 when `dataQuality` is given
     */
    maxProblems?: number;
    /** Greatest drift of a column: its population stability index; above 0.2 is commonly taken for a change. */
    maxPsi?: number;
  };
  /** Mail addresses; each has to confirm the subscription. */
  emails?: string[];
  /** A Slack channel, in a workspace that Amazon Q Developer in chat applications is authorized for. */
  slack?: {
    /** `T07ABCDEFGH`. */
    workspaceId: string;
    /** `C07ABCDEFGH`; a private channel has to invite the app. */
    channelId: string;
  };
  /** Topic to tell of alarms; it has to let `cloudwatch.amazonaws.com` publish. One is made when absent. */
  topicArn?: pulumi.Input<string>;
  /**
   * Name of a queue that events go to when nothing could be started for them: `triggers.failedEvents`. A message in it raises an
   * alarm, and so does an object that the triggers refuse.
   */
  failedEvents?: pulumi.Input<string>;
  /** Names of the pipeline's Lambda functions, for the dashboard. */
  functionNames?: pulumi.Input<string>[];
}

const limit = v.pipe(
  v.strictObject(
    { minimum: v.optional(v.number("a number")), maximum: v.optional(v.number("a number")) },
    "a minimum or a maximum",
  ),
  v.check(
    ({ minimum, maximum }) => (minimum === undefined) !== (maximum === undefined),
    "either a minimum or a maximum",
  ),
);

/** The settings, as a stack's config can hold them too. */
export const monitoringSettings = v.strictObject(
  {
    aborted: v.optional(v.boolean("true or false"), false),
    maxDurationInSeconds: v.optional(whole(1, 31_536_000)),
    modelQuality: v.optional(v.record(text(/^[\w.:@-]{1,100}$/, "a metric's name"), limit, "limits by metric"), {}),
    dataQuality: v.optional(
      v.strictObject(
        {
          minRows: v.optional(whole(1, 1e12)),
          maxProblems: v.optional(whole(0, 1e12), 0),
          maxPsi: v.optional(v.pipe(v.number("a number"), v.gtValue(0, "more than 0"))),
        },
        "minRows, maxProblems or maxPsi",
      ),
    ),
    emails: v.optional(v.array(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "a mail address"), "mail addresses"), []),
    slack: v.optional(
      v.strictObject(
        {
          workspaceId: text(/^[TE][0-9A-Z]{5,}$/, "a workspace's id, for instance T07ABCDEFGH"),
          channelId: text(/^[CG][0-9A-Z]{5,}$/, "a channel's id, for instance C07ABCDEFGH"),
        },
        "workspaceId and channelId",
      ),
    ),
    topicArn: v.optional(input(text(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:.+$/, "a topic's ARN"))),
    failedEvents: v.optional(input(v.string("a queue's name"))),
    functionNames: v.optional(v.array(input(v.string("a function's name")), "names of functions"), []),
    tags: jobSettings.tags,
  },
  "settings by name",
);

/** The settings once they are checked and defaults are filled in. */
export type MonitoringSettings = v.InferOutput<typeof monitoringSettings>;
