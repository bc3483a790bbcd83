/** Models: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html */
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { JsonObject } from "../../../asl/definition";
import { parseS3Uri } from "../../../iam/arn";
import { json } from "../../sagemaker/describe";
import { UnusablePackage, withPackages } from "../../sagemaker/registry/packagedContainers";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { LocalModel, TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { arnOf, assume } from "./assume";
import { pageOf } from "./listing";

/** Remembers the model, after SageMaker's own look at its role and data. */
const createModel: LocalTask = async (request, scope) => {
  const name = textOf(request, "ModelName");
  const arn = arnOf("model", name, scope);
  if (scope.models.has(name))
    throw new ServiceError("ValidationException", `Cannot create already existing model "${arn}".`);
  scope.onJob(name);
  const resolved = resolve(request, scope);
  await assume(textOf(request, "ExecutionRoleArn"), arn, scope);
  await checkModelData(resolved, scope);
  scope.models.set(name, { request, resolved, created: new Date() });
  return { ModelArn: arn };
};

function resolve(request: JsonObject, { registry }: TaskScope): JsonObject {
  try {
    return withPackages(request, registry);
  } catch (error) {
    throw error instanceof UnusablePackage ? new ServiceError("ValidationException", error.message) : error;
  }
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html */
const describeModel: LocalTask = async (request, scope) => {
  const name = textOf(request, "ModelName");
  const { request: created, created: CreationTime } = modelOf(name, scope);
  const { Tags: _, ...members } = created;
  return json({
    EnableNetworkIsolation: false,
    ...members,
    ...(members["PrimaryContainer"] && {
      PrimaryContainer: { Mode: "SingleModel", ...(members["PrimaryContainer"] as JsonObject) },
    }),
    CreationTime,
    ModelArn: arnOf("model", name, scope),
  });
};

const listModels: LocalTask = async (request, scope) => {
  const models = [...scope.models].map(([name, { created }]) => ({
    ...{ name, created },
    summary: json({ ModelName: name, ModelArn: arnOf("model", name, scope), CreationTime: created }),
  }));
  const { summaries, ...more } = pageOf(models, request);
  return { Models: summaries, ...more };
};

const deleteModel: LocalTask = async (request, scope) => {
  modelOf(textOf(request, "ModelName"), scope);
  scope.models.delete(textOf(request, "ModelName"));
  return {};
};

/**
 * The request that made a model, with what its model packages say in place of their names.
 *
 * @throws {ServiceError} when there is none of that name
 */
export function modelNamed(name: string, scope: TaskScope): JsonObject {
  return modelOf(name, scope).resolved;
}

function modelOf(name: string, scope: TaskScope): LocalModel {
  const model = scope.models.get(name);
  if (!model) throw new ServiceError("ValidationException", `Could not find model "${arnOf("model", name, scope)}".`);
  return model;
}

/** CreateModel fails when the model's role cannot read its artifact. */
async function checkModelData(request: JsonObject, { environment, s3 }: TaskScope): Promise<void> {
  const containers = [request["PrimaryContainer"] ?? [], request["Containers"] ?? []].flat() as JsonObject[];
  const role = textOf(request, "ExecutionRoleArn");
  for (const { ModelDataUrl } of containers) {
    if (typeof ModelDataUrl !== "string") continue;
    const { bucket: Bucket = "", key: Key = "" } = parseS3Uri(ModelDataUrl) ?? {};
    const client = s3(role);
    const looked = client.send(new HeadObjectCommand({ Bucket, Key })).finally(() => client.destroy());
    await looked.catch(() => {
      throw new ServiceError(
        "ValidationException",
        `Could not access model data at ${ModelDataUrl}. Please ensure that the role "${role}" exists and that its trust ` +
          `relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". ` +
          `Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${environment.region}.`,
      );
    });
  }
}

/** By API. */
export const modelTasks: Record<string, LocalTask> = {
  "sagemaker:createModel": createModel,
  "aws-sdk:sagemaker:createModel": createModel,
  "aws-sdk:sagemaker:describeModel": describeModel,
  "aws-sdk:sagemaker:listModels": listModels,
  "aws-sdk:sagemaker:deleteModel": deleteModel,
};
