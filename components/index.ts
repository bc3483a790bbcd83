/** What this package offers to Pulumi programs. */
export { FeatureTransformPipeline, type FeatureTransformPipelineArgs } from "./featureTransformPipeline";
export { MlTrainingPipeline, type MlTrainingPipelineArgs } from "./mlTrainingPipeline";
export { type ConfiguredPipeline, configuredPipelines, makePipeline, type PipelineType } from "./stackConfig";
export type { PipelineVpcArgs, TrainingPipelineArgs } from "./trainingPipelineArgs";
