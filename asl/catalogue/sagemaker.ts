/**
 * The SageMaker rows.
 *
 * Sources: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html (patterns and permissions),
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html (actions and resources),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html (what jobs do with their own role)
 */
import type { Integration, JobAccess, PatternName, Permission } from "./integration";
import type { OperationShapes } from "./shape";
import model from "./shapes/sagemaker.json";

const CONNECT = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html";
const AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html";
const operations = model.operations as unknown as Record<string, OperationShapes>;

/** Names of jobs and models: letters, digits and single hyphens inside, no underscore or dot. */
const NAME_PATTERN = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}";
const MAX_NAME_LENGTH = 63;

interface Row {
  operation: string;
  patterns: PatternName[];
  nameParameter: string;
  /** `training-job`: the type in the resource's ARN. */
  resourceType: string;
  /** `TrainingJob`: as in DescribeTrainingJob and StopTrainingJob, for rows with `.sync`. */
  jobType?: string;
  /** The managed EventBridge rule that tells Step Functions of a job's end. Account-wide, owned by AWS. */
  managedRule?: string;
  passesRole?: string;
  job: Omit<JobAccess, "name">;
}

const ROWS: Row[] = [
  {
    operation: "CreateTrainingJob",
    patterns: ["requestResponse", "sync"],
    nameParameter: "TrainingJobName",
    resourceType: "training-job",
    jobType: "TrainingJob",
    managedRule: "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    passesRole: "RoleArn",
    job: {
      kind: "training",
      role: "RoleArn",
      images: ["AlgorithmSpecification.TrainingImage"],
      // Checkpoints are read back when a spot job goes on after an interruption.
      reads: ["InputDataConfig[].DataSource.S3DataSource.S3Uri", "CheckpointConfig.S3Uri"],
      writes: ["OutputDataConfig.S3OutputPath", "CheckpointConfig.S3Uri"],
      network: "VpcConfig",
      volumeKeys: ["ResourceConfig.VolumeKmsKeyId"],
      outputKeys: ["OutputDataConfig.KmsKeyId"],
      logGroup: "/aws/sagemaker/TrainingJobs",
    },
  },
  {
    operation: "CreateTransformJob",
    patterns: ["requestResponse", "sync"],
    nameParameter: "TransformJobName",
    resourceType: "transform-job",
    jobType: "TransformJob",
    managedRule: "StepFunctionsGetEventsForSageMakerTransformJobsRule",
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
    patterns: ["requestResponse", "sync"],
    nameParameter: "ProcessingJobName",
    resourceType: "processing-job",
    jobType: "ProcessingJob",
    managedRule: "StepFunctionsGetEventsForSageMakerProcessingJobsRule",
    passesRole: "RoleArn",
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
    operation: "CreateModel",
    patterns: ["requestResponse"],
    nameParameter: "ModelName",
    resourceType: "model",
    passesRole: "ExecutionRoleArn",
    job: {
      kind: "model",
      role: "ExecutionRoleArn",
      images: ["PrimaryContainer.Image", "Containers[].Image"],
      reads: ["PrimaryContainer.ModelDataUrl", "Containers[].ModelDataUrl"],
      writes: [],
      network: "VpcConfig",
      volumeKeys: [],
      outputKeys: [],
    },
  },
];

function integrationOf(row: Row): Integration {
  const api = `sagemaker:${row.operation[0]?.toLowerCase()}${row.operation.slice(1)}`;
  const shapes = operations[row.operation];
  if (shapes === undefined) throw new Error(`asl/catalogue/shapes/sagemaker.json lacks ${row.operation}`);
  return {
    api,
    patterns: row.patterns,
    shapes,
    name: { parameter: row.nameParameter, maxLength: MAX_NAME_LENGTH, pattern: NAME_PATTERN },
    tagsParameter: "Tags",
    permissions: permissionsOf(row),
    job: { ...row.job, name: row.nameParameter },
    documentation: `https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_${row.operation}.html`,
  };
}

function permissionsOf(row: Row): Permission[] {
  const created = [`arn:{partition}:sagemaker:{region}:{account}:${row.resourceType}/{$.${row.nameParameter}}`];
  const permissions: Permission[] = [
    // AddTags: Step Functions tags what it creates, whether the state gives tags or not; AWS's own templates leave it out.
    // ListTags: AWS's templates have it on every resource, but it can be scoped like the rest.
    {
      actions: [`sagemaker:${row.operation}`, "sagemaker:AddTags", "sagemaker:ListTags"],
      resources: created,
      source: AUTHORIZATION,
    },
  ];
  if (row.jobType !== undefined && row.managedRule !== undefined) {
    permissions.push(
      // Without Describe an execution can hang; without Stop an aborted execution's job goes on and is billed.
      {
        actions: [`sagemaker:Describe${row.jobType}`, `sagemaker:Stop${row.jobType}`],
        resources: created,
        patterns: ["sync"],
        source: CONNECT,
      },
      {
        actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        resources: [`arn:{partition}:events:{region}:{account}:rule/${row.managedRule}`],
        patterns: ["sync"],
        source: CONNECT,
      },
    );
  }
  if (row.passesRole !== undefined) {
    permissions.push({
      actions: ["iam:PassRole"],
      resources: [`{$.${row.passesRole}}`],
      conditions: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
      source: CONNECT,
    });
  }
  return permissions;
}

/** Every SageMaker integration. */
export const sagemakerIntegrations: Integration[] = ROWS.map(integrationOf);
