/** A state machine's role among a stack's resources, with all its documents. */
import { type Resource, UNKNOWN, valuesAt } from "../../reading/resource";

export const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const POLICY = "aws:iam/policy:Policy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

/** Types that say what a role may do. */
export const ROLE_TYPES = [ROLE, ROLE_POLICY, POLICY, ATTACHMENT];

/** The role that a resource runs with; undefined when it is not of this stack. */
export function roleOf(resource: Resource, resources: readonly Resource[]): Resource | undefined {
  const { roleArn } = resource.properties;
  const name = typeof roleArn === "string" ? roleArn.split("/").at(-1) : undefined;
  return resources.find(
    (each) =>
      each.type === ROLE &&
      (resource.madeFrom["roleArn"]?.includes(each.urn) === true
        ? name === undefined || isNamed(each, name)
        : isNamed(each, name)),
  );
}

function isNamed({ properties }: Resource, name: string | undefined): boolean {
  return name !== undefined && properties["name"] === name;
}

/** A role's documents; `open` says which could not be seen. */
export function documentsOfRole(
  role: Resource,
  resources: readonly Resource[],
): { documents: unknown[]; open: string[] } {
  const documents: unknown[] = [];
  const open: string[] = [];
  const add = (value: unknown, from: string) => (value === UNKNOWN ? open.push(from) : documents.push(value));
  for (const { path, value } of valuesAt(role.properties, "inlinePolicies[].policy"))
    add(value, `${role.name}.${path}`);
  for (const { value } of valuesAt(role.properties, "managedPolicyArns[]")) {
    // At preview the provider may not yet say which policies are attached; the attachments themselves are seen below.
    if (value !== UNKNOWN) attached(value, undefined);
  }
  for (const each of resources) {
    if (each.type !== ROLE_POLICY && each.type !== ATTACHMENT) continue;
    const isOwn = each.madeFrom["role"]?.includes(role.urn) === true || isNamed(role, String(each.properties["role"]));
    if (!isOwn) continue;
    if (each.type === ROLE_POLICY) add(each.properties["policy"], `${each.name}.policy`);
    else attached(each.properties["policyArn"], each);
  }
  return { documents, open };

  function attached(arn: unknown, attachment: Resource | undefined): void {
    const policy = resources.find(
      (each) =>
        each.type === POLICY &&
        (attachment?.madeFrom["policyArn"]?.includes(each.urn) === true ||
          (arn !== UNKNOWN && each.properties["arn"] === arn)),
    );
    if (policy !== undefined) add(policy.properties["policy"], `${policy.name}.policy`);
    else
      open.push(
        arn === UNKNOWN ? `${attachment?.name ?? role.name}.policyArn` : `${String(arn)}, which is not of this stack`,
      );
  }
}
