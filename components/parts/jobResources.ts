/** The resources that every pipeline of SageMaker jobs has: bucket and job role; and the machine that uses them. */
import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import { jobRolePermissionsFor, type JobRoleOptions } from "../../iam/jobRolePermissions";
import { DataBucket } from "./dataBucket";
import type { ExtraStatement } from "./extraStatements";
import { environmentOf } from "./environment";
import { type JobNames, jobNames, type JobStep } from "./jobNames";
import { ServiceRole } from "./serviceRole";
import type { JobSettings } from "./settings";
import { StateMachine } from "./stateMachine";
import { pipelineTags, type Tags } from "./tags";
import { whenKnown } from "./whenKnown";

/** What a definition is made of, all of it known when the definition is. */
export interface JobFacts {
  partition: string;
  region: string;
  names: JobNames;
  bucket: string;
  jobRoleArn: string;
  instanceType: string;
  tags: Tags;
  kmsKeyArn?: string;
  vpc?: { subnetIds: string[]; securityGroupIds: string[] };
}

/** A pipeline's resources before its state machine. */
export interface JobResources {
  environment: pulumi.Output<Environment>;
  names: JobNames;
  data: DataBucket;
  jobRole: ServiceRole;
  facts: pulumi.Output<JobFacts>;
}

/** What differs from pipeline to pipeline. */
export interface JobLayout {
  /** Steps whose jobs and models get names; those of training pipelines when absent. */
  steps?: JobStep[];
  /** Prefixes of what jobs leave at every run. */
  expiringPrefixes: string[];
}

/** Makes bucket and job role. */
export function jobResources(
  parent: pulumi.Resource,
  name: string,
  settings: JobSettings,
  { steps, expiringPrefixes }: JobLayout,
): JobResources {
  const { kmsKeyArn, vpc, instanceType } = settings;
  const names = jobNames(name, steps);
  const tags = pipelineTags(name, settings.tags);
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
    [environment, data.bucket, jobRole.arn, kmsKeyArn, vpc && pulumi.output(vpc)],
    ({ partition, region }, bucket, jobRoleArn, key, network): JobFacts => ({
      ...{ partition, region, names, bucket, jobRoleArn, instanceType, tags },
      ...(key === undefined ? {} : { kmsKeyArn: key }),
      ...(network === undefined ? {} : { vpc: network }),
    }),
  );
  return { environment, names, data, jobRole, facts };
}

/** What a machine is made after, and what its jobs do that the definition does not tell. */
export interface MachineSurroundings {
  after?: pulumi.Resource[];
  /** @default none */
  roleOptions?: pulumi.Output<JobRoleOptions>;
  /** What the machine does that its definition does not tell; nothing by default. */
  statements?: ExtraStatement[];
}

/** Gives the job role what the definition's jobs need, and makes the state machine when everything it uses is there. */
export function jobStateMachine(
  parent: pulumi.Resource,
  name: string,
  { environment, jobRole }: JobResources,
  definition: pulumi.Output<StateMachineDefinition>,
  { logRetentionInDays, tags }: JobSettings,
  { after = [], roleOptions = pulumi.output({}), statements = [] }: MachineSurroundings = {},
): StateMachine {
  const jobPolicies = jobRole.grant(
    whenKnown(
      [definition, environment, jobRole.arn, roleOptions],
      (document, where, role, options) => jobRolePermissionsFor(document, where, role, options).statements,
    ),
  );
  return new StateMachine(
    name,
    {
      environment,
      definition,
      logRetentionInDays,
      tags,
      ...(statements.length > 0 && { statements }),
      after: whenKnown([jobPolicies], (made) => [...made, ...after]),
    },
    { parent },
  );
}
