/** What is sent: names, kinds and values of parameters. */
import type { Json, JsonObject } from "../../../asl/definition";
import { each, type Operator } from "../mutation";
import { asObject, objectsBelow, type TaskSite, tasks, tasksOf } from "../sites";
import { misspell, rename, set } from "./edits";

const operator = (name: string, breaks: string, mutate: Operator["mutate"]): Operator => ({
  name,
  class: "parameters",
  breaks,
  mutate,
});

/** Required parameters, by API; nested ones with dots. */
const REQUIRED: Record<string, readonly string[]> = {
  "sagemaker:createTrainingJob": [
    "TrainingJobName",
    "RoleArn",
    "OutputDataConfig",
    "OutputDataConfig.S3OutputPath",
    "AlgorithmSpecification.TrainingInputMode",
  ],
  "sagemaker:createTransformJob": [
    "TransformJobName",
    "ModelName",
    "TransformInput",
    "TransformOutput",
    "TransformResources",
    "TransformResources.InstanceType",
    "TransformInput.DataSource",
  ],
  "sagemaker:createProcessingJob": [
    "ProcessingJobName",
    "RoleArn",
    "AppSpecification",
    "AppSpecification.ImageUri",
    "ProcessingResources",
    "ProcessingResources.ClusterConfig.VolumeSizeInGB",
  ],
  "sagemaker:createHyperParameterTuningJob": [
    "HyperParameterTuningJobName",
    "HyperParameterTuningJobConfig",
    "HyperParameterTuningJobConfig.Strategy",
    "HyperParameterTuningJobConfig.ResourceLimits.MaxParallelTrainingJobs",
    "TrainingJobDefinition.RoleArn",
  ],
  "sagemaker:createLabelingJob": [
    "LabelingJobName",
    "LabelAttributeName",
    "InputConfig",
    "OutputConfig",
    "RoleArn",
    "HumanTaskConfig",
    "HumanTaskConfig.WorkteamArn",
    "HumanTaskConfig.TaskTitle",
  ],
  "sagemaker:createModel": ["ModelName"],
  "sagemaker:createEndpointConfig": ["EndpointConfigName", "ProductionVariants"],
  "sagemaker:createEndpoint": ["EndpointName", "EndpointConfigName"],
  "sagemaker:updateEndpoint": ["EndpointName", "EndpointConfigName"],
  "lambda:invoke": ["FunctionName"],
  "sns:publish": ["Message"],
  "sqs:sendMessage": ["QueueUrl", "MessageBody"],
  "states:startExecution": ["StateMachineArn"],
  "events:putEvents": ["Entries"],
  "dynamodb:putItem": ["TableName", "Item"],
  "dynamodb:getItem": ["TableName", "Key"],
  "dynamodb:updateItem": ["TableName", "Key"],
  "athena:startQueryExecution": ["QueryString"],
  "glue:startJobRun": ["JobName"],
  "batch:submitJob": ["JobName", "JobDefinition", "JobQueue"],
  "ecs:runTask": ["TaskDefinition"],
  "elasticmapreduce:addStep": ["ClusterId", "Step"],
  "aws-sdk:sagemaker:describeTrainingJob": ["TrainingJobName"],
  "aws-sdk:sagemaker:describeEndpoint": ["EndpointName"],
  "aws-sdk:sagemaker:addTags": ["ResourceArn", "Tags"],
  "aws-sdk:s3:copyObject": ["Bucket", "CopySource", "Key"],
};

/** The object that holds a parameter, and the parameter's key in it: with `.$` where it is a reference. */
function locate(request: JsonObject, parameter: string): { holder: JsonObject; key: string } | undefined {
  const names = parameter.split(".");
  let holder: JsonObject | undefined = request;
  for (const name of names.slice(0, -1)) holder = asObject(holder?.[name]);
  const last = names.at(-1)!;
  const key = [last, `${last}.$`].find((name) => holder?.[name] !== undefined);
  return holder === undefined || key === undefined ? undefined : { holder, key };
}

/** A Task and one parameter of it. */
interface ParameterSite extends TaskSite {
  parameter: string;
  holder: JsonObject;
  key: string;
}

const requiredParameters = (definition: JsonObject): ParameterSite[] =>
  tasks(definition).flatMap((task) =>
    (REQUIRED[task.api] ?? []).flatMap((parameter) => {
      const found = locate(task.request, parameter);
      return found === undefined ? [] : [{ ...task, ...found, parameter }];
    }),
  );

/** Gives a parameter of SageMaker tasks a value that it cannot have, wherever it is given. */
export function value(parameter: string, given: Json): Operator["mutate"] {
  return each(
    (definition) =>
      tasks(definition)
        .filter(({ api }) => api.startsWith("sagemaker:"))
        .flatMap((task) => objectsBelow(task.request, task.requestPath, task))
        .filter(({ object }) => object[parameter] !== undefined || object[`${parameter}.$`] !== undefined),
    ({ object, path }) => {
      Reflect.deleteProperty(object, `${parameter}.$`);
      return set(object, path, parameter, given);
    },
  );
}

const objectParameters = (definition: JsonObject): ParameterSite[] =>
  requiredParameters(definition).filter(({ holder, key }) => asObject(holder[key]) !== undefined);

/** Members whose keys the user makes up. */
const OPEN =
  /\.(Payload|Input|MessageBody|Message|Detail|HyperParameters|StaticHyperParameters|Environment|Arguments|Item|Key|ExpressionAttributeValues)\b/;

