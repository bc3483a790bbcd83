/**
 * Models that are made of model packages: their images and data stand in the package and not in the request.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html
 */
import type { Constants } from "../asl/known/known";
import { asPattern, requestOf, valuesAt } from "../asl/parameterValue";
import { walkStates } from "../asl/walk";
import { parseS3Uri, type S3Location } from "./arn";
import { type Derivation, joined, refusal, UNSEEN } from "./derivation";
import type { Environment } from "./document";
import { integrationTask } from "./expandPermission";
import type { JobInDefinition } from "./jobsOf";
import { storageStatements } from "./jobStorage";

/** What model packages hold. */
export interface PackageContents {
  /** Container images, with `*` for what is not known. */
  images: readonly string[];
  /** S3 URIs of model archives, with `*` for what is not known: `s3://models/churn/*`. */
  modelData: readonly string[];
}

/** What the packages hold that a definition registers itself. */
export function registeredPackages(definition: unknown, constants: Constants): PackageContents {
  const requests = [...walkStates(definition)].flatMap(({ state }) => {
    if (state.Type !== "Task") return [];
    const request = requestOf(state);
    const api = integrationTask(state.Resource, request)?.integration.api;
    return api === "aws-sdk:sagemaker:createModelPackage" ? [request] : [];
  });
  const textsAt = (member: string) =>
    requests.flatMap((request) =>
      valuesAt(request, `InferenceSpecification.Containers[].${member}`, constants).map(asPattern),
    );
  return { images: textsAt("Image"), modelData: textsAt("ModelDataUrl") };
}

/** Whether a model takes its image and data from a package. */
export function isPackaged({ access, request, constants }: JobInDefinition): boolean {
  if (access.kind !== "model") return false;
  const paths = ["PrimaryContainer.ModelPackageName", "Containers[].ModelPackageName"];
  return paths.some((path) => valuesAt(request, path, constants).length > 0);
}

/** The jobs with the packages' images for those models that are made of packages, and for what runs these. */
export function withPackagedImages(jobs: readonly JobInDefinition[], { images }: PackageContents): JobInDefinition[] {
  if (!jobs.some(isPackaged)) return [...jobs];
  return jobs.map((job) =>
    isPackaged(job) || job.modelImages !== undefined
      ? { ...job, modelImages: [...(job.modelImages ?? []), ...images] }
      : job,
  );
}

/**
 * Reading the data of the packages.
 *
 * @param artifacts where the definition's training jobs put their models: what data may be that the definition registers
 */
export function packagedData(
  jobs: readonly JobInDefinition[],
  { images, modelData }: PackageContents,
  artifacts: readonly S3Location[],
  environment: Environment,
): Derivation {
  return joined(
    jobs.filter(isPackaged).map(({ path, at }) => {
      if (images.length + modelData.length === 0) {
        const reason =
          "no request shows, so add by hand, or say with packages: the image and the data of the model package";
        return { statements: [], notes: [{ path, resource: UNSEEN, reason }], problems: [] };
      }
      const known = modelData.flatMap((uri) => parseS3Uri(uri) ?? (uri === "*" ? artifacts : []));
      const wrong = modelData.find((uri) => uri !== "*" && parseS3Uri(uri) === undefined);
      if (wrong !== undefined) return refusal(at, `the model package's data "${wrong}" is no S3 URI: s3://bucket/key`);
      const statements = storageStatements({ reads: [], objects: known, writes: [] }, environment);
      const notes = statements
        .flatMap(({ Resource }) => Resource)
        .filter((resource) => resource.includes("*"))
        .map((resource) => ({ path, resource, reason: "which model package it is is known when the state runs" }));
      return { statements, notes, problems: [] };
    }),
  );
}
