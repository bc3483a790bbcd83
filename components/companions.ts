/** What an entry of the stack's config may ask for beside its pipeline. */
import type * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { inputError } from "./parts/settings";
import { monitoringSettings } from "./monitoring/monitoringSettings";
import { PipelineMonitoring } from "./pipelineMonitoring";
import { PipelineTriggers } from "./pipelineTriggers";
import { triggerSettings } from "./triggers/triggerSettings";

/** What a pipeline offers to what goes with it. */
export interface Companioned {
  stateMachineArn: pulumi.Output<string>;
  bucket?: pulumi.Output<string>;
  /** The topic of its own notifications. */
  topicArn?: pulumi.Output<string>;
}

/** Settings of the pipeline's entry that hold for what goes with it and takes them, unless that says otherwise. */
const SHARED = ["kmsKeyArn", "logRetentionInDays", "tags"];

/** Word in the entry -> the check of its settings. */
const COMPANIONS = { triggers: triggerSettings, monitoring: monitoringSettings } as const;

type Companion = keyof typeof COMPANIONS;

/** What goes with a pipeline, by its word in the entry. */
export interface Companions {
  triggers?: PipelineTriggers;
  monitoring?: PipelineMonitoring;
}

/** The settings of what goes with a pipeline, by its word in the entry. */
export type CompanionSettings = Partial<Record<Companion, object>>;

const WORDS = Object.keys(COMPANIONS) as Companion[];

/** Parts an entry: the pipeline's own settings, and those of what goes with it. */
export function partEntry(entry: Record<string, unknown>): {
  own: object;
  beside: Partial<Record<Companion, unknown>>;
} {
  const isBeside = ([word]: [string, unknown]) => (WORDS as string[]).includes(word);
  const all = Object.entries(entry);
  return {
    own: Object.fromEntries(all.filter((each) => !isBeside(each))),
    beside: Object.fromEntries(all.filter(isBeside)),
  };
}

/**
 * What is wrong with the settings of what goes with a pipeline.
 *
 * @param path the pipeline's, in the config
 */
export function companionErrors(
  beside: Partial<Record<Companion, unknown>>,
  path: string,
): pulumi.InputPropertyErrorDetails[] {
  return WORDS.filter((word) => word in beside).flatMap((word) => {
    const settings = COMPANIONS[word];
    const { issues = [] } = v.safeParse(settings, beside[word]);
    return issues.map((issue) => inputError(issue, `${path}.${word}`, Object.keys(settings.entries)));
  });
}

/** Makes what goes with a pipeline. */
export function makeCompanions(
  name: string,
  { stateMachineArn, bucket, topicArn }: Companioned,
  beside: CompanionSettings,
  pipelineSettings: object,
): Companions {
  const shared = (word: Companion) =>
    Object.fromEntries(
      Object.entries(pipelineSettings).filter(([key]) => SHARED.includes(key) && key in COMPANIONS[word].entries),
    );
  const triggers =
    beside.triggers &&
    new PipelineTriggers(name, {
      stateMachineArn,
      ...(bucket && { bucket }),
      ...shared("triggers"),
      ...beside.triggers,
    });
  const monitoring =
    beside.monitoring &&
    new PipelineMonitoring(name, {
      stateMachineArn,
      ...(topicArn && { topicArn }),
      ...(triggers && { failedEvents: triggers.failedEvents, functionNames: [triggers.functionName] }),
      ...shared("monitoring"),
      ...beside.monitoring,
    });
  return { ...(triggers && { triggers }), ...(monitoring && { monitoring }) };
}
