/**
 * Which parameters of SageMaker's APIs rent instances, as data: the policy pack and the spend ceiling read it. Adding an
 * API is adding a row.
 *
 * Parameters: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations_Amazon_SageMaker_Service.html
 */
import type { Json } from "../definition";
import type { Constants } from "../known/known";
import { type ParameterValue, requestOf, valuesAt } from "../parameterValue";
import { type IntegrationResource, parseIntegration } from "../resource";
import { walkStates, type VisitedState } from "../walk";

/** Instances of one type; paths are below the group's own. */
export interface InstanceGroup {
  /** Where the group is; `[]` for each item of a list. Empty for the request itself. */
  at: string;
  type: string;
  count?: string;
  volume?: string;
}

/** What an API rents. */
export interface Compute {
  /** `job` ends by itself; `server` runs until someone deletes it. */
  kind: "job" | "server";
  groups: InstanceGroup[];
  /** Most seconds that a job runs. */
  runtime?: {
    path: string;
    /** What AWS takes when it is not given; a job without limit when absent. */
    default?: number;
  };
  /** How many jobs one call starts, where it can be more than one. */
  jobs?: string;
  /** Whether spot instances are asked for. */
  spot?: string;
  /** Whether containers are cut off from the network; of a training job with heterogeneous clusters too. */
  isolation?: string;
  subnets?: string;
  /** Keys that encrypt the instances' volumes. */
  volumeKeys?: string[];
  /** Keys that encrypt what the job writes. */
  outputKeys?: string[];
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html: one day when not given. */
const ONE_DAY = 86_400;

const training = (at: string): Omit<Compute, "kind"> => ({
  groups: [
    {
      at: `${at}ResourceConfig`,
      type: "InstanceType",
      count: "InstanceCount",
      volume: "VolumeSizeInGB",
    },
    { at: `${at}ResourceConfig.InstanceGroups[]`, type: "InstanceType", count: "InstanceCount" },
  ],
  runtime: { path: `${at}StoppingCondition.MaxRuntimeInSeconds`, default: ONE_DAY },
  spot: `${at}EnableManagedSpotTraining`,
  isolation: `${at}EnableNetworkIsolation`,
  subnets: `${at}VpcConfig.Subnets`,
  volumeKeys: [`${at}ResourceConfig.VolumeKmsKeyId`],
  outputKeys: [`${at}OutputDataConfig.KmsKeyId`],
});

const variants = (list: string): InstanceGroup => ({
  at: `${list}[]`,
  type: "InstanceType",
  count: "InitialInstanceCount",
  volume: "VolumeSizeInGB",
});

/** By the API's name, the same for SageMaker's optimized integration and for the AWS SDK's. */
const COMPUTE: Readonly<Record<string, Compute>> = {
  createTrainingJob: { kind: "job", ...training("") },
  createTransformJob: {
    kind: "job",
    groups: [{ at: "TransformResources", type: "InstanceType", count: "InstanceCount" }],
    volumeKeys: ["TransformResources.VolumeKmsKeyId"],
    outputKeys: ["TransformOutput.KmsKeyId"],
  },
  createProcessingJob: {
    kind: "job",
    groups: [
      {
        at: "ProcessingResources.ClusterConfig",
        type: "InstanceType",
        count: "InstanceCount",
        volume: "VolumeSizeInGB",
      },
    ],
    runtime: { path: "StoppingCondition.MaxRuntimeInSeconds", default: ONE_DAY },
    isolation: "NetworkConfig.EnableNetworkIsolation",
    subnets: "NetworkConfig.VpcConfig.Subnets",
    volumeKeys: ["ProcessingResources.ClusterConfig.VolumeKmsKeyId"],
    outputKeys: ["ProcessingOutputConfig.KmsKeyId"],
  },
  createHyperParameterTuningJob: {
    kind: "job",
    ...training("TrainingJobDefinition."),
    jobs: "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs",
  },
  createModel: {
    kind: "server",
    groups: [],
    isolation: "EnableNetworkIsolation",
    subnets: "VpcConfig.Subnets",
  },
  createEndpointConfig: {
    kind: "server",
    groups: [variants("ProductionVariants"), variants("ShadowProductionVariants")],
    volumeKeys: ["KmsKeyId"],
  },
  createNotebookInstance: {
    kind: "server",
    groups: [{ at: "", type: "InstanceType", volume: "VolumeSizeInGB" }],
    subnets: "SubnetId",
    volumeKeys: ["KmsKeyId"],
  },
  createApp: { kind: "server", groups: [{ at: "ResourceSpec", type: "InstanceType" }] },
};

/** A Task that rents instances. */
export interface ComputeTask {
  visited: VisitedState;
  /** `createTrainingJob`. */
  api: string;
  pattern: IntegrationResource["pattern"];
  compute: Compute;
  request: Json;
  /** Where its parameters are: `States.Train.Parameters`. */
  at: string;
}

/** Every Task of a definition that rents instances, in the order in which they are written. */
export function* computeTasks(definition: unknown): Generator<ComputeTask> {
  for (const visited of walkStates(definition)) {
    const task = computeTaskOf(visited);
    if (task !== undefined) yield task;
  }
}

/** What a state rents; undefined when it is no Task that rents instances. */
export function computeTaskOf(visited: VisitedState): ComputeTask | undefined {
  const { state, path } = visited;
  if (state.Type !== "Task" || typeof state.Resource !== "string") return undefined;
  const parsed = parseIntegration(state.Resource);
  const name = /^(?:aws-sdk:)?sagemaker:(\w+)$/.exec(parsed?.api ?? "")?.[1];
  if (parsed === undefined || name === undefined || !Object.hasOwn(COMPUTE, name)) return undefined;
  const compute = COMPUTE[name]!;
  const request = requestOf(state);
  const at = `${path}.${state.Arguments === undefined ? "Parameters" : "Arguments"}`;
  return { visited, api: name, pattern: parsed.pattern, compute, request, at };
}

/** One group of instances of a task, with the values that each property may have. */
export interface GroupValues {
  types: ParameterValue[];
  counts: ParameterValue[];
  volumes: ParameterValue[];
}

/** The groups of a task: one for each item where they are a list. */
export function groupsOf({ compute, request }: ComputeTask, constants: Constants): GroupValues[] {
  return compute.groups.flatMap(({ at, type, count, volume }) => {
    const holders: ParameterValue[] =
      at === "" ? [{ kind: "literal", value: request, at: "" }] : valuesAt(request, at, constants);
    return holders.map((holder): GroupValues => {
      const read = (member: string | undefined): ParameterValue[] => {
        if (member === undefined) return [];
        const path = holder.at === "" ? member : `${holder.at}.${member}`;
        // Of a holder that is an expression nothing is known, so nothing of its members either.
        if (holder.kind !== "literal") return [{ ...holder, at: path }];
        return valuesAt(holder.value, member, constants).map((value) => ({ ...value, at: path }));
      };
      return { types: read(type), counts: read(count), volumes: read(volume) };
    });
  });
}
