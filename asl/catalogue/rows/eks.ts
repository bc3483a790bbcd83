/** The rows of EKS: clusters through its own API, and calls and jobs through that of Kubernetes. */
import type { Integration, PatternName, Permission } from "../integration";
import { ANY, integrationFrom, passRole, type Row, structure, TEXT } from "../row";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const EKS_IAM = `${DOCUMENTATION}/eks-iam.html`;
const CONNECT = `${DOCUMENTATION}/connect-eks.html`;
const EKS = "arn:{partition}:eks:{region}:{account}";
const SYNC: PatternName[] = ["sync"];

/** What Kubernetes is reached with: the cluster's name, certificate and address. */
const KUBERNETES = { ClusterName: TEXT, CertificateAuthority: TEXT, Endpoint: TEXT };

const CLUSTER = `${EKS}:cluster/{$.Name}`;
const CLUSTER_OF_PART = `${EKS}:cluster/{$.ClusterName}`;
const NODEGROUP = `${EKS}:nodegroup/{$.ClusterName}/{$.NodegroupName}/*`;
const FARGATE_PROFILE = `${EKS}:fargateprofile/{$.ClusterName}/{$.FargateProfileName}/*`;
/** Node groups and profiles end in an id that is made with them. */
const MADE = "its id is made when it is created";

interface EksRow {
  api: string;
  action: string;
  resource: string;
  /** Calls that `.sync` makes until the end, and on what. */
  sync: { actions: string[]; resource: string };
  wide?: string;
  tags?: string;
  also?: Permission[];
}

const CLUSTER_ROWS: EksRow[] = [
  {
    api: "createCluster",
    action: "CreateCluster",
    // `*`: this action has no resource-level permissions.
    resource: "*",
    sync: { actions: ["DescribeCluster", "DeleteCluster"], resource: CLUSTER },
    tags: CLUSTER,
    also: [passRole(["RoleArn"], "eks.amazonaws.com", EKS_IAM)],
  },
  {
    api: "deleteCluster",
    action: "DeleteCluster",
    resource: CLUSTER,
    sync: { actions: ["DescribeCluster"], resource: CLUSTER },
  },
  {
    api: "createNodegroup",
    action: "CreateNodegroup",
    resource: CLUSTER_OF_PART,
    sync: { actions: ["DescribeNodegroup", "DeleteNodegroup"], resource: NODEGROUP },
    wide: MADE,
    tags: NODEGROUP,
    also: [
      {
        actions: ["ec2:DescribeSubnets"],
        // `*`: EC2's Describe actions have no resource-level permissions.
        resources: ["*"],
        source: EKS_IAM,
      },
      {
        actions: ["iam:GetRole", "iam:ListAttachedRolePolicies"],
        resources: ["arn:{partition}:iam::{account}:role/{$.NodeRole}"],
        source: EKS_IAM,
      },
      passRole(["NodeRole"], "eks.amazonaws.com", EKS_IAM),
    ],
  },
  {
    api: "deleteNodegroup",
    action: "DeleteNodegroup",
    resource: NODEGROUP,
    sync: { actions: ["DescribeNodegroup"], resource: NODEGROUP },
    wide: MADE,
  },
  {
    api: "createFargateProfile",
    action: "CreateFargateProfile",
    resource: CLUSTER_OF_PART,
    sync: { actions: ["DescribeFargateProfile", "DeleteFargateProfile"], resource: FARGATE_PROFILE },
    wide: MADE,
    tags: FARGATE_PROFILE,
    also: [passRole(["PodExecutionRoleArn"], "eks-fargate.amazonaws.com", EKS_IAM)],
  },
  {
    api: "deleteFargateProfile",
    action: "DeleteFargateProfile",
    resource: FARGATE_PROFILE,
    sync: { actions: ["DescribeFargateProfile"], resource: FARGATE_PROFILE },
    wide: MADE,
  },
];

function clusterRow({ api, action, resource, sync, wide, tags, also = [] }: EksRow): Row {
  const reason = (on: string) => (wide !== undefined && on.endsWith("/*") ? { wide } : {});
  const tagging: Permission[] =
    tags === undefined
      ? []
      : [{ actions: ["eks:TagResource"], resources: [tags], when: "Tags", ...reason(tags), source: EKS_IAM }];
  return {
    api: `eks:${api}`,
    patterns: ["requestResponse", "sync"],
    ...(tags === undefined ? {} : { tagsParameter: "Tags" }),
    permissions: [
      { actions: [`eks:${action}`], resources: [resource], ...reason(resource), source: EKS_IAM },
      {
        actions: sync.actions.map((name) => `eks:${name}`),
        resources: [sync.resource],
        patterns: SYNC,
        ...reason(sync.resource),
        source: EKS_IAM,
      },
      ...tagging,
      ...also,
    ],
    documentation: CONNECT,
  };
}

/** Kubernetes decides by its own rules what the state machine's role may do, so IAM has nothing to allow. */
const KUBERNETES_ROWS: Row[] = [
  {
    api: "eks:call",
    patterns: ["requestResponse"],
    differences: {
      shapes: {
        input: structure({ ...KUBERNETES, Method: TEXT, Path: TEXT, QueryParameters: ANY, RequestBody: ANY }, [
          "ClusterName",
          "CertificateAuthority",
          "Endpoint",
          "Method",
          "Path",
        ]),
        output: structure({ ResponseBody: ANY, StatusCode: { type: "integer" }, StatusText: TEXT, Headers: ANY }),
      },
    },
    permissions: [],
    unseen: "rights of the role in the cluster itself (an access entry, or the aws-auth map)",
    documentation: CONNECT,
  },
  {
    api: "eks:runJob",
    patterns: ["requestResponse", "sync"],
    differences: {
      shapes: {
        input: structure({ ...KUBERNETES, Namespace: TEXT, Job: ANY, LogOptions: ANY }, [
          "ClusterName",
          "CertificateAuthority",
          "Endpoint",
          "Job",
        ]),
        output: ANY,
        syncOutput: ANY,
      },
    },
    permissions: [],
    unseen: "rights of the role in the cluster itself (an access entry, or the aws-auth map)",
    documentation: CONNECT,
  },
];

/** Every EKS integration. */
export const eksIntegrations: Integration[] = [...CLUSTER_ROWS.map(clusterRow), ...KUBERNETES_ROWS].map(
  integrationFrom,
);
