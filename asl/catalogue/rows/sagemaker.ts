/**
 * The SageMaker rows.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html (patterns and permissions),
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (actions, resources and
 * condition keys), https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html (what jobs do with their own role)
 */
import type { Integration, JobAccess, Permission } from "../integration";
import { integrationFrom, managedRule, passRole } from "../row";

const CONNECT = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html";

/** Names of jobs, models and endpoints: letters, digits and single hyphens inside, no underscore or dot. */
const NAME = { maxLength: 63, pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}" };
/** Names of tuning jobs are shorter, since those of their training jobs begin with them. */
const TUNING_NAME = { maxLength: 32, pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}" };
/** Models' names follow the same rule, in other words. */
const MODEL_NAME = { maxLength: 63, pattern: "[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?" };

/** The alarms that take an update of an endpoint back. */
const WATCHED_ALARMS: Permission = {
  actions: ["cloudwatch:DescribeAlarms"],
  resources: [
    "arn:{partition}:cloudwatch:{region}:{account}:alarm:{$.DeploymentConfig.AutoRollbackConfiguration.Alarms[].AlarmName}",
  ],
  source: "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html",
};

interface SagemakerRow {
  operation: string;
  nameParameter: string;
  name?: { maxLength: number; pattern: string };
  /** Whether the name is meant to stay, however often what has it is made anew: clients call an endpoint by its name. */
  keepsName?: true;
  /** `training-job`: the type in the resource's ARN. */
  resourceType: string;
  /** What else the call is authorised on: type -> parameter. */
  alsoOn?: Record<string, string>;
  /** UpdateEndpoint creates nothing, so it tags nothing. */
  takesTags?: false;
  /** `TrainingJob`: as in DescribeTrainingJob and StopTrainingJob, for rows with `.sync`. */
  jobType?: string;
  /** The managed EventBridge rule of rows with `.sync`. */
  managedRule?: string;
  /** Why `managedRule` has a `*`. */
  managedRuleIsWide?: string;
  passesRole?: string[];
  /** Structures with `Subnets` and `SecurityGroupIds`, of rows that have condition keys for them. */
  networks?: string[];
  volumeKeys?: string[];
  outputKeys?: string[];
  unseen?: string;
  job?: Omit<JobAccess, "name">;
}

/** Where training jobs, alone or as a tuning job's definition, have what they do. */
const TRAINING: Omit<JobAccess, "name" | "kind"> = {
  role: "RoleArn",
  images: ["AlgorithmSpecification.TrainingImage"],
  // Checkpoints are read back when a spot job goes on after an interruption.
  reads: ["InputDataConfig[].DataSource.S3DataSource.S3Uri", "CheckpointConfig.S3Uri"],
  sources: ["HyperParameters.sagemaker_submit_directory"],
  writes: ["OutputDataConfig.S3OutputPath", "CheckpointConfig.S3Uri"],
  network: "VpcConfig",
  volumeKeys: ["ResourceConfig.VolumeKmsKeyId"],
  outputKeys: ["OutputDataConfig.KmsKeyId"],
  logGroup: "/aws/sagemaker/TrainingJobs",
};

const DEFINITIONS = ["TrainingJobDefinition", "TrainingJobDefinitions[]"];
const inDefinitions = (parameter: string) => DEFINITIONS.map((definition) => `${definition}.${parameter}`);

