/** What this package offers to Pulumi programs. */
export { FeatureTransformPipeline, type FeatureTransformPipelineArgs } from "./featureTransformPipeline";
export { MlTrainingPipeline, type MlTrainingPipelineArgs } from "./mlTrainingPipeline";
export type {
  DeploymentTrainingArgs,
  ModelDeploymentPipelineArgs,
  ModelPackageGroupArgs,
  TrafficArgs,
} from "./deployment/deploymentArgs";
export { ModelDeploymentPipeline } from "./modelDeploymentPipeline";
export type { ExtraStatement } from "./parts/extraStatements";
export type * from "./production/args";
export { PipelineSequence, type PipelineSequenceArgs, type PipelineStepArgs } from "./pipelineSequence";
export { ProductionTrainingPipeline } from "./productionTrainingPipeline";
export { StateMachine, type StateMachineArgs } from "./parts/stateMachine";
export type { MonitoringSettingsArgs, QualityLimit } from "./monitoring/monitoringSettings";
export { PipelineMonitoring, type PipelineMonitoringArgs } from "./pipelineMonitoring";
export { PipelineTriggers, type PipelineTriggersArgs } from "./pipelineTriggers";
export {
  type AnyPipeline,
  type MadePipeline,
  makePipelines,
  type PipelineKind,
  type PipelineKinds,
} from "./stackConfig";
export type { JobPipelineArgs, PipelineVpcArgs, TrainingPipelineArgs } from "./trainingPipelineArgs";
export type {
  AlarmTriggerArgs,
  CodePushTriggerArgs,
  EventTriggerArgs,
  ImageTriggerArgs,
  ObjectTriggerArgs,
  OnDemandArgs,
  ScheduleTriggerArgs,
} from "./triggers/triggerSettings";
