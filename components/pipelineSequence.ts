/** Pipelines one after another, or several at the same time, as one state machine. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { JsonObject } from "../asl/definition";
import { environmentOf } from "./parts/environment";
import { notificationTopic } from "./parts/notificationTopic";
import { checkSettings, input, jobSettings, text } from "./parts/settings";
import { StateMachine } from "./parts/stateMachine";
import { pipelineTags } from "./parts/tags";
import { whenKnown } from "./parts/whenKnown";
import { pipelineSequenceDefinition } from "./pipelineSequenceDefinition";

/** A pipeline of a sequence. */
export interface PipelineStepArgs {
  /** Name of its state: at most 70 characters, no two steps have the same. */
  name: string;
  /** A component of this package, or anything else with a state machine of its own; or that machine's ARN. */
  pipeline: { stateMachineArn: pulumi.Output<string> } | pulumi.Input<string>;
  /**
   * Input of its executions.
   * @default the input of the sequence's own execution
   */
  input?: JsonObject;
}

/** Settings of a PipelineSequence. */
export interface PipelineSequenceArgs {
  /** The stages in their order: a pipeline, or several that run at the same time. */
  stages: (PipelineStepArgs | PipelineStepArgs[])[];
  /**
   * `STANDARD` waits for each pipeline, and fails with the first that fails. `EXPRESS` costs less and ends within five
   * minutes, so it starts pipelines and waits for none, and has one stage.
   * @default "STANDARD"
   */
  type?: "STANDARD" | "EXPRESS";
  /**
   * Days for which logs of executions are kept.
   * @default 30
   */
  logRetentionInDays?: number;
  /** Tags beside Project, Stack and Pipeline. */
  tags?: Record<string, string>;
}

const MACHINE_ARN = text(/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:.+$/, "a state machine's ARN");

const step = v.strictObject(
  {
    name: text(/^.{1,70}$/, "1 to 70 characters"),
    pipeline: v.union(
      [
        // First, as an output seems to have every member.
        input(MACHINE_ARN),
        v.pipe(
          v.custom<{ stateMachineArn: pulumi.Output<string> }>((given) =>
            pulumi.Output.isInstance((Object(given) as { stateMachineArn?: unknown }).stateMachineArn),
          ),
          v.transform(({ stateMachineArn }) => stateMachineArn),
        ),
      ],
      "a pipeline, or a state machine's ARN",
    ),
    input: v.optional(v.record(v.string(), v.any(), "an object")),
  },
  "a pipeline's name, and the pipeline",
);

const settings = v.strictObject(
  {
    stages: v.pipe(
      v.array(v.union([step, v.pipe(v.array(step), v.minLength(1))], "a pipeline, or several"), "stages"),
      v.minLength(1, "at least one stage"),
      v.check((stages) => {
        const names = stages.flat().map(({ name }) => name);
        return new Set(names).size === names.length;
      }, "pipelines of different names"),
    ),
    type: v.optional(v.picklist(["STANDARD", "EXPRESS"], "STANDARD or EXPRESS"), "STANDARD"),
    logRetentionInDays: jobSettings.logRetentionInDays,
    tags: jobSettings.tags,
  },
  "settings by name",
);

/** An Express machine cannot wait for an execution: https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html */
const schema = v.pipe(
  settings,
  v.forward(
    v.check(
      ({ type, stages }) => type === "STANDARD" || stages.length === 1,
      "one stage with EXPRESS: an Express machine cannot wait (.sync) for a stage to end before the next",
    ),
    ["stages"],
  ),
);

/**
 * A state machine that runs pipelines of this package, or any state machines, stage after stage. When a pipeline fails, the
 * others of its stage run to their end; then the failure is told of once and fails the sequence.
 *
 * @example
 * new PipelineSequence("nightly", {
 *   stages: [
 *     { name: "Prepare", pipeline: prepare },
 *     [{ name: "Churn", pipeline: churn }, { name: "Upsell", pipeline: upsell }],
 *   ],
 * });
 */
export class PipelineSequence extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** ARN of the SNS topic that tells how executions end. */
  readonly topicArn: pulumi.Output<string>;

  /**
   * @param name lower-case letters, digits and single hyphens; part of every resource's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: PipelineSequenceArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:PipelineSequence", name, {}, options);
    const { stages, type, logRetentionInDays, tags } = checkSettings(schema, args, `PipelineSequence "${name}"`);
    const environment = environmentOf(this);
    const topic = notificationTopic(name, { environment, tags: pipelineTags(name, tags) }, { parent: this });
    const known = pulumi.all(
      stages.map((stage) =>
        pulumi.all(
          [stage].flat().map(({ pipeline, input: given, ...named }) =>
            pulumi.output(pipeline).apply((stateMachineArn) => ({
              ...named,
              stateMachineArn,
              ...(given !== undefined && { input: given }),
            })),
          ),
        ),
      ),
    );
    const definition = whenKnown([environment, topic.topicArn, known], ({ partition, region }, topicArn, steps) =>
      pipelineSequenceDefinition({ partition, region, pipeline: name, topicArn }, steps, type === "STANDARD"),
    );
    const machine = new StateMachine(
      name,
      { environment, definition, type, logRetentionInDays, tags, after: [topic.ready] },
      { parent: this },
    );

    this.stateMachineArn = machine.stateMachineArn;
    this.topicArn = topic.topicArn;
    const { stateMachineArn, topicArn } = this;
    this.registerOutputs({ stateMachineArn, topicArn });
  }
}