const ROWS: SagemakerRow[] = [
  {
    operation: "CreateTrainingJob",
    nameParameter: "TrainingJobName",
    resourceType: "training-job",
    alsoOn: { "training-plan": "ResourceConfig.TrainingPlanArn" },
    jobType: "TrainingJob",
    managedRule: "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    passesRole: ["RoleArn"],
    networks: ["VpcConfig"],
    volumeKeys: ["ResourceConfig.VolumeKmsKeyId"],
    outputKeys: ["OutputDataConfig.KmsKeyId"],
    job: {
      kind: "training",
      ...TRAINING,
      writes: [
        ...TRAINING.writes,
        "DebugHookConfig.S3OutputPath",
        "ProfilerConfig.S3OutputPath",
        "TensorBoardOutputConfig.S3OutputPath",
      ],
    },
  },
  {
    operation: "CreateTransformJob",
    nameParameter: "TransformJobName",
    resourceType: "transform-job",
    jobType: "TransformJob",
    managedRule: "StepFunctionsGetEventsForSageMakerTransformJobsRule",
    // It passes no role, though AWS's template allows it: the job runs with the role of its model.
    volumeKeys: ["TransformResources.VolumeKmsKeyId"],
    outputKeys: ["TransformOutput.KmsKeyId"],
    job: {
      kind: "transform",
      images: [],
      reads: ["TransformInput.DataSource.S3DataSource.S3Uri"],
      writes: ["TransformOutput.S3OutputPath"],
      volumeKeys: ["TransformResources.VolumeKmsKeyId"],
      outputKeys: ["TransformOutput.KmsKeyId"],
      logGroup: "/aws/sagemaker/TransformJobs",
    },
  },
  {
    operation: "CreateProcessingJob",
    nameParameter: "ProcessingJobName",
    resourceType: "processing-job",
    jobType: "ProcessingJob",
    managedRule: "StepFunctionsGetEventsForSageMakerProcessingJobsRule",
    passesRole: ["RoleArn"],
    networks: ["NetworkConfig.VpcConfig"],
    volumeKeys: ["ProcessingResources.ClusterConfig.VolumeKmsKeyId"],
    outputKeys: ["ProcessingOutputConfig.KmsKeyId"],
    job: {
      kind: "processing",
      role: "RoleArn",
      images: ["AppSpecification.ImageUri"],
      reads: ["ProcessingInputs[].S3Input.S3Uri"],
      writes: ["ProcessingOutputConfig.Outputs[].S3Output.S3Uri"],
      network: "NetworkConfig.VpcConfig",
      volumeKeys: ["ProcessingResources.ClusterConfig.VolumeKmsKeyId"],
      outputKeys: ["ProcessingOutputConfig.KmsKeyId"],
      logGroup: "/aws/sagemaker/ProcessingJobs",
    },
  },
  {
    operation: "CreateHyperParameterTuningJob",
    nameParameter: "HyperParameterTuningJobName",
    name: TUNING_NAME,
    resourceType: "hyper-parameter-tuning-job",
    jobType: "HyperParameterTuningJob",
    managedRule: "StepFunctionsGetEventsForSageMakerTuningJobsRule",
    passesRole: inDefinitions("RoleArn"),
    networks: inDefinitions("VpcConfig"),
    volumeKeys: [
      ...inDefinitions("ResourceConfig.VolumeKmsKeyId"),
      ...inDefinitions("HyperParameterTuningResourceConfig.VolumeKmsKeyId"),
    ],
    outputKeys: inDefinitions("OutputDataConfig.KmsKeyId"),
    job: {
      kind: "tuning",
      definitions: DEFINITIONS,
      ...TRAINING,
      sources: ["StaticHyperParameters.sagemaker_submit_directory"],
      volumeKeys: [...TRAINING.volumeKeys, "HyperParameterTuningResourceConfig.VolumeKmsKeyId"],
    },
  },
  {
    operation: "CreateLabelingJob",
    nameParameter: "LabelingJobName",
    resourceType: "labeling-job",
    jobType: "LabelingJob",
    // AWS documents the rules of the other four kinds of job, but not this one's; all begin like this.
    managedRule: "StepFunctionsGetEventsForSageMaker*",
    managedRuleIsWide: "AWS does not document the name of the managed rule for labeling jobs",
    passesRole: ["RoleArn"],
    volumeKeys: ["LabelingJobAlgorithmsConfig.LabelingJobResourceConfig.VolumeKmsKeyId"],
    outputKeys: ["OutputConfig.KmsKeyId"],
    job: {
      kind: "labeling",
      role: "RoleArn",
      images: [],
      reads: [
        "InputConfig.DataSource.S3DataSource.ManifestS3Uri",
        "HumanTaskConfig.UiConfig.UiTemplateS3Uri",
        "LabelCategoryConfigS3Uri",
      ],
      writes: ["OutputConfig.S3OutputPath"],
      network: "LabelingJobAlgorithmsConfig.LabelingJobResourceConfig.VpcConfig",
      volumeKeys: ["LabelingJobAlgorithmsConfig.LabelingJobResourceConfig.VolumeKmsKeyId"],
      outputKeys: ["OutputConfig.KmsKeyId"],
      logGroup: "/aws/sagemaker/LabelingJobs",
      functions: [
        "HumanTaskConfig.PreHumanTaskLambdaArn",
        "HumanTaskConfig.AnnotationConsolidationConfig.AnnotationConsolidationLambdaArn",
      ],
      unseen: "the objects that the manifest lists",
    },
  },
  {
    operation: "CreateModel",
    nameParameter: "ModelName",
    name: MODEL_NAME,
    resourceType: "model",
    passesRole: ["ExecutionRoleArn"],
    networks: ["VpcConfig"],
    job: {
      kind: "model",
      role: "ExecutionRoleArn",
      images: ["PrimaryContainer.Image", "Containers[].Image"],
      reads: [
        "PrimaryContainer.ModelDataUrl",
        "Containers[].ModelDataUrl",
        "PrimaryContainer.ModelDataSource.S3DataSource.S3Uri",
        "Containers[].ModelDataSource.S3DataSource.S3Uri",
      ],
      sources: [
        "PrimaryContainer.Environment.SAGEMAKER_SUBMIT_DIRECTORY",
        "Containers[].Environment.SAGEMAKER_SUBMIT_DIRECTORY",
      ],
      writes: [],
      network: "VpcConfig",
      volumeKeys: [],
      outputKeys: [],
    },
  },
  {
    operation: "CreateEndpointConfig",
    nameParameter: "EndpointConfigName",
    resourceType: "endpoint-config",
    passesRole: ["ExecutionRoleArn"],
    networks: ["VpcConfig"],
    volumeKeys: ["KmsKeyId"],
    job: {
      kind: "endpoint",
      role: "ExecutionRoleArn",
      images: [],
      reads: [],
      writes: [
        "DataCaptureConfig.DestinationS3Uri",
        "AsyncInferenceConfig.OutputConfig.S3OutputPath",
        "AsyncInferenceConfig.OutputConfig.S3FailurePath",
      ],
      // The key of the volumes is used with the role of whoever creates the endpoint.
      volumeKeys: [],
      outputKeys: ["DataCaptureConfig.KmsKeyId", "AsyncInferenceConfig.OutputConfig.KmsKeyId"],
      logGroup: "/aws/sagemaker/Endpoints",
    },
  },
  {
    operation: "CreateEndpoint",
    nameParameter: "EndpointName",
    keepsName: true,
    resourceType: "endpoint",
    alsoOn: { "endpoint-config": "EndpointConfigName" },
    unseen: "kms:CreateGrant on the key, when the endpoint configuration has a KmsKeyId",
  },
  {
    operation: "UpdateEndpoint",
    nameParameter: "EndpointName",
    keepsName: true,
    resourceType: "endpoint",
    alsoOn: { "endpoint-config": "EndpointConfigName" },
    takesTags: false,
    unseen: "kms:CreateGrant on the key, when the endpoint configuration has a KmsKeyId",
  },
];

