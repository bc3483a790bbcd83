/** SageMaker's Model Registry of one run: https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html */
import type { JsonObject } from "../../../asl/definition";
import { regionalArn } from "../../../iam/arn";
import type { Environment } from "../../../iam/document";

/** A group of versions. */
export interface ModelPackageGroup {
  name: string;
  arn: string;
  description?: string;
  created: Date;
  /** The number of the last version; those of deleted versions are not given again. */
  lastVersion: number;
}

/** A model package: a version in a group, or a package of its own. */
export interface ModelPackage {
  arn: string;
  /** `group`, or the package's own name. */
  name: string;
  group?: string;
  version?: number;
  created: Date;
  modified: Date;
  /** The request that made it, with the changes since. */
  members: JsonObject;
}

/** The groups and packages of a run. */
export interface ModelRegistry {
  groups: Map<string, ModelPackageGroup>;
  /** By ARN, in the order of their creation. */
  packages: Map<string, ModelPackage>;
  /** Adds a group. */
  addGroup(name: string, description?: string): ModelPackageGroup;
  /** The group of a name or ARN. */
  group(reference: string): ModelPackageGroup | undefined;
  /** The package of a name or ARN. */
  package(reference: string): ModelPackage | undefined;
  /** Adds a version of a group, or a package of its own. */
  addPackage(members: JsonObject, to: ModelPackageGroup | string): ModelPackage;
  /** Packages of a group. */
  versionsOf(group: string): ModelPackage[];
}

/** A resource of the program, as far as it is read here. */
interface RegisteredGroup {
  type: string;
  state: Readonly<Record<string, unknown>>;
}

/** A registry with the groups that the program registers. */
export function modelRegistry(resources: readonly RegisteredGroup[], environment: Environment): ModelRegistry {
  const groups = new Map<string, ModelPackageGroup>();
  const packages = new Map<string, ModelPackage>();
  const arnOf = (type: string, name: string) => regionalArn(environment, "sagemaker", `${type}/${name}`);

  const registry: ModelRegistry = {
    groups,
    packages,
    addGroup(name, description) {
      const arn = arnOf("model-package-group", name);
      const group = {
        name,
        arn,
        created: new Date(),
        lastVersion: 0,
        ...(description !== undefined && { description }),
      };
      groups.set(name, group);
      return group;
    },
    group: (reference) => groups.get(nameIn(reference)),
    package: (reference) => packages.get(reference.startsWith("arn:") ? reference : arnOf("model-package", reference)),
    addPackage(members, to) {
      const now = new Date();
      const place =
        typeof to === "string" ? { name: to } : { name: to.name, group: to.name, version: (to.lastVersion += 1) };
      const path = place.version === undefined ? place.name : `${place.name}/${place.version}`;
      const added = { ...place, arn: arnOf("model-package", path), created: now, modified: now, members };
      packages.set(added.arn, added);
      return added;
    },
    versionsOf: (name) => [...packages.values()].filter(({ group }) => group === name),
  };
  for (const { type, state } of resources) {
    if (type !== "aws:sagemaker/modelPackageGroup:ModelPackageGroup") continue;
    const description = state["modelPackageGroupDescription"];
    registry.addGroup(
      String(state["modelPackageGroupName"]),
      typeof description === "string" ? description : undefined,
    );
  }
  return registry;
}

/** The name at the end of an ARN; a name as it is. */
function nameIn(reference: string): string {
  return reference.startsWith("arn:") ? reference.slice(reference.indexOf("/") + 1) : reference;
}
