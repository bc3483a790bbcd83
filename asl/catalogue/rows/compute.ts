/** Calls that start work on machines: Batch, ECS, CodeBuild, MediaConvert. */
import type { Integration, PatternName, Permission } from "../integration";
import { integrationFrom, managedRule, passRole, type Row } from "../row";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const BATCH_IAM = `${DOCUMENTATION}/batch-iam.html`;
const ECS_IAM = `${DOCUMENTATION}/ecs-iam.html`;
const CODEBUILD_IAM = `${DOCUMENTATION}/codebuild-iam.html`;
const MEDIACONVERT_IAM = `${DOCUMENTATION}/mediaconvert-iam.html`;
const TASKS = "arn:{partition}:ecs:{region}:{account}:task/{$.Cluster|resourceName=default}/*";
const PROJECTS = "arn:{partition}:codebuild:{region}:{account}:project";
const MEDIACONVERT = "arn:{partition}:mediaconvert:{region}:{account}";

interface CodebuildRow {
  api: string;
  action: string;
  /** Resources of the call; its parameter with the project's name makes them exact, an id does not. */
  resources: string[];
  wide?: string;
  /** The calls of `.sync`, and the rule that tells it of the end. */
  sync?: { actions: string[]; rule: string };
}

const ANY_PROJECT = { resources: [`${PROJECTS}/*`], wide: "a build's id does not tell its project" };
const BATCH_SYNC = {
  actions: ["codebuild:StopBuildBatch", "codebuild:BatchGetBuildBatches"],
  rule: "StepFunctionsGetEventForCodeBuildStartBuildBatchRule",
};

const CODEBUILD_ROWS: CodebuildRow[] = [
  {
    api: "startBuild",
    action: "StartBuild",
    resources: [`${PROJECTS}/{$.ProjectName}`],
    sync: {
      actions: ["codebuild:StopBuild", "codebuild:BatchGetBuilds"],
      rule: "StepFunctionsGetEventForCodeBuildStartBuildRule",
    },
  },
  { api: "stopBuild", action: "StopBuild", ...ANY_PROJECT },
  { api: "batchDeleteBuilds", action: "BatchDeleteBuilds", ...ANY_PROJECT },
  {
    api: "batchGetReports",
    action: "BatchGetReports",
    resources: ["arn:{partition}:codebuild:{region}:{account}:report-group/*"],
    wide: "a report's ARN does not match that of its group",
  },
  {
    api: "startBuildBatch",
    action: "StartBuildBatch",
    resources: [`${PROJECTS}/{$.ProjectName}`],
    sync: BATCH_SYNC,
  },
  { api: "stopBuildBatch", action: "StopBuildBatch", ...ANY_PROJECT },
  { api: "retryBuildBatch", action: "RetryBuildBatch", ...ANY_PROJECT, sync: BATCH_SYNC },
  { api: "deleteBuildBatch", action: "DeleteBuildBatch", ...ANY_PROJECT },
];

function codebuildRow({ api, action, resources, wide, sync }: CodebuildRow): Row {
  const on = { resources, ...(wide === undefined ? {} : { wide }), source: CODEBUILD_IAM };
  const patterns: PatternName[] = ["sync"];
  const permissions: Permission[] = [{ actions: [`codebuild:${action}`], ...on }];
  if (sync) permissions.push({ actions: sync.actions, ...on, patterns }, managedRule(sync.rule, CODEBUILD_IAM));
  return {
    api: `codebuild:${api}`,
    patterns: ["requestResponse", ...(sync ? patterns : [])],
    permissions,
    documentation: `${DOCUMENTATION}/connect-codebuild.html`,
  };
}

