/** The SageMaker integrations: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html */
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Json, JsonObject } from "../../asl/definition";
import { parseS3Uri, regionalArn } from "../../iam/arn";
import { TaskFailure } from "../interpreter/failures";
import { s3Client } from "../s3/client";
import { JobFailed, type JobEnvironment } from "../sagemaker/jobEnvironment";
import { runProcessingJob } from "../sagemaker/processingJob";
import { runTrainingJob } from "../sagemaker/trainingJob";
import { runTransformJob } from "../sagemaker/transformJob";
import { textOf } from "./parameters";
import type { TaskScope } from "./scope";
import { sagemakerFailure } from "./serviceErrors";

/** `sagemaker:createTrainingJob.sync` */
export async function trainingTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  return runJob("Training", request, scope, (environment) => runTrainingJob(request, environment));
}

/** `sagemaker:createProcessingJob.sync` */
export async function processingTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  return runJob("Processing", request, scope, (environment) => runProcessingJob(request, environment));
}

/** `sagemaker:createTransformJob.sync` */
export async function transformTask(request: JsonObject, scope: TaskScope): Promise<Json> {
  const name = textOf(request, "ModelName");
  const model = scope.models.get(name);
  if (!model) throw sagemakerFailure("ValidationException", `Could not find model "${arnOf("model", name, scope)}".`);
  return runJob("Transform", request, scope, (environment) => runTransformJob(request, model, environment));
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

/** Runs a job to its end, and makes Step Functions' error of its failure. */
async function runJob(
  kind: "Training" | "Processing" | "Transform",
  request: JsonObject,
  scope: TaskScope,
  run: (environment: JobEnvironment) => Promise<JsonObject>,
): Promise<Json> {
  const name = textOf(request, `${kind}JobName`);
  const arn = arnOf(`${kind.toLowerCase()}-job`, name, scope);
  if (scope.jobNames.has(arn)) {
    throw sagemakerFailure(
      "ResourceInUse",
      `${kind} job names must be unique within an AWS account and region, and a ${kind.toLowerCase()} job with this name already exists (${arn})`,
    );
  }
  // A transform job has no role of its own: it runs with its model's, which CreateModel has looked at.
  if (request["RoleArn"] !== undefined) await assume(textOf(request, "RoleArn"), arn, scope);
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
    if (error instanceof JobFailed) throw new TaskFailure("States.TaskFailed", JSON.stringify(error.describe));
    throw error;
  }
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
