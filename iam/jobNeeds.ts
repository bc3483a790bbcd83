/**
 * What a SageMaker job does with its own role, beside reading and writing S3 (iam/jobStorage.ts).
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html ("CreateTrainingJob API: Execution Role
 * Permissions" and its siblings)
 */
import { asPattern, valuesAt } from "../asl/parameterValue";
import { rewritten } from "./arnRewriting";
import { notificationNeeds } from "./asyncInferenceNeeds";
import { ecrRepositoryArn, regionalArn, s3Service } from "./arn";
import type { Environment } from "./document";
import type { JobNeed } from "./jobNeed";
import { type JobRequest, textsAt } from "./jobsOf";
import { labelingNeeds } from "./labelingNeeds";

const ROLES = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html";
const LOG_ARNS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html";

/** Everything but S3, in the order in which a job needs it. */
export function jobNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  return [
    ...imageNeeds(job, environment),
    ...networkNeeds(job, environment),
    ...keyNeeds(job, environment),
    ...labelingNeeds(job, environment),
    ...notificationNeeds(job, environment),
    ...logNeeds(job, environment),
  ];
}

function imageNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  // A model's image is pulled by the jobs and endpoints that run it, with the model's role.
  const images = [...textsAt(job, job.access.images), ...(job.modelImages ?? [])];
  const repositories = images.flatMap((image) =>
    image === "*" ? regionalArn(environment, "ecr", "repository/*") : (ecrRepositoryArn(environment, image) ?? []),
  );
  if (repositories.length === 0) return [];
  return [
    {
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"],
      wide: "this action has no resource-level permissions; the token it gives opens nothing by itself",
      source: ROLES,
    },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      resources: [...new Set(repositories)],
      wide: "the image is not known before the state runs",
      source: ROLES,
    },
  ];
}

function logNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  const { logGroup } = job.access;
  if (logGroup === undefined) return [];
  return [
    ...logGroups(job, logGroup).flatMap(({ group, stream }) => {
      const arn = regionalArn(environment, "logs", `log-group:${group}`);
      return [
        {
          actions: ["logs:CreateLogGroup", "logs:DescribeLogStreams"],
          // The form that AWS documents for policies; in calls the group's own ARN ends in an empty stream.
          resources: [`${arn}:*`],
          calledOn: [`${arn}:log-stream:`],
          wide: "the form that AWS documents for a log group",
          source: LOG_ARNS,
        },
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${arn}:log-stream:${stream}`],
          wide: "the names of log streams are made when the job runs",
          source: LOG_ARNS,
        },
      ];
    }),
    {
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      wide: "this action has no resource-level permissions; the namespace is what can be restricted",
      condition: { operator: "StringEquals", key: "cloudwatch:namespace", value: logGroup },
      source: ROLES,
    },
  ];
}

/**
 * The log groups of a job, and the streams in them. All jobs of a kind share a group, in which a stream's name begins with
 * that of its job; each endpoint has a group of its own.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
 */
function logGroups({ access, name, endpointNames }: JobRequest, logGroup: string): { group: string; stream: string }[] {
  if (access.kind === "endpoint") {
    const names = endpointNames === undefined || endpointNames.length === 0 ? ["*"] : [...new Set(endpointNames)];
    return names.map((endpoint) => ({ group: `${logGroup}/${endpoint}`, stream: "*" }));
  }
  const jobName = name === undefined ? "*" : asPattern(name);
  // The training jobs of a tuning job are called after it.
  return [{ group: logGroup, stream: access.kind === "tuning" ? `${jobName}-*` : `${jobName}/*` }];
}

function keyNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  const keys = (paths: string[]) => textsAt(job, paths).map((key) => rewritten("keyArn", key, environment));
  const outputKeys = keys(job.access.outputKeys);
  const volumeKeys = keys(job.access.volumeKeys);
  const needs: JobNeed[] = [];
  const wide = "an alias, or the input, does not tell the key";
  if (outputKeys.length > 0) {
    needs.push({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: outputKeys,
      wide,
      condition: { operator: "StringEquals", key: "kms:ViaService", value: s3Service(environment) },
      source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    });
  }
  if (volumeKeys.length > 0) {
    needs.push({
      actions: ["kms:CreateGrant"],
      resources: volumeKeys,
      wide,
      condition: { operator: "Bool", key: "kms:GrantIsForAWSResource", value: "true" },
      source: ROLES,
    });
  }
  return needs;
}

function networkNeeds(job: JobRequest, environment: Environment): JobNeed[] {
  const { network } = job.access;
  if (network === undefined || valuesAt(job.request, network, job.constants).length === 0) return [];
  const arns = (member: string, type: string) =>
    textsAt(job, [`${network}.${member}[]`]).map((id) => regionalArn(environment, "ec2", `${type}/${id}`));
  const networkInterface = regionalArn(environment, "ec2", "network-interface/*");
  const wide = "EC2 makes the id of a network interface";
  return [
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: [...arns("Subnets", "subnet"), ...arns("SecurityGroupIds", "security-group"), networkInterface],
      wide,
      source: ROLES,
    },
    {
      actions: [
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
      ],
      resources: [networkInterface],
      wide,
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
      resources: ["*"],
      wide: "EC2's Describe actions have no resource-level permissions",
      source: ROLES,
    },
  ];
}
