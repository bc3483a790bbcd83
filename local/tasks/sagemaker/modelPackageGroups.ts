/** Groups of the Model Registry: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackageGroup.html */
import { json } from "../../sagemaker/describe";
import type { ModelPackageGroup } from "../../sagemaker/registry/modelRegistry";
import type { LocalTask } from "../localTask";
import { textOf } from "../parameters";
import type { TaskScope } from "../scope";
import { ServiceError } from "../serviceErrors";
import { pageOf } from "./listing";

const refuse = (message: string) => new ServiceError("ValidationException", message);

const create: LocalTask = async (request, { registry, onJob }) => {
  const name = textOf(request, "ModelPackageGroupName");
  const existing = registry.group(name);
  if (existing) throw refuse(`Model Package Group already exists: ${existing.arn}`);
  onJob(name);
  const { arn } = registry.addGroup(name, textOf(request, "ModelPackageGroupDescription") || undefined);
  return { ModelPackageGroupArn: arn };
};

const describe: LocalTask = async (request, scope) => {
  const group = groupNamed(textOf(request, "ModelPackageGroupName"), scope);
  return json({ ...summaryOf(group), CreatedBy: {} });
};

const list: LocalTask = async (request, { registry }) => {
  const groups = [...registry.groups.values()].map((group) => ({
    ...{ name: group.name, created: group.created },
    summary: json(summaryOf(group)),
  }));
  const { summaries, ...more } = pageOf(groups, request, "Ascending");
  return { ModelPackageGroupSummaryList: summaries, ...more };
};

function summaryOf({ name, arn, description, created }: ModelPackageGroup) {
  return {
    ...{ ModelPackageGroupName: name, ModelPackageGroupArn: arn, ModelPackageGroupDescription: description },
    ...{ CreationTime: created, ModelPackageGroupStatus: "Completed" },
  };
}

const remove: LocalTask = async (request, scope) => {
  const { name, arn } = groupNamed(textOf(request, "ModelPackageGroupName"), scope);
  if (scope.registry.versionsOf(name).length > 0) {
    throw new ServiceError(
      "ConflictException",
      `Model Package Group ${arn} cannot be deleted: it holds model packages.`,
    );
  }
  scope.registry.groups.delete(name);
  return {};
};

/** The group of a name or ARN. @throws {ServiceError} when there is none */
export function groupNamed(reference: string, { registry }: TaskScope): ModelPackageGroup {
  const group = registry.group(reference);
  if (!group) throw refuse(`Model Package Group ${reference} does not exist.`);
  return group;
}

/** By API. */
export const modelPackageGroupTasks: Record<string, LocalTask> = {
  "aws-sdk:sagemaker:createModelPackageGroup": create,
  "aws-sdk:sagemaker:describeModelPackageGroup": describe,
  "aws-sdk:sagemaker:listModelPackageGroups": list,
  "aws-sdk:sagemaker:deleteModelPackageGroup": remove,
};
