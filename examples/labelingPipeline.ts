/** A labeling job, as in AWS's sample: CreateLabelingJob -> ValidateOutput -> Succeed or Fail. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define } from "../asl/fragment";
import { path } from "../asl/reference";
import { task } from "../asl/states";
import { type JobFacts, jobResources, jobStateMachine } from "../components/parts/jobResources";
import type { JobStep } from "../components/parts/jobNames";
import { checkSettings, input, jobSettings, text } from "../components/parts/settings";
import { jobTags } from "../components/parts/tags";
import { whenKnown } from "../components/parts/whenKnown";
import type { JobPipelineArgs } from "../components/trainingPipelineArgs";
import { catchAll, s3Uri, sagemakerRetry } from "../components/trainingSteps";
import { dataObject, SAMPLES } from "./dataObject";
import { type GroundTruthFunctions, groundTruthFunctions } from "./groundTruthFunctions";
import { validateOutput } from "./validateOutput";

/** Settings of a LabelingPipeline. */
export interface LabelingPipelineArgs extends Omit<JobPipelineArgs, "instanceType" | "vpc"> {
  /**
   * ARN of the team of people who label: a private one, a vendor's, or the public one.
   * https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-management.html
   */
  workteamArn: pulumi.Input<string>;
  /**
   * The texts: JSON Lines, each `{"source": "the text"}`.
   * @default a dozen short reviews
   */
  texts?: string;
}

const steps: JobStep[] = ["label"];
const { vpc, ...settingsOfJob } = jobSettings;
const WORKTEAM = /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:(\d{12}|aws|394669845002):workteam\/.+$/;

/** The check of these settings, and what the pipeline's name must leave room for. */
export const labelingPipeline = {
  settings: v.strictObject(
    {
      ...settingsOfJob,
      workteamArn: input(text(WORKTEAM, "a work team's ARN")),
      texts: v.optional(v.string("the path of a JSON Lines file"), SAMPLES.texts),
    },
    "settings by name",
  ),
  steps,
};

const KEYS = {
  texts: "input/texts.manifest",
  categories: "input/labelCategories.json",
  template: "input/template.liquid.html",
  labels: "labels/",
};

/** What Ground Truth calls the label in its output. */
const LABEL_ATTRIBUTE = "sentiment";

/** Time that a person has for one text, in seconds. */
const TASK_TIME_LIMIT_IN_SECONDS = 300;

/**
 * Has people sort texts into classes with Ground Truth. The labels land under `labels/` as an augmented manifest.
 *
 * @example new LabelingPipeline("reviews", { workteamArn: team.arn, texts: "reviews.jsonl" })
 */
export class LabelingPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the labels. */
  readonly labels: pulumi.Output<string>;

  /** @throws pulumi.InputPropertiesError with every wrong setting */
  constructor(name: string, args: LabelingPipelineArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:examples:LabelingPipeline", name, {}, options);
    const given = checkSettings(labelingPipeline.settings, args, `LabelingPipeline "${name}"`);
    // People do the work: there is no instance, and no network of its own.
    const settings = { ...given, instanceType: "", vpc: undefined };
    const resources = jobResources(this, name, settings, { steps, expiringPrefixes: [] });
    const { bucket } = resources.data;
    const files = [
      dataObject(this, `${name}-texts`, { bucket, key: KEYS.texts }, settings.texts),
      dataObject(this, `${name}-categories`, { bucket, key: KEYS.categories }, SAMPLES.labelCategories),
      dataObject(this, `${name}-template`, { bucket, key: KEYS.template }, SAMPLES.labelingTemplate),
    ];
    const definition = whenKnown([resources.facts, settings.workteamArn], (facts, workteamArn) =>
      labelingDefinition(facts, { workteamArn, functions: groundTruthFunctions("TextMultiClass", facts) }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings, { after: files });

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = bucket;
    this.labels = pulumi.interpolate`s3://${bucket}/${KEYS.labels}`;
    const { stateMachineArn, labels } = this;
    this.registerOutputs({ stateMachineArn, bucket, labels });
  }
}

/** The definition. Pure: plain values in, a definition out. */
export function labelingDefinition(
  facts: JobFacts,
  { workteamArn, functions }: { workteamArn: string; functions: GroundTruthFunctions },
): StateMachineDefinition {
  const label = task(
    "SageMaker CreateLabelingJob",
    {
      api: "sagemaker:createLabelingJob",
      pattern: "sync",
      parameters: {
        LabelingJobName: facts.names.nameOf("label"),
        LabelAttributeName: LABEL_ATTRIBUTE,
        RoleArn: facts.jobRoleArn,
        InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: s3Uri(facts, KEYS.texts) } } },
        OutputConfig: { S3OutputPath: s3Uri(facts, KEYS.labels), KmsKeyId: facts.kmsKeyArn },
        LabelCategoryConfigS3Uri: s3Uri(facts, KEYS.categories),
        HumanTaskConfig: {
          WorkteamArn: workteamArn,
          UiConfig: { UiTemplateS3Uri: s3Uri(facts, KEYS.template) },
          PreHumanTaskLambdaArn: functions.preHumanTask,
          AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: functions.consolidation },
          TaskTitle: "Sort short reviews",
          TaskDescription: "Say whether the review praises, complains, or does neither.",
          TaskKeywords: ["text", "sentiment"],
          NumberOfHumanWorkersPerDataObject: 1,
          TaskTimeLimitInSeconds: TASK_TIME_LIMIT_IN_SECONDS,
        },
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        LabelingJobArn: path("$.LabelingJobArn"),
        LabelingJobStatus: path("$.LabelingJobStatus"),
        LabelCounters: path("$.LabelCounters"),
      },
      resultPath: "$.Labeling",
      retry: sagemakerRetry,
      catch: catchAll,
    },
  );
  return define(chain(label, validateOutput("$.Labeling", "LabelingJob")), {
    comment: "Has people sort texts into classes",
    partition: facts.partition,
  });
}
