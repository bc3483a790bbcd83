/** What services refuse beyond what their models say: parameters that exclude, need or bound each other. */

/**
 * A rule on an object of the request. `at` leads to it from the request: `AlgorithmSpecification`, `ProcessingInputs[]` for
 * each entry, nothing for the request itself.
 */
export type ServiceRule = { at?: string; source: string } & (
  | { kind: "exactly one" | "at least one" | "at most one"; of: readonly string[] }
  /** `needs` must be given when `when` has this value, or whatever value it has. */
  | { kind: "needs"; when: string; is: true | "given"; needs: string }
  /** `when` must not be given unless `unless` is true. */
  | { kind: "only with"; when: string; unless: string }
  | { kind: "no more than"; least: string; most: string }
  | { kind: "product"; of: readonly [string, string]; most: number }
  | { kind: "no prefix"; of: string; prefix: string }
  | { kind: "at least"; of: string; least: number }
  /** No two entries of a list have the same text in this member. */
  | { kind: "unique"; list: string; of: string }
);

const REFERENCE = "https://docs.aws.amazon.com/sagemaker/latest/APIReference";
const ALGORITHM = { kind: "exactly one", of: ["TrainingImage", "AlgorithmName"] } as const;
const RESOURCES = `${REFERENCE}/API_ResourceConfig.html`;
const SPOT = `${REFERENCE}/API_StoppingCondition.html`;

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAGS: ServiceRule[] = [
  { kind: "no prefix", at: "Tags[]", of: "Key", prefix: "aws:", source: `${REFERENCE}/API_Tag.html` },
  { kind: "unique", list: "Tags", of: "Key", source: `${REFERENCE}/API_Tag.html` },
];

/** Rules of jobs that train, as a training job has them and a tuning job's definition too. */
function training(at?: string): ServiceRule[] {
  const inside = (path: string) => (at === undefined ? path : `${at}.${path}`);
  const root = at === undefined ? {} : { at };
  return [
    { ...ALGORITHM, at: inside("AlgorithmSpecification"), source: `${REFERENCE}/API_AlgorithmSpecification.html` },
    {
      kind: "at most one",
      of: ["InstanceType", "InstanceGroups"],
      at: inside("ResourceConfig"),
      source: RESOURCES,
    },
    ...["InstanceCount", "VolumeSizeInGB"].flatMap((of): ServiceRule[] => [
      { kind: "needs", when: "InstanceType", is: "given", needs: of, at: inside("ResourceConfig"), source: RESOURCES },
      { kind: "at least", of, least: 1, at: inside("ResourceConfig"), source: RESOURCES },
    ]),
    {
      kind: "unique",
      list: "InputDataConfig",
      of: "ChannelName",
      ...root,
      source: `${REFERENCE}/API_Channel.html`,
    },
    {
      kind: "needs",
      when: "EnableManagedSpotTraining",
      is: true,
      needs: "StoppingCondition.MaxWaitTimeInSeconds",
      ...root,
      source: SPOT,
    },
    {
      kind: "only with",
      when: "StoppingCondition.MaxWaitTimeInSeconds",
      unless: "EnableManagedSpotTraining",
      ...root,
      source: SPOT,
    },
    {
      kind: "no more than",
      least: "MaxRuntimeInSeconds",
      most: "MaxWaitTimeInSeconds",
      at: inside("StoppingCondition"),
      source: SPOT,
    },
    {
      kind: "exactly one",
      of: ["S3DataSource", "FileSystemDataSource", "DatasetSource"],
      at: inside("InputDataConfig[].DataSource"),
      source: `${REFERENCE}/API_DataSource.html`,
    },
  ];
}

/** The rules of each API. */
export const SERVICE_RULES: Readonly<Record<string, readonly ServiceRule[]>> = {
  "sagemaker:createTrainingJob": [...training(), ...TAGS],
  "sagemaker:createHyperParameterTuningJob": [
    ...training("TrainingJobDefinition"),
    ...training("TrainingJobDefinitions[]"),
    {
      kind: "at most one",
      of: ["TrainingJobDefinition", "TrainingJobDefinitions"],
      source: `${REFERENCE}/API_CreateHyperParameterTuningJob.html`,
    },
    {
      kind: "no more than",
      least: "MaxParallelTrainingJobs",
      most: "MaxNumberOfTrainingJobs",
      at: "HyperParameterTuningJobConfig.ResourceLimits",
      source: `${REFERENCE}/API_ResourceLimits.html`,
    },
    ...TAGS,
  ],
  "sagemaker:createProcessingJob": [
    {
      kind: "exactly one",
      of: ["S3Input", "DatasetDefinition"],
      at: "ProcessingInputs[]",
      source: `${REFERENCE}/API_ProcessingInput.html`,
    },
    {
      kind: "exactly one",
      of: ["S3Output", "FeatureStoreOutput"],
      at: "ProcessingOutputConfig.Outputs[]",
      source: `${REFERENCE}/API_ProcessingOutput.html`,
    },
    ...TAGS,
  ],
  "sagemaker:createTransformJob": [
    {
      kind: "product",
      of: ["MaxConcurrentTransforms", "MaxPayloadInMB"],
      most: 100,
      source: `${REFERENCE}/API_CreateTransformJob.html`,
    },
    ...TAGS,
  ],
  "sagemaker:createModel": [
    {
      kind: "exactly one",
      of: ["PrimaryContainer", "Containers"],
      source: `${REFERENCE}/API_CreateModel.html`,
    },
    ...["PrimaryContainer", "Containers[]"].map((at): ServiceRule => ({
      kind: "at least one",
      of: ["Image", "ModelPackageName"],
      at,
      source: `${REFERENCE}/API_ContainerDefinition.html`,
    })),
    ...TAGS,
  ],
  "sagemaker:createEndpointConfig": [
    {
      kind: "exactly one",
      of: ["InstanceType", "ServerlessConfig"],
      at: "ProductionVariants[]",
      source: `${REFERENCE}/API_ProductionVariant.html`,
    },
    ...TAGS,
  ],
  "sagemaker:createEndpoint": [...TAGS],
  "sagemaker:createLabelingJob": [
    {
      kind: "exactly one",
      of: ["S3DataSource", "SnsDataSource"],
      at: "InputConfig.DataSource",
      source: `${REFERENCE}/API_LabelingJobDataSource.html`,
    },
    ...TAGS,
  ],
};
