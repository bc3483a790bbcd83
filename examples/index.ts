/** The program of the examples: the stack's config -> pipelines -> outputs. */
import { makePipelines, type PipelineKinds } from "../components/index";
import { LabelingPipeline, labelingPipeline, type LabelingPipelineArgs } from "./labelingPipeline";
import { ProcessingPipeline, processingPipeline } from "./processingPipeline";
import { TransformPipeline, transformPipeline } from "./transformPipeline";
import { TuningPipeline, tuningPipeline } from "./tuningPipeline";

/** A pipeline of the examples. */
type ExamplePipeline = LabelingPipeline | ProcessingPipeline | TransformPipeline | TuningPipeline;

/** What the config's `type` can say. */
const kinds: PipelineKinds<ExamplePipeline> = {
  // The check of the settings has found the one that is required.
  LabelingPipeline: {
    ...labelingPipeline,
    make: (name, given) => new LabelingPipeline(name, given as LabelingPipelineArgs),
  },
  ProcessingPipeline: { ...processingPipeline, make: (name, settings) => new ProcessingPipeline(name, settings) },
  TransformPipeline: { ...transformPipeline, make: (name, settings) => new TransformPipeline(name, settings) },
  TuningPipeline: { ...tuningPipeline, make: (name, settings) => new TuningPipeline(name, settings) },
};

/** Every pipeline of the stack, by name. */
export const pipelines = Object.fromEntries(
  Object.entries(makePipelines(kinds)).map(([name, { type, pipeline }]) => {
    const { stateMachineArn, bucket } = pipeline;
    return [
      name,
      {
        ...{ type, stateMachineArn, bucket },
        ...("models" in pipeline && { models: pipeline.models }),
        ...("predictions" in pipeline && { predictions: pipeline.predictions }),
      },
    ];
  }),
);
