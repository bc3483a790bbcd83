/** Versions in the Model Registry: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
import type { Json, JsonObject } from "../../../asl/definition";
import { json } from "../../sagemaker/describe";
import type { ModelPackage } from "../../sagemaker/registry/modelRegistry";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { pageOf } from "./listing";
import { groupNamed } from "./modelPackageGroups";

const refuse = (message: string) => new ServiceError("ValidationException", message);

const STATUSES = ["Approved", "Rejected", "PendingManualApproval"];

const create: LocalTask = async (request, scope) => {
  const { registry } = scope;
  const { ModelPackageGroupName: _group, ModelPackageName: _name, Tags: _tags, ...members } = request;
  const groupName = textOf(request, "ModelPackageGroupName");
  const name = textOf(request, "ModelPackageName");
  if ((groupName === "") === (name === "")) {
    throw refuse("Exactly one of ModelPackageGroupName and ModelPackageName must be specified.");
  }
  if (request["InferenceSpecification"] === undefined && request["SourceAlgorithmSpecification"] === undefined) {
    if (name !== "") throw refuse("One of InferenceSpecification and SourceAlgorithmSpecification must be specified.");
  }
  const status = textOf(request, "ModelApprovalStatus");
  checkStatus(status);
  let added: ModelPackage;
  if (groupName !== "") {
    const group = groupNamed(groupName, scope);
    added = registry.addPackage({ ...members, ModelApprovalStatus: status || "PendingManualApproval" }, group);
  } else {
    if (status !== "") throw refuse("ModelApprovalStatus applies to versioned model packages only.");
    const existing = registry.package(name);
    if (existing) throw new ServiceError("ConflictException", `Model package ${existing.arn} already exists.`);
    added = registry.addPackage(members, name);
  }
  scope.onJob(added.version === undefined ? added.name : `${added.name}/${added.version}`);
  return { ModelPackageArn: added.arn };
};

function checkStatus(status: string): void {
  if (status === "" || STATUSES.includes(status)) return;
  throw refuse(
    `1 validation error detected: Value '${status}' at 'modelApprovalStatus' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${STATUSES.join(", ")}]`,
  );
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackage.html */
const describe: LocalTask = async (request, scope) => {
  const { arn, name, group, version, created, modified, members } = packageNamed(
    textOf(request, "ModelPackageName"),
    scope,
  );
  return json({
    ModelPackageName: name,
    ...(group !== undefined && { ModelPackageGroupName: group, ModelPackageVersion: version }),
    ModelPackageArn: arn,
    ...members,
    ModelPackageStatus: "Completed",
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CertifyForMarketplace: members["CertifyForMarketplace"] ?? false,
    CreationTime: created,
    LastModifiedTime: modified,
  });
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModelPackages.html */
const list: LocalTask = async (request, scope) => {
  const { registry } = scope;
  const groupName = textOf(request, "ModelPackageGroupName");
  const group = groupName === "" ? undefined : groupNamed(groupName, scope).name;
  const type = textOf(request, "ModelPackageType") || (group === undefined ? "Unversioned" : "Versioned");
  const status = textOf(request, "ModelApprovalStatus");
  const asked = [...registry.packages.values()].filter(
    (one) =>
      (group === undefined || one.group === group) &&
      (type === "Both" || (one.version !== undefined) === (type === "Versioned")) &&
      (status === "" || one.members["ModelApprovalStatus"] === status),
  );
  const listed = asked.map(({ name, created, modified, ...one }) => ({
    ...{ name, created, modified },
    summary: summaryOf({ name, created, modified, ...one }),
  }));
  const { summaries, ...more } = pageOf(listed, request, "Ascending");
  return { ModelPackageSummaryList: summaries, ...more };
};

function summaryOf({ arn, name, group, version, created, members }: ModelPackage): JsonObject {
  const { ModelApprovalStatus, ModelPackageDescription } = members;
  return json({
    ...(group === undefined
      ? { ModelPackageName: name }
      : { ModelPackageGroupName: group, ModelPackageVersion: version }),
    ...{ ModelPackageArn: arn, ModelPackageDescription, CreationTime: created },
    ...{ ModelPackageStatus: "Completed", ModelApprovalStatus },
  });
}

/** What an update replaces as it is given. */
const REPLACED = [
  "ModelApprovalStatus",
  "ApprovalDescription",
  "InferenceSpecification",
  "SourceUri",
  "ModelCard",
  "ModelLifeCycle",
];

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html */
const update: LocalTask = async (request, scope) => {
  const found = packageNamed(textOf(request, "ModelPackageArn"), scope);
  const status = textOf(request, "ModelApprovalStatus");
  checkStatus(status);
  if (found.version === undefined && status !== "") {
    throw refuse("ModelApprovalStatus applies to versioned model packages only.");
  }
  const replaced = REPLACED.flatMap((member): [string, Json][] => {
    const value = request[member];
    return value === undefined ? [] : [[member, value]];
  });
  const metadata = metadataAfter(found.members["CustomerMetadataProperties"], request);
  const added = (request["AdditionalInferenceSpecificationsToAdd"] ?? []) as JsonObject[];
  const specifications = [...((found.members["AdditionalInferenceSpecifications"] ?? []) as JsonObject[]), ...added];
  found.members = {
    ...found.members,
    ...Object.fromEntries(replaced),
    ...(Object.keys(metadata).length > 0 && { CustomerMetadataProperties: metadata }),
    ...(specifications.length > 0 && { AdditionalInferenceSpecifications: specifications }),
  };
  found.modified = new Date();
  return { ModelPackageArn: found.arn };
};

function metadataAfter(before: Json = {}, request: JsonObject): JsonObject {
  const removed = (request["CustomerMetadataPropertiesToRemove"] ?? []) as string[];
  const after = { ...(before as JsonObject), ...(request["CustomerMetadataProperties"] as JsonObject | undefined) };
  return Object.fromEntries(Object.entries(after).filter(([key]) => !removed.includes(key)));
}

const remove: LocalTask = async (request, scope) => {
  scope.registry.packages.delete(packageNamed(textOf(request, "ModelPackageName"), scope).arn);
  return {};
};

function packageNamed(reference: string, { registry }: TaskScope): ModelPackage {
  const found = registry.package(reference);
  if (!found) throw refuse(`Could not find model package "${reference}".`);
  return found;
}

/** By API. */
export const modelPackageTasks: Record<string, LocalTask> = {
  "aws-sdk:sagemaker:createModelPackage": create,
  "aws-sdk:sagemaker:describeModelPackage": describe,
  "aws-sdk:sagemaker:listModelPackages": list,
  "aws-sdk:sagemaker:updateModelPackage": update,
  "aws-sdk:sagemaker:deleteModelPackage": remove,
};