const nested = (definition: JsonObject) =>
  tasks(definition).flatMap((task) =>
    objectsBelow(task.request, task.requestPath, task).filter(
      ({ path, object }) => path !== task.requestPath && !OPEN.test(path) && Object.keys(object).length > 0,
    ),
  );

/** Operators on parameters. */
export const parameterOperators: Operator[] = [
  operator(
    "required-missing",
    "A required parameter is missing",
    each(requiredParameters, ({ holder, key, requestPath, parameter }) => {
      Reflect.deleteProperty(holder, key);
      return `${requestPath}.${parameter}`;
    }),
  ),
  operator(
    "misspelt",
    "A required parameter is misspelt",
    each(requiredParameters, ({ holder, key, requestPath, parameter }) => {
      rename(holder, key, key.replace(/^\w+/, misspell));
      return `${requestPath}.${parameter}`.replace(/\.[^.]+$/, "");
    }),
  ),
  operator(
    "unknown",
    "A parameter that the API has not",
    each(tasks, ({ request, requestPath }) => set(request, requestPath, "Retries", 3)),
  ),
  operator(
    "unknown-nested",
    "A parameter's part that the API has not",
    each(nested, ({ object, path }) => set(object, path, "Retries", 3)),
  ),
  operator(
    "wrong-case",
    "A parameter begins with a small letter",
    each(tasks, ({ request, requestPath }) => {
      const [key] = Object.keys(request);
      if (key === undefined) return undefined;
      rename(request, key, `${key[0]?.toLowerCase()}${key.slice(1)}`);
      return requestPath;
    }),
  ),
  operator(
    "wrong-case-nested",
    "A parameter's part begins with a small letter",
    each(nested, ({ object, path }) => {
      const [key] = Object.keys(object);
      if (key === undefined) return undefined;
      rename(object, key, `${key[0]?.toLowerCase()}${key.slice(1)}`);
      return path;
    }),
  ),
  operator(
    "too-high",
    "A part of a structure stands beside it",
    each(objectParameters, ({ holder, key, request, requestPath }) => {
      const [inner, content] = Object.entries(asObject(holder[key])!)[0] ?? [];
      if (inner === undefined || content === undefined || request[inner] !== undefined) return undefined;
      Reflect.deleteProperty(asObject(holder[key])!, inner);
      request[inner] = content;
      return requestPath;
    }),
  ),
  operator(
    "outputs-misplaced",
    "ProcessingOutputs in place of ProcessingOutputConfig",
    each(tasksOf("sagemaker:createProcessingJob"), ({ request, requestPath }) => {
      request.ProcessingOutputs = asObject(request.ProcessingOutputConfig)!.Outputs!;
      Reflect.deleteProperty(request, "ProcessingOutputConfig");
      return requestPath;
    }),
  ),
  operator(
    "text-for-structure",
    "A text in place of a structure",
    each(objectParameters, ({ holder, key, requestPath, parameter }) => {
      holder[key] = "default";
      return `${requestPath}.${parameter}`;
    }),
  ),
  operator(
    "list-for-structure",
    "A list in place of a structure",
    each(objectParameters, ({ holder, key, requestPath, parameter }) => {
      holder[key] = [holder[key]!];
      return `${requestPath}.${parameter}`;
    }),
  ),
  operator(
    "structure-for-list",
    "A structure in place of a list of them",
    each(tasks, ({ request, requestPath }) => {
      const key = ["InputDataConfig", "ProcessingInputs", "ProductionVariants", "Entries"].find((name) =>
        Array.isArray(request[name]),
      );
      return key && set(request, requestPath, key, (request[key] as Json[])[0]!);
    }),
  ),
  operator(
    "number-for-text",
    "A number in HyperParameters",
    each(
      (definition) =>
        tasks(definition)
          .flatMap((task) => objectsBelow(task.request, task.requestPath, task))
          .filter(({ path }) => /\.(HyperParameters|StaticHyperParameters|Environment)$/.test(path)),
      ({ object, path }) => set(object, path, Object.keys(object)[0]!, 50),
    ),
  ),
  operator("word-for-number", "A word in place of a number", value("InstanceCount", "one")),
  operator("word-for-truth", "A word in place of a truth value", value("RetainAllVariantProperties", "no")),
  operator("instance-type-unknown", "An instance type that there is not", value("InstanceType", "ml.m5.xlrge")),
  operator("input-mode-unknown", "An input mode that there is not", value("TrainingInputMode", "Files")),
  operator("data-type-unknown", "A kind of S3 data that there is not", value("S3DataType", "Prefix")),
  operator("strategy-unknown", "A strategy of tuning that there is not", value("Strategy", "Bayes")),
  operator("assemble-unknown", "A way to assemble results that there is not", value("AssembleWith", "Lines")),
  operator("no-instance", "No instance", value("InstanceCount", 0)),
  operator("no-volume", "A volume of no size", value("VolumeSizeInGB", 0)),
  operator("no-runtime", "No time to run", value("MaxRuntimeInSeconds", 0)),
  operator("too-many-workers", "Too many people for an object", value("NumberOfHumanWorkersPerDataObject", 10)),
  operator("uri-without-scheme", "An S3 URI without its scheme", value("S3OutputPath", "churn-data/models")),
  operator("role-name-for-arn", "A role's name in place of its ARN", value("RoleArn", "churn-jobs")),
  operator(
    "role-without-account",
    "A role's ARN without an account",
    value("RoleArn", "arn:aws:iam:::role/churn-jobs"),
  ),
];
