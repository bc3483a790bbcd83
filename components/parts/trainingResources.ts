/** The resources that every training pipeline has: bucket, seeding function, job role; and the machine that uses them. */
import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import { jobRolePermissionsFor } from "../../iam/jobRolePermissions";
import { policyText } from "../../iam/minimise";
import { DataBucket } from "./dataBucket";
import { environmentOf } from "./environment";
import { type JobNames, jobNames } from "./jobNames";
import { SeedFunction, type SeedPlan } from "./seedFunction";
import { ServiceRole } from "./serviceRole";
import type { TrainingSettings } from "./settings";
import { StateMachine } from "./stateMachine";
import { pipelineTags, type Tags } from "./tags";
import { whenKnown } from "./whenKnown";
import { hyperparametersOf, labelRangeOf } from "./xgboost";

/** What a definition is made of, all of it known when the definition is. */
export interface PipelineFacts {
  partition: string;
  names: JobNames;
  bucket: string;
  functionName: string;
  jobRoleArn: string;
  instanceType: string;
  hyperparameters: Record<string, string>;
  tags: Tags;
  kmsKeyArn?: string;
  vpc?: { subnetIds: string[]; securityGroupIds: string[] };
}

/** A pipeline's resources before its state machine. */
export interface TrainingResources {
  environment: pulumi.Output<Environment>;
  data: DataBucket;
  seed: SeedFunction;
  jobRole: ServiceRole;
  facts: pulumi.Output<PipelineFacts>;
}

/** What differs from pipeline to pipeline. */
export interface PipelineLayout {
  plan: SeedPlan;
  /** Prefixes of what jobs leave at every run. */
  expiringPrefixes: string[];
}

/** Makes bucket, seeding function and job role. */
export function trainingResources(
  parent: pulumi.Resource,
  name: string,
  settings: TrainingSettings,
  { plan, expiringPrefixes }: PipelineLayout,
): TrainingResources {
  const { kmsKeyArn, vpc, instanceType } = settings;
  const names = jobNames(name);
  const tags = pipelineTags(name, settings.tags);
  const hyperparameters = hyperparametersOf(settings.hyperparameters);
  const environment = environmentOf(parent);
  const child = { parent };
  const data = new DataBucket(
    `${name}-data`,
    {
      environment,
      kmsKeyArn,
      expiringPrefixes,
      retentionInDays: settings.outputRetentionInDays,
      forceDestroy: settings.forceDestroy,
      tags,
    },
    child,
  );
  const seed = new SeedFunction(
    `${name}-seed`,
    {
      environment,
      bucket: data.bucket,
      kmsKeyArn,
      plan,
      dataSource: settings.dataSource,
      labelRange: labelRangeOf(hyperparameters),
      testFraction: settings.testFraction,
      logRetentionInDays: settings.logRetentionInDays,
      tags,
    },
    child,
  );
  const jobRole = new ServiceRole(
    `${name}-job`,
    {
      description: `Runs the SageMaker jobs of ${name}`,
      environment,
      service: "sagemaker.amazonaws.com",
      source: { service: "sagemaker", resource: "*" },
      tags,
    },
    child,
  );
  const facts = whenKnown(
    [environment, data.bucket, seed.functionName, jobRole.arn, kmsKeyArn, vpc && pulumi.output(vpc)],
    ({ partition }, bucket, functionName, jobRoleArn, key, network): PipelineFacts => ({
      ...{ partition, names, bucket, functionName, jobRoleArn, instanceType, hyperparameters, tags },
      ...(key === undefined ? {} : { kmsKeyArn: key }),
      ...(network === undefined ? {} : { vpc: network }),
    }),
  );
  return { environment, data, seed, jobRole, facts };
}

/** Gives the job role what the definition's jobs need, and makes the state machine when everything it uses is there. */
export function trainingStateMachine(
  parent: pulumi.Resource,
  name: string,
  { environment, jobRole }: TrainingResources,
  definition: pulumi.Output<StateMachineDefinition>,
  { logRetentionInDays, tags }: TrainingSettings,
): StateMachine {
  const jobPolicy = jobRole.grant(
    whenKnown([definition, environment, jobRole.arn], (document, where, role) =>
      policyText(jobRolePermissionsFor(document, where, role).statements),
    ),
  );
  return new StateMachine(
    name,
    { environment, definition, logRetentionInDays, tags: pipelineTags(name, tags), after: [jobPolicy] },
    { parent },
  );
}
