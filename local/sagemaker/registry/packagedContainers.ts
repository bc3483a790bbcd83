/** Models that are made of model packages: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html */
import type { Json, JsonObject } from "../../../asl/definition";
import type { ModelPackage, ModelRegistry } from "./modelRegistry";

/** A model package that no model can be made of; the message says why. */
export class UnusablePackage extends Error {
  override readonly name = "UnusablePackage";
}

/**
 * A request of CreateModel with the image, the data and the environment of each model package that it names.
 *
 * @throws {UnusablePackage} when there is no such package, or it is a version that is not approved: "For versioned models, the
 *   value of this parameter must be set to Approved to deploy the model"
 *   (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html)
 */
export function withPackages(request: JsonObject, registry: ModelRegistry): JsonObject {
  const { PrimaryContainer, Containers } = request;
  const given = [PrimaryContainer ?? [], Containers ?? []].flat() as JsonObject[];
  if (!given.some((container) => "ModelPackageName" in container)) return request;
  const [only, ...more] = given.flatMap((container) => containersOf(container, registry));
  const { PrimaryContainer: _primary, Containers: _containers, ...rest } = request;
  return more.length === 0 ? { ...rest, PrimaryContainer: only! } : { ...rest, Containers: [only!, ...more] };
}

function containersOf(container: JsonObject, registry: ModelRegistry): JsonObject[] {
  const { ModelPackageName, Environment = {}, ...rest } = container;
  if (ModelPackageName === undefined) return [container];
  const name = textIn(ModelPackageName);
  const found = registry.package(name);
  if (!found) throw new UnusablePackage(`Could not find model package "${name}".`);
  const status = found.members["ModelApprovalStatus"];
  if (found.version !== undefined && status !== "Approved") {
    throw new UnusablePackage(
      `Cannot create a model from the model package "${found.arn}": its approval status is ${textIn(status ?? "")}, not Approved.`,
    );
  }
  return packaged(found).map(({ Image, ModelDataUrl, ModelDataSource, Environment: own = {} }) => ({
    ...rest,
    ...(Image !== undefined && { Image }),
    ...(ModelDataUrl !== undefined && { ModelDataUrl }),
    ...(ModelDataSource !== undefined && { ModelDataSource }),
    // What the model says goes before what the package says.
    Environment: { ...(own as JsonObject), ...(Environment as JsonObject) },
  }));
}

function packaged({ members }: ModelPackage): JsonObject[] {
  const { Containers = [] } = (members["InferenceSpecification"] ?? {}) as JsonObject;
  return Containers as JsonObject[];
}

function textIn(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
