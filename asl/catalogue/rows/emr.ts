/** The rows of EMR on clusters. Those of its other two forms are in emrWithoutClusters.ts. */
import type { Integration, PatternName, Permission } from "../integration";
import { ANY, integrationFrom, managedRule, passRole, type Row, structure, TEXT } from "../row";
import type { Shape } from "../shape";

const DOCUMENTATION = "https://docs.aws.amazon.com/step-functions/latest/dg";
const EMR_IAM = `${DOCUMENTATION}/emr-iam.html`;
const EMR_CONNECT = `${DOCUMENTATION}/connect-emr.html`;
const CLUSTER = "arn:{partition}:elasticmapreduce:{region}:{account}:cluster/{$.ClusterId}";
const SYNC: PatternName[] = ["sync"];
const RESPONSE_AND_SYNC: PatternName[] = ["requestResponse", "sync"];
const NOTHING_TO_NARROW = "its id is made when it is created";

/** Calls on one cluster, whose id the request has. */
const onCluster = (actions: string[], patterns?: PatternName[]): Permission => ({
  actions: actions.map((action) => `elasticmapreduce:${action}`),
  resources: [CLUSTER],
  ...(patterns === undefined ? {} : { patterns }),
  source: EMR_IAM,
});

/** Step Functions has requests of its own here, that name one cluster by `ClusterId`; AWS does not say what comes back. */
const emrShapes = (members: Record<string, Shape>) => ({
  input: structure({ ClusterId: TEXT, ...members }, ["ClusterId", ...Object.keys(members)]),
  output: ANY,
});

const EMR_ROWS: Row[] = [
  {
    api: "elasticmapreduce:createCluster",
    patterns: RESPONSE_AND_SYNC,
    tagsParameter: "Tags",
    differences: {
      shapes: {
        output: structure({ ClusterId: TEXT, ClusterArn: TEXT }),
        syncOutput: structure({ ClusterId: TEXT, ClusterArn: TEXT, Cluster: ANY }),
      },
    },
    permissions: [
      {
        actions: ["elasticmapreduce:RunJobFlow"],
        // `*`: this action has no resource-level permissions.
        resources: ["*"],
        source: EMR_IAM,
      },
      {
        actions: ["elasticmapreduce:AddTags"],
        resources: ["arn:{partition}:elasticmapreduce:{region}:{account}:cluster/*"],
        when: "Tags",
        wide: NOTHING_TO_NARROW,
        source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags.html",
      },
      {
        actions: ["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"],
        resources: ["arn:{partition}:elasticmapreduce:{region}:{account}:cluster/*"],
        patterns: SYNC,
        wide: NOTHING_TO_NARROW,
        source: EMR_IAM,
      },
      managedRule("StepFunctionsGetEventForEMRRunJobFlowRule", EMR_IAM),
      passRole(["ServiceRole"], "elasticmapreduce.amazonaws.com", EMR_IAM),
      passRole(["JobFlowRole"], "ec2.amazonaws.com", EMR_IAM),
      passRole(["AutoScalingRole"], "application-autoscaling.amazonaws.com", EMR_IAM),
    ],
    documentation: EMR_CONNECT,
  },
  {
    api: "elasticmapreduce:addStep",
    patterns: RESPONSE_AND_SYNC,
    differences: {
      shapes: {
        input: structure({ ClusterId: TEXT, Step: ANY, ExecutionRoleArn: TEXT }, ["ClusterId", "Step"]),
        output: structure({ StepId: TEXT }),
        syncOutput: ANY,
      },
    },
    permissions: [
      onCluster(["AddJobFlowSteps"]),
      onCluster(["DescribeStep", "CancelSteps"], SYNC),
      managedRule("StepFunctionsGetEventForEMRAddJobFlowStepsRule", EMR_IAM),
    ],
    documentation: EMR_CONNECT,
  },
  {
    api: "elasticmapreduce:cancelStep",
    patterns: ["requestResponse"],
    differences: { shapes: emrShapes({ StepId: TEXT }) },
    permissions: [onCluster(["CancelSteps"])],
    documentation: EMR_CONNECT,
  },
  {
    api: "elasticmapreduce:setClusterTerminationProtection",
    patterns: ["requestResponse"],
    differences: { shapes: emrShapes({ TerminationProtected: { type: "boolean" } }) },
    permissions: [onCluster(["SetTerminationProtection"])],
    documentation: EMR_CONNECT,
  },
  {
    api: "elasticmapreduce:terminateCluster",
    patterns: RESPONSE_AND_SYNC,
    differences: { shapes: { ...emrShapes({}), syncOutput: ANY } },
    permissions: [
      onCluster(["TerminateJobFlows"]),
      onCluster(["DescribeCluster"], SYNC),
      managedRule("StepFunctionsGetEventForEMRTerminateJobFlowsRule", EMR_IAM),
    ],
    documentation: EMR_CONNECT,
  },
  {
    api: "elasticmapreduce:modifyInstanceFleetByName",
    patterns: ["requestResponse"],
    differences: { shapes: emrShapes({ InstanceFleetName: TEXT, InstanceFleet: ANY }) },
    permissions: [onCluster(["ModifyInstanceFleet", "ListInstanceFleets"])],
    documentation: EMR_CONNECT,
  },
  {
    api: "elasticmapreduce:modifyInstanceGroupByName",
    patterns: ["requestResponse"],
    differences: { shapes: emrShapes({ InstanceGroupName: TEXT, InstanceGroup: ANY }) },
    permissions: [onCluster(["ModifyInstanceGroups", "ListInstanceGroups"])],
    documentation: EMR_CONNECT,
  },
];

/** Every EMR integration on clusters. */
export const emrIntegrations: Integration[] = EMR_ROWS.map(integrationFrom);