function sagemakerIntegration(row: SagemakerRow): Integration {
  const { operation, nameParameter, name = NAME, keepsName, takesTags = true, job, unseen } = row;
  return integrationFrom({
    api: `sagemaker:${operation[0]?.toLowerCase()}${operation.slice(1)}`,
    patterns: row.jobType === undefined ? ["requestResponse"] : ["requestResponse", "sync"],
    name: { parameter: nameParameter, ...name, ...(keepsName && { isKept: keepsName }) },
    ...(takesTags ? { tagsParameter: "Tags" } : {}),
    permissions: permissionsOf(row),
    ...(unseen === undefined ? {} : { unseen }),
    ...(job === undefined ? {} : { job: { ...job, name: nameParameter } }),
    documentation: `https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_${operation}.html`,
  });
}

const resource = (type: string, parameter: string) =>
  `arn:{partition}:sagemaker:{region}:{account}:${type}/{$.${parameter}}`;

function permissionsOf(row: SagemakerRow): Permission[] {
  const { operation, alsoOn = {}, takesTags = true, jobType, passesRole } = row;
  const created = resource(row.resourceType, row.nameParameter);
  const conditions = conditionsOf(row);
  const permissions: Permission[] = [
    {
      actions: [`sagemaker:${operation}`],
      resources: [created, ...Object.entries(alsoOn).map(([type, parameter]) => resource(type, parameter))],
      ...(Object.keys(conditions).length === 0 ? {} : { conditionsWhenGiven: conditions }),
      source: AUTHORIZATION,
    },
  ];
  if (takesTags) {
    // AddTags: Step Functions tags what it creates, whether the state gives tags or not; AWS's own templates leave it out.
    // ListTags: AWS's templates have it on every resource, but it can be scoped like the rest.
    permissions.push({
      actions: ["sagemaker:AddTags", "sagemaker:ListTags"],
      resources: [created],
      source: AUTHORIZATION,
    });
  }
  if (jobType !== undefined) {
    // Without Describe an execution can hang; without Stop an aborted execution's job goes on and is billed.
    permissions.push({
      actions: [`sagemaker:Describe${jobType}`, `sagemaker:Stop${jobType}`],
      resources: [created],
      patterns: ["sync"],
      source: CONNECT,
    });
  }
  if (row.managedRule !== undefined) {
    const wide = row.managedRuleIsWide === undefined ? {} : { wide: row.managedRuleIsWide };
    permissions.push({ ...managedRule(row.managedRule, CONNECT), ...wide });
  }
  if (operation.endsWith("Endpoint")) permissions.push(WATCHED_ALARMS);
  if (passesRole !== undefined) permissions.push(passRole(passesRole, "sagemaker.amazonaws.com", CONNECT));
  return permissions;
}

/**
 * Network and keys that are sent are those that may be sent. Instance types have a condition key as well, but are left open:
 * another size of machine is no other right.
 */
function conditionsOf({ networks = [], volumeKeys = [], outputKeys = [] }: SagemakerRow) {
  const network = {
    "sagemaker:VpcSubnets": networks.map((path) => `{$.${path}.Subnets[]}`),
    "sagemaker:VpcSecurityGroupIds": networks.map((path) => `{$.${path}.SecurityGroupIds[]}`),
  };
  const keys = {
    "sagemaker:VolumeKmsKeyArn": volumeKeys.map((path) => `{$.${path}|keyArn}`),
    "sagemaker:OutputKmsKeyArn": outputKeys.map((path) => `{$.${path}|keyArn}`),
  };
  const given = (conditions: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(conditions).filter(([, templates]) => templates.length > 0));
  return Object.fromEntries(
    Object.entries({ "ForAllValues:StringEquals": given(network), ArnLike: given(keys) }).filter(
      ([, conditions]) => Object.keys(conditions).length > 0,
    ),
  );
}

/** Every SageMaker integration. */
export const sagemakerIntegrations: Integration[] = ROWS.map(sagemakerIntegration);
