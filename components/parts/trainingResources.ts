/** The resources of a pipeline that trains: those of every pipeline of jobs, and the function that seeds its data. */
import type * as pulumi from "@pulumi/pulumi";
import { type JobFacts, type JobLayout, type JobResources, jobResources } from "./jobResources";
import { seedFunction, type SeedPlan } from "./seedFunction";
import type { TrainingSettings } from "./settings";
import { pipelineTags } from "./tags";
import { whenKnown } from "./whenKnown";
import { hyperparametersOf, labelRangeOf } from "./xgboost";

/** What a training pipeline's definition is made of, all of it known when the definition is. */
export interface PipelineFacts extends JobFacts {
  functionName: string;
  hyperparameters: Record<string, string>;
}

/** A training pipeline's resources before its state machine. */
export interface TrainingResources extends JobResources {
  facts: pulumi.Output<PipelineFacts>;
}

/** What differs from pipeline to pipeline. */
export interface PipelineLayout extends JobLayout {
  plan: SeedPlan;
}

/** Makes bucket, job role and seeding function. */
export function trainingResources(
  parent: pulumi.Resource,
  name: string,
  settings: TrainingSettings,
  layout: PipelineLayout,
): TrainingResources {
  const hyperparameters = hyperparametersOf(settings.hyperparameters);
  const resources = jobResources(parent, name, settings, layout);
  const seed = seedFunction(
    `${name}-seed`,
    {
      environment: resources.environment,
      bucket: resources.data.bucket,
      kmsKeyArn: settings.kmsKeyArn,
      plan: layout.plan,
      dataSource: settings.dataSource,
      labelRange: labelRangeOf(hyperparameters),
      testFraction: settings.testFraction,
      logRetentionInDays: settings.logRetentionInDays,
      tags: pipelineTags(name, settings.tags),
    },
    { parent },
  );
  const facts = whenKnown([resources.facts, seed.functionName], (known, functionName): PipelineFacts => ({
    ...known,
    functionName,
    hyperparameters,
  }));
  return { ...resources, facts };
}
