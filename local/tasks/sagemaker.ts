/** The SageMaker integrations: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html */
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Json, JsonObject } from "../../asl/definition";
import { parseS3Uri, regionalArn } from "../../iam/arn";
import { TaskFailure } from "../interpreter/failures";
import { s3Client } from "../s3/client";
import { jobArn, type JobKind } from "../sagemaker/describe";
import { InvalidRequest, JobFailed, type JobEnvironment } from "../sagemaker/jobEnvironment";
import { runProcessingJob } from "../sagemaker/processingJob";
import { runTrainingJob } from "../sagemaker/trainingJob";
import { runTransformJob } from "../sagemaker/transformJob";
import { runTuningJob } from "../sagemaker/tuning/tuningJob";
import { textOf } from "./parameters";
import type { TaskScope } from "./scope";
import { sagemakerFailure } from "./serviceErrors";

/** `sagemaker:createTrainingJob.sync` */
export async function trainingTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  return runJob("training", request, scope, (environment) => runTrainingJob(request, environment));
}

/** `sagemaker:createProcessingJob.sync` */
export async function processingTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  return runJob("processing", request, scope, (environment) => runProcessingJob(request, environment));
}

/** `sagemaker:createTransformJob.sync` */
export async function transformTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  const name = textOf(request, "ModelName");
  const model = scope.models.get(name);
  if (!model) throw sagemakerFailure("ValidationException", `Could not find model "${arnOf("model", name, scope)}".`);
  return runJob("transform", request, scope, (environment) => runTransformJob(request, model, environment));
}

/** `sagemaker:createHyperParameterTuningJob.sync` */
export async function tuningTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  return runJob("tuning", request, scope, (environment) => runTuningJob(request, environment));
}

/** `sagemaker:createModel`: remembers the model, after SageMaker's own look at its role and data. */
export async function modelTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  const name = textOf(request, "ModelName");
  const arn = arnOf("model", name, scope);
  if (scope.models.has(name))
    throw sagemakerFailure("ValidationException", `Cannot create already existing model "${arn}".`);
  scope.onJob(name);
  await assume(textOf(request, "ExecutionRoleArn"), arn, scope);
  await checkModelData(request, scope);
  scope.models.set(name, request);
  return { ModelArn: arn };
}

/** What SageMaker calls the kinds of jobs, and where the names of those that the request asks for stand. */
const KINDS: Record<JobKind, { title: string; name: string }> = {
  training: { title: "training job", name: "TrainingJobName" },
  processing: { title: "processing job", name: "ProcessingJobName" },
  transform: { title: "transform job", name: "TransformJobName" },
  tuning: { title: "hyperparameter tuning job", name: "HyperParameterTuningJobName" },
};

/** Runs a job to its end, and makes Step Functions' error of its failure. */
async function runJob(
  kind: JobKind,
  request: JsonObject,
  scope: TaskScope,
  run: (environment: JobEnvironment) => Promise<JsonObject>,
): Promise<Json> {
  const { title } = KINDS[kind];
  const name = textOf(request, KINDS[kind].name);
  const arn = jobArn(kind, name, scope.environment);
  if (scope.jobNames.has(arn)) {
    throw sagemakerFailure(
      "ResourceInUse",
      `${title[0]?.toUpperCase()}${title.slice(1)} names must be unique within an AWS account and region, and a ${title} with this name already exists (${arn})`,
    );
  }
  for (const role of rolesOf(request)) await assume(role, arn, scope);
  scope.jobNames.add(arn);
  scope.onJob(name);
  try {
    return await run({
      ...scope,
      ...scope.environment,
      onLog: (_job, line) => scope.onLog(line),
      onMetric: (_job, point) => scope.onMetric(point),
    });
  } catch (error) {
    if (error instanceof InvalidRequest) throw sagemakerFailure("ValidationException", error.message);
    if (error instanceof JobFailed) throw new TaskFailure("States.TaskFailed", JSON.stringify(error.describe));
    throw error;
  }
}

/** A transform job has no role of its own: it runs with its model's, which CreateModel has looked at. */
function rolesOf({ RoleArn, TrainingJobDefinition, TrainingJobDefinitions }: JsonObject): string[] {
  const definitions = [TrainingJobDefinition ?? [], TrainingJobDefinitions ?? []].flat() as JsonObject[];
  const roles = [RoleArn, ...definitions.map((definition) => definition["RoleArn"])];
  return [...new Set(roles.filter((role) => typeof role === "string"))];
}

/** SageMaker takes up the role when it is given it: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
async function assume(role: string, sourceArn: string, { authorizer }: TaskScope): Promise<void> {
  const service = "sagemaker.amazonaws.com";
  if (await authorizer.mayAssume(role, { service, sourceArn, session: "SageMaker" })) return;
  throw sagemakerFailure(
    "ValidationException",
    `Could not assume role ${role}. Please ensure that the role exists and allows principal '${service}' to assume the role.`,
  );
}

/** CreateModel fails when the model's role cannot read its artifact. */
async function checkModelData(request: JsonObject, { authorizer, environment, s3Endpoint }: TaskScope): Promise<void> {
  const containers = [request["PrimaryContainer"] ?? [], request["Containers"] ?? []].flat() as JsonObject[];
  const role = textOf(request, "ExecutionRoleArn");
  for (const { ModelDataUrl } of containers) {
    if (typeof ModelDataUrl !== "string") continue;
    const { bucket: Bucket = "", key: Key = "" } = parseS3Uri(ModelDataUrl) ?? {};
    const client = s3Client(s3Endpoint, environment.region, authorizer.credentialsFor(role));
    await client.send(new HeadObjectCommand({ Bucket, Key })).catch(() => {
      throw sagemakerFailure(
        "ValidationException",
        `Could not access model data at ${ModelDataUrl}. Please ensure that the role "${role}" exists and that its trust ` +
          `relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". ` +
          `Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${environment.region}.`,
      );
    });
  }
}

function arnOf(type: string, name: string, { environment }: TaskScope): string {
  // SageMaker's ARNs are in lower case whatever the name is.
  return regionalArn(environment, "sagemaker", `${type}/${name.toLowerCase()}`);
}
