/** The rows of EMR on EKS and EMR Serverless. */
import type { Integration, PatternName, Permission } from "../integration";
import { ANY, integrationFrom, managedRule, passRole, type Row } from "../row";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const EKS_IAM = `${DOCUMENTATION}/emr-eks-iam.html`;
const SERVERLESS_IAM = `${DOCUMENTATION}/emr-serverless-iam.html`;
const VIRTUAL_CLUSTER = "arn:{partition}:emr-containers:{region}:{account}:/virtualclusters";
const APPLICATION = "arn:{partition}:emr-serverless:{region}:{account}:/applications";
const SYNC: PatternName[] = ["sync"];
const RESPONSE_AND_SYNC: PatternName[] = ["requestResponse", "sync"];
const NOTHING_TO_NARROW = "its id is made when it is created";

const CONTAINERS_ROWS: Row[] = [
  {
    api: "emr-containers:createVirtualCluster",
    patterns: ["requestResponse"],
    tagsParameter: "Tags",
    permissions: [
      {
        actions: ["emr-containers:CreateVirtualCluster"],
        // `*`: this action has no resource-level permissions.
        resources: ["*"],
        source: EKS_IAM,
      },
      {
        actions: ["emr-containers:TagResource"],
        resources: [`${VIRTUAL_CLUSTER}/*`],
        when: "Tags",
        wide: NOTHING_TO_NARROW,
        source: EKS_IAM,
      },
      serviceLinkedRole("emr-containers.amazonaws.com", "AWSServiceRoleForAmazonEMRContainers", EKS_IAM),
    ],
    documentation: `${DOCUMENTATION}/connect-emr-eks.html`,
  },
  {
    api: "emr-containers:deleteVirtualCluster",
    patterns: RESPONSE_AND_SYNC,
    differences: { shapes: { syncOutput: ANY } },
    permissions: [
      {
        actions: ["emr-containers:DeleteVirtualCluster"],
        resources: [`${VIRTUAL_CLUSTER}/{$.Id}`],
        source: EKS_IAM,
      },
      {
        actions: ["emr-containers:DescribeVirtualCluster"],
        resources: [`${VIRTUAL_CLUSTER}/{$.Id}`],
        patterns: SYNC,
        source: EKS_IAM,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-emr-eks.html`,
  },
  {
    api: "emr-containers:startJobRun",
    patterns: RESPONSE_AND_SYNC,
    tagsParameter: "Tags",
    differences: { shapes: { syncOutput: ANY } },
    permissions: [
      {
        actions: ["emr-containers:StartJobRun"],
        resources: [`${VIRTUAL_CLUSTER}/{$.VirtualClusterId}`],
        conditionsWhenGiven: {
          StringEquals: { "emr-containers:ExecutionRoleArn": ["{$.ExecutionRoleArn}"] },
        },
        source: EKS_IAM,
      },
      {
        actions: ["emr-containers:TagResource"],
        resources: [`${VIRTUAL_CLUSTER}/{$.VirtualClusterId}/jobruns/*`],
        when: "Tags",
        wide: NOTHING_TO_NARROW,
        source: EKS_IAM,
      },
      {
        actions: ["emr-containers:DescribeJobRun", "emr-containers:CancelJobRun"],
        resources: [`${VIRTUAL_CLUSTER}/{$.VirtualClusterId}/jobruns/*`],
        patterns: SYNC,
        wide: NOTHING_TO_NARROW,
        source: EKS_IAM,
      },
    ],
    documentation: `${DOCUMENTATION}/connect-emr-eks.html`,
  },
];

/** A service's first use in an account makes the role that it works with. */
function serviceLinkedRole(service: string, role: string, source: string): Permission {
  return {
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [`arn:{partition}:iam::{account}:role/aws-service-role/${service}/${role}`],
    conditions: { StringLike: { "iam:AWSServiceName": service } },
    source,
  };
}

interface ServerlessRow {
  api: string;
  actions: string[];
  resource: string;
  /** The calls of `.sync`, on what, and the rule that tells it of the end. */
  sync: { actions: string[]; resource: string; rule: string };
  also?: Permission[];
}

const ONE_APPLICATION = `${APPLICATION}/{$.ApplicationId}`;
const ONE_RUN = `${ONE_APPLICATION}/jobruns/{$.JobRunId}`;
const APPLICATION_RULE = "StepFunctionsGetEventsForEMRServerlessApplicationRule";
const RUN_RULE = "StepFunctionsGetEventsForEMRServerlessJobRule";

const SERVERLESS_ROWS: ServerlessRow[] = [
  {
    api: "createApplication",
    actions: ["CreateApplication"],
    // `*`: this action has no resource-level permissions.
    resource: "*",
    sync: { actions: ["GetApplication", "DeleteApplication"], resource: `${APPLICATION}/*`, rule: APPLICATION_RULE },
    also: [
      serviceLinkedRole("ops.emr-serverless.amazonaws.com", "AWSServiceRoleForAmazonEMRServerless", SERVERLESS_IAM),
    ],
  },
  {
    api: "startApplication",
    actions: ["StartApplication"],
    resource: ONE_APPLICATION,
    sync: { actions: ["GetApplication", "StopApplication"], resource: ONE_APPLICATION, rule: APPLICATION_RULE },
  },
  {
    api: "stopApplication",
    actions: ["StopApplication"],
    resource: ONE_APPLICATION,
    sync: { actions: ["GetApplication"], resource: ONE_APPLICATION, rule: APPLICATION_RULE },
  },
  {
    api: "deleteApplication",
    actions: ["DeleteApplication"],
    resource: ONE_APPLICATION,
    sync: { actions: ["GetApplication"], resource: ONE_APPLICATION, rule: APPLICATION_RULE },
  },
  {
    api: "startJobRun",
    actions: ["StartJobRun"],
    resource: ONE_APPLICATION,
    sync: { actions: ["GetJobRun", "CancelJobRun"], resource: `${ONE_APPLICATION}/jobruns/*`, rule: RUN_RULE },
    also: [passRole(["ExecutionRoleArn"], "emr-serverless.amazonaws.com", SERVERLESS_IAM)],
  },
  {
    api: "cancelJobRun",
    actions: ["CancelJobRun"],
    resource: ONE_RUN,
    sync: { actions: ["GetJobRun"], resource: ONE_RUN, rule: RUN_RULE },
  },
];

function serverlessRow({ api, actions, resource, sync, also = [] }: ServerlessRow): Row {
  const named = (names: string[]) => names.map((action) => `emr-serverless:${action}`);
  const isWide = sync.resource.endsWith("/*");
  return {
    api: `emr-serverless:${api}`,
    patterns: RESPONSE_AND_SYNC,
    differences: { shapes: { syncOutput: ANY } },
    permissions: [
      { actions: named(actions), resources: [resource], source: SERVERLESS_IAM },
      {
        actions: named(sync.actions),
        resources: [sync.resource],
        patterns: SYNC,
        ...(isWide ? { wide: NOTHING_TO_NARROW } : {}),
        source: SERVERLESS_IAM,
      },
      managedRule(sync.rule, SERVERLESS_IAM),
      ...also,
    ],
    documentation: `${DOCUMENTATION}/connect-emr-serverless.html`,
  };
}

/** Every integration of EMR on EKS and EMR Serverless. */
export const emrWithoutClustersIntegrations: Integration[] = [
  ...CONTAINERS_ROWS,
  ...SERVERLESS_ROWS.map(serverlessRow),
].map(integrationFrom);
