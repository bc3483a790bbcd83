/** The calls that a SageMaker job makes with its own role, beside those to S3 that a local run sees for itself. */
import { integrations } from "../asl/catalogue/catalogue";
import type { JobAccess } from "../asl/catalogue/integration";
import type { JsonObject } from "../asl/definition";
import { asPattern, valuesAt } from "../asl/parameterValue";
import { objectArn, parseS3Uri } from "./arn";
import type { AwsCall, Environment } from "./document";
import { jobNeeds } from "./jobNeeds";
import { jobsIn } from "./jobsOf";

/** Stands for an id that EC2 or CloudWatch Logs makes when the job runs. */
const GENERATED = "generated";

/**
 * Image pulls, network interfaces, keys, logs and metrics of one job.
 *
 * @param request the job's rendered parameters: no references left
 * @param modelImages for transform jobs and endpoints: the images of the model
 * @param endpointName for endpoint configurations: the endpoint that runs it
 * @example jobCalls("training", { TrainingJobName: "churn-train-1", ... }, environment)
 */
export function jobCalls(
  kind: JobAccess["kind"],
  request: JsonObject,
  environment: Environment,
  modelImages: string[] = [],
  endpointName?: string,
): AwsCall[] {
  const endpointNames = endpointName === undefined ? [] : [endpointName];
  const jobs = jobsIn(accessOf(kind), request, "");
  const needs = jobs
    .flatMap((job) => jobNeeds({ ...job, modelImages, endpointNames }, environment))
    .flatMap(({ actions, resources, calledOn = resources, condition, source }) =>
      actions.flatMap((action) =>
        calledOn.map((resource) => ({
          action,
          resource: resource === "*" ? resource : resource.replaceAll("*", GENERATED),
          ...(condition === undefined ? {} : { context: { [condition.key]: condition.value } }),
          source,
        })),
      ),
    );
  return [...needs, ...resumptionCalls(request, environment)];
}

/**
 * A spot job reads its checkpoints back when it goes on after an interruption, which AWS alone decides on.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html
 */
function resumptionCalls(request: JsonObject, environment: Environment): AwsCall[] {
  if (request.EnableManagedSpotTraining !== true) return [];
  return valuesAt(request, "CheckpointConfig.S3Uri").flatMap((value) => {
    const location = parseS3Uri(asPattern(value));
    if (location === undefined) return [];
    const resource = objectArn(environment, { ...location, key: `${location.key}${GENERATED}` });
    const source = "https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html";
    return [{ action: "s3:GetObject", resource, source }];
  });
}

function accessOf(kind: JobAccess["kind"]): JobAccess {
  const access = integrations.find(({ job }) => job?.kind === kind)?.job;
  if (access === undefined) throw new Error(`the catalogue has no ${kind} job`);
  return access;
}
