/**
 * Application Auto Scaling, for the variants of endpoints: remembered and told, but nothing is scaled.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html and its siblings
 */
import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../asl/definition";
import { regionalArn } from "../../iam/arn";
import type { LocalTask } from "./localTask";
import { textOf } from "./parameters";
import type { ScalableTarget, TaskScope } from "./scope";
import { ServiceError } from "./serviceErrors";

const refuse = (message: string) => new ServiceError("ValidationException", message);

/** What there is to be scaled of a variant. */
const DIMENSIONS = ["sagemaker:variant:DesiredInstanceCount", "sagemaker:variant:DesiredProvisionedConcurrency"];

const register: LocalTask = async (request, scope) => {
  const key = keyOf(request);
  const known = scope.scalableTargets.get(key);
  checkVariant(request, scope);
  const merged = { ...known?.request, ...request };
  const { MinCapacity, MaxCapacity } = merged;
  if (MinCapacity === undefined || MaxCapacity === undefined) {
    throw refuse("Both minimum capacity and maximum capacity are required to register a new scalable target.");
  }
  if (Number(MinCapacity) > Number(MaxCapacity)) {
    throw refuse("Minimum capacity cannot be greater than maximum capacity.");
  }
  const ScalableTargetARN =
    known?.arn ??
    regionalArn(scope.environment, "application-autoscaling", `scalable-target/${randomUUID().replaceAll("-", "")}`);
  scope.scalableTargets.set(key, {
    ...{ arn: ScalableTargetARN, created: known?.created ?? new Date(), request: merged },
    policies: known?.policies ?? new Map<string, never>(),
  });
  scope.onNote(`${textOf(request, "ResourceId")} stays as it is: a local run does not scale.`);
  return { ScalableTargetARN };
};

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const describe: LocalTask = async (request, { scalableTargets }) => {
  const ids = request["ResourceIds"] as string[] | undefined;
  const asked = [...scalableTargets.values()].filter(
    ({ request: target }) =>
      target["ServiceNamespace"] === request["ServiceNamespace"] &&
      (request["ScalableDimension"] === undefined || target["ScalableDimension"] === request["ScalableDimension"]) &&
      (ids === undefined || ids.includes(textOf(target, "ResourceId"))),
  );
  return {
    ScalableTargets: asked.map(({ arn, created, request: { Tags: _tags, ...target } }): Json => ({
      ...target,
      ...{ ScalableTargetARN: arn, CreationTime: created.toISOString() },
      SuspendedState: (target["SuspendedState"] ?? {
        ...{ DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false },
      }) as JsonObject,
    })),
  };
};

const deregister: LocalTask = async (request, scope) => {
  targetOf(request, scope);
  scope.scalableTargets.delete(keyOf(request));
  return {};
};

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html */
const putPolicy: LocalTask = async (request, scope) => {
  const { policies } = targetOf(request, scope);
  const name = textOf(request, "PolicyName");
  const type = textOf(request, "PolicyType") || "StepScaling";
  const configuration = `${type}PolicyConfiguration`;
  if (request[configuration] === undefined) throw refuse(`${configuration} is required for the policy type ${type}.`);
  const known = policies.get(name);
  const resource = `scalingPolicy:${randomUUID()}:resource/sagemaker/${textOf(request, "ResourceId")}:policyName/${name}`;
  const arn = known?.arn ?? regionalArn(scope.environment, "autoscaling", resource);
  policies.set(name, { request, arn, created: known?.created ?? new Date() });
  return { PolicyARN: arn, Alarms: type === "TargetTrackingScaling" ? alarmsOf(request, scope) : [] };
};

/** Those that Application Auto Scaling would make. */
function alarmsOf(request: JsonObject, { environment }: TaskScope): JsonObject[] {
  return ["AlarmHigh", "AlarmLow"].map((kind) => {
    const AlarmName = `TargetTracking-${textOf(request, "ResourceId")}-${kind}-${randomUUID()}`;
    return { AlarmName, AlarmARN: regionalArn(environment, "cloudwatch", `alarm:${AlarmName}`) };
  });
}

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html */
const describePolicies: LocalTask = async (request, { scalableTargets }) => {
  const names = request["PolicyNames"] as string[] | undefined;
  const asked = [...scalableTargets.values()]
    .filter(
      ({ request: target }) =>
        target["ServiceNamespace"] === request["ServiceNamespace"] &&
        (request["ResourceId"] === undefined || target["ResourceId"] === request["ResourceId"]),
    )
    .flatMap(({ policies }) => [...policies])
    .filter(([name]) => names === undefined || names.includes(name));
  return {
    ScalingPolicies: asked.map(([, { arn, created, request: policy }]): Json => ({
      ...policy,
      ...{ PolicyType: policy["PolicyType"] ?? "StepScaling", PolicyARN: arn, CreationTime: created.toISOString() },
    })),
  };
};

const deletePolicy: LocalTask = async (request, scope) => {
  const name = textOf(request, "PolicyName");
  const resource = `${textOf(request, "ServiceNamespace")}, ${textOf(request, "ResourceId")}`;
  const target = scope.scalableTargets.get(keyOf(request));
  if (target?.policies.delete(name)) return {};
  throw new ServiceError("ObjectNotFoundException", `No scaling policy found for ${resource}: ${name}`);
};

function targetOf(request: JsonObject, { scalableTargets }: TaskScope): ScalableTarget {
  const target = scalableTargets.get(keyOf(request));
  if (target) return target;
  const [namespace, id, dimension] = keyParts(request);
  throw new ServiceError(
    "ObjectNotFoundException",
    `No scalable target registered for service namespace: ${namespace}, resource ID: ${id}, scalable dimension: ${dimension}`,
  );
}

const keyParts = (request: JsonObject) =>
  ["ServiceNamespace", "ResourceId", "ScalableDimension"].map((parameter) => textOf(request, parameter));
const keyOf = (request: JsonObject) => keyParts(request).join("|");

/** The variant has to be there; what other services have, a local run does not have. */
function checkVariant(request: JsonObject, { endpoints }: TaskScope): void {
  const [namespace, id = "", dimension = ""] = keyParts(request);
  if (namespace !== "sagemaker") throw refuse(`A local run has nothing of ${namespace} to be scaled: ${id}.`);
  const [, endpoint, variant] = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(id) ?? [];
  if (endpoint === undefined || variant === undefined)
    throw refuse(`Unsupported service namespace, resource type or scalable dimension: ${id}`);
  if (!DIMENSIONS.includes(dimension)) {
    throw refuse(
      `1 validation error detected: Value '${dimension}' at 'scalableDimension' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${DIMENSIONS.join(", ")}]`,
    );
  }
  const serving = endpoints.get(endpoint)?.serving();
  if (!serving) throw refuse(`Could not find endpoint "${endpoint}".`);
  if (!serving.variants.some((one) => one.variant.VariantName === variant)) {
    throw refuse(`Could not find variant "${variant}" of endpoint "${endpoint}".`);
  }
}

/** By API. */
export const scalingTasks: Record<string, LocalTask> = {
  "aws-sdk:applicationautoscaling:registerScalableTarget": register,
  "aws-sdk:applicationautoscaling:deregisterScalableTarget": deregister,
  "aws-sdk:applicationautoscaling:describeScalableTargets": describe,
  "aws-sdk:applicationautoscaling:putScalingPolicy": putPolicy,
  "aws-sdk:applicationautoscaling:deleteScalingPolicy": deletePolicy,
  "aws-sdk:applicationautoscaling:describeScalingPolicies": describePolicies,
};