const ROWS: Row[] = [
  {
    api: "batch:submitJob",
    patterns: ["requestResponse", "sync"],
    tagsParameter: "Tags",
    permissions: [
      {
        actions: ["batch:SubmitJob"],
        resources: [
          "arn:{partition}:batch:{region}:{account}:job-definition/{$.JobDefinition}",
          "arn:{partition}:batch:{region}:{account}:job-queue/{$.JobQueue}",
          "arn:{partition}:batch:{region}:{account}:job/*",
        ],
        wide: "a job's id is made when it is submitted",
        source: BATCH_IAM,
      },
      {
        actions: ["batch:TagResource"],
        resources: ["arn:{partition}:batch:{region}:{account}:job/*"],
        when: "Tags",
        wide: "a job's id is made when it is submitted",
        source: "https://docs.aws.amazon.com/batch/latest/userguide/supported-iam-actions-tagging.html",
      },
      {
        actions: ["batch:DescribeJobs"],
        // `*`: this action has no resource-level permissions.
        resources: ["*"],
        patterns: ["sync"],
        source: BATCH_IAM,
      },
      {
        actions: ["batch:TerminateJob"],
        resources: ["arn:{partition}:batch:{region}:{account}:job/*"],
        patterns: ["sync"],
        wide: "a job's id is made when it is submitted",
        source: BATCH_IAM,
      },
      managedRule("StepFunctionsGetEventsForBatchJobsRule", BATCH_IAM),
    ],
    documentation: `${DOCUMENTATION}/connect-batch.html`,
  },
  {
    api: "ecs:runTask",
    patterns: ["requestResponse", "sync", "waitForTaskToken"],
    tagsParameter: "Tags",
    permissions: [
      {
        actions: ["ecs:RunTask"],
        resources: ["arn:{partition}:ecs:{region}:{account}:task-definition/{$.TaskDefinition|anyRevision}"],
        source: ECS_IAM,
      },
      {
        actions: ["ecs:TagResource"],
        resources: [TASKS],
        conditions: { StringEquals: { "ecs:CreateAction": "RunTask" } },
        when: "Tags",
        wide: "a task's id is made when it starts",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html",
      },
      {
        actions: ["ecs:StopTask", "ecs:DescribeTasks"],
        resources: [TASKS],
        patterns: ["sync"],
        wide: "a task's id is made when it starts",
        source: ECS_IAM,
      },
      managedRule("StepFunctionsGetEventsForECSTaskRule", ECS_IAM),
      passRole(["Overrides.TaskRoleArn", "Overrides.ExecutionRoleArn"], "ecs-tasks.amazonaws.com", ECS_IAM),
    ],
    unseen: "iam:PassRole on the task role and the execution role of the task definition",
    documentation: `${DOCUMENTATION}/connect-ecs.html`,
  },
  ...CODEBUILD_ROWS.map(codebuildRow),
  {
    api: "mediaconvert:createJob",
    patterns: ["requestResponse", "sync"],
    tagsParameter: "Tags",
    permissions: [
      {
        actions: ["mediaconvert:CreateJob"],
        resources: [`${MEDIACONVERT}:queues/{$.Queue=Default}`, `${MEDIACONVERT}:jobTemplates/{$.JobTemplate}`],
        source: MEDIACONVERT_IAM,
      },
      {
        actions: ["mediaconvert:TagResource"],
        resources: [`${MEDIACONVERT}:jobs/*`],
        when: "Tags",
        wide: "a job's id is made when it is created",
        source: MEDIACONVERT_IAM,
      },
      {
        actions: ["mediaconvert:GetJob", "mediaconvert:CancelJob"],
        resources: [`${MEDIACONVERT}:jobs/*`],
        patterns: ["sync"],
        wide: "a job's id is made when it is created",
        source: MEDIACONVERT_IAM,
      },
      managedRule("StepFunctionsGetEventsForMediaConvertJobRule", MEDIACONVERT_IAM),
      passRole(["Role"], "mediaconvert.amazonaws.com", MEDIACONVERT_IAM),
    ],
    documentation: `${DOCUMENTATION}/connect-mediaconvert.html`,
  },
];

/** Every integration of Batch, ECS, CodeBuild and MediaConvert. */
export const computeIntegrations: Integration[] = ROWS.map(integrationFrom);
