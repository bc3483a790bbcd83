/** The program: the stack's config -> pipelines -> outputs. */
import type * as pulumi from "@pulumi/pulumi";
import { makePipelines } from "./components/index";

/** What a stack says of each of its pipelines. */
interface PipelineOutput {
  type: string;
  stateMachineArn: pulumi.Output<string>;
  bucket: pulumi.Output<string>;
  /** S3 prefix of the models. */
  models: pulumi.Output<string>;
  /** S3 prefix of `label,prediction` rows, where the pipeline makes any. */
  predictions?: pulumi.Output<string>;
  /** Where requests for executions go, where the pipeline takes any. */
  requestUrl?: pulumi.Output<string>;
}

/** Every pipeline of the stack, by name; and what deploys a pipeline's models as `<name>-deploy`. */
export const pipelines: Record<string, PipelineOutput> = Object.fromEntries(
  Object.entries(makePipelines()).flatMap(([name, { type, pipeline, triggers }]) => {
    const { stateMachineArn, bucket, models } = pipeline;
    const predictions = "predictions" in pipeline ? { predictions: pipeline.predictions } : {};
    const request = triggers?.url ? { requestUrl: triggers.url } : {};
    const own = [name, { type, stateMachineArn, bucket, models, ...predictions, ...request }] as const;
    const deployment = "deployment" in pipeline ? pipeline.deployment : undefined;
    return deployment ? [own, [`${name}-deploy`, outputOf("ModelDeploymentPipeline", deployment)] as const] : [own];
  }),
);

function outputOf(type: string, { stateMachineArn, bucket, models }: Omit<PipelineOutput, "type">): PipelineOutput {
  return { type, stateMachineArn, bucket, models };
}
