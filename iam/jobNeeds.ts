/**
 * What a SageMaker job does with its own role, beside reading and writing S3 (iam/jobStorage.ts).
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html ("CreateTrainingJob API: Execution Role
 * Permissions" and its siblings)
 */
import type { JobAccess } from "../asl/catalogue/integration";
import type { Json } from "../asl/definition";
import { asPattern, valuesAt } from "../asl/parameterValue";
import { ecrRepositoryArn, regionalArn, s3Service } from "./arn";
import type { Environment } from "./document";

const ROLES = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html";
const LOG_ARNS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html";

/** Actions on resources, with the condition under which they are granted and the context with which they are called. */
export interface JobNeed {
  actions: string[];
  /** ARNs, with `*` for what is made when the job runs. */
  resources: string[];
  /** What AWS puts in a call's request where it differs from `resources`. */
  calledOn?: string[];
  /** Condition key -> value, with the operator that compares them. */
  condition?: { operator: string; key: string; value: string };
  source: string;
}

/** A job (or model) in a definition or about to run: its row's access rules, and what is sent. */
export interface JobRequest {
  access: JobAccess;
  request: Json;
  /** The images of the model that a transform job runs; elsewhere they stand in the request. */
  modelImages?: string[];
}

/** Everything but S3, in the order in which a job needs it. */
export function jobNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  return [
    ...imageNeeds(job, environment),
    ...networkNeeds(job, environment),
    ...keyNeeds(job, environment),
    ...logNeeds(job, environment),
  ];
}

function textsAt({ request }: JobRequest, paths: readonly string[]): string[] {
  return paths.flatMap((path) => valuesAt(request, path)).map(asPattern);
}

function imageNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  // A model's image is pulled by the jobs and endpoints that run it, with the model's role.
  const images = [...textsAt(job, job.access.images), ...(job.modelImages ?? [])];
  const repositories = images.flatMap((image) => ecrRepositoryArn(environment, image) ?? []);
  if (repositories.length === 0) return [];
  return [
    // `*`: this action has no resource-level permissions; the token it gives opens nothing by itself.
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"], source: ROLES },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      resources: [...new Set(repositories)],
      source: ROLES,
    },
  ];
}

function logNeeds({ access, request }: JobRequest, environment: Environment): JobNeed[] {
  if (access.logGroup === undefined) return [];
  const group = regionalArn(environment, "logs", `log-group:${access.logGroup}`);
  const [name] = valuesAt(request, access.name);
  const stream = name === undefined ? "*" : asPattern(name);
  return [
    {
      actions: ["logs:CreateLogGroup", "logs:DescribeLogStreams"],
      // The form that AWS documents for policies; in calls the group's own ARN ends in an empty stream.
      resources: [`${group}:*`],
      calledOn: [`${group}:log-stream:`],
      source: LOG_ARNS,
    },
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${group}:log-stream:${stream}/*`],
      source: LOG_ARNS,
    },
    {
      actions: ["cloudwatch:PutMetricData"],
      // `*`: this action has no resource-level permissions; the namespace is what can be restricted.
      resources: ["*"],
      condition: { operator: "StringEquals", key: "cloudwatch:namespace", value: access.logGroup },
      source: ROLES,
    },
  ];
}

function keyNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  const outputKeys = textsAt(job, job.access.outputKeys).map((key) => keyArn(environment, key));
  const volumeKeys = textsAt(job, job.access.volumeKeys).map((key) => keyArn(environment, key));
  const needs: JobNeed[] = [];
  if (outputKeys.length > 0) {
    needs.push({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: outputKeys,
      condition: { operator: "StringEquals", key: "kms:ViaService", value: s3Service(environment) },
      source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    });
  }
  if (volumeKeys.length > 0) {
    needs.push({
      actions: ["kms:CreateGrant"],
      resources: volumeKeys,
      condition: { operator: "Bool", key: "kms:GrantIsForAWSResource", value: "true" },
      source: ROLES,
    });
  }
  return needs;
}

/** A key is named by its ARN, or by its id in the same account. */
function keyArn(environment: Environment, key: string): string {
  return key.startsWith("arn:") ? key : regionalArn(environment, "kms", `key/${key}`);
}

function networkNeeds({ access, request }: JobRequest, environment: Environment): JobNeed[] {
  if (access.network === undefined || valuesAt(request, access.network).length === 0) return [];
  const arns = (member: string, type: string) =>
    listAt(request, `${access.network}.${member}`).map((id) => regionalArn(environment, "ec2", `${type}/${id}`));
  // The network interface's id is made by EC2, so only its type can be named.
  const networkInterface = regionalArn(environment, "ec2", "network-interface/*");
  return [
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: [...arns("Subnets", "subnet"), ...arns("SecurityGroupIds", "security-group"), networkInterface],
      source: ROLES,
    },
    {
      actions: [
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
      ],
      resources: [networkInterface],
      source: ROLES,
    },
    {
      actions: [
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ],
      // `*`: EC2's Describe actions have no resource-level permissions.
      resources: ["*"],
      source: ROLES,
    },
  ];
}

/** The ids in a list of parameters; `*` for a list that comes from the state's input. */
function listAt(request: Json, path: string): string[] {
  return valuesAt(request, path).flatMap((value) =>
    value.kind === "literal" && Array.isArray(value.value) ? value.value.map(String) : ["*"],
  );
}
