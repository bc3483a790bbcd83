/** The resources behind a deployment's models: the archive of a program and the function of its data, or a group of the registry. */
import { relative, resolve } from "node:path";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { JobRoleOptions } from "../../iam/jobRolePermissions";
import { KEYS } from "../mlTrainingDefinition";
import { prebuiltImage } from "../parts/images";
import type { JobResources } from "../parts/jobResources";
import { projectFolder } from "../parts/projectFolder";
import { seedFunction } from "../parts/seedFunction";
import { packSource } from "../parts/sourceArchive";
import { pipelineTags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import type { ModelSource } from "./deploymentFacts";
import { FRAMEWORKS } from "./frameworks";
import type { DeploymentSettings } from "./settings";

type TrainingSettings = NonNullable<DeploymentSettings["training"]>;

/** Where archives are made, below the project's folder. */
const ARCHIVES = ".mlpipe/sources";

/** Where models come from, and what must be there for it. */
interface Source {
  source: pulumi.Output<ModelSource>;
  ready: pulumi.Resource[];
  /** What the definition does not tell of what is served. */
  roleOptions?: pulumi.Output<JobRoleOptions>;
}

/** Makes what the source of a deployment's models needs. */
export function modelSource(
  parent: pulumi.Resource,
  name: string,
  settings: DeploymentSettings,
  resources: JobResources,
): Source {
  const { training, modelPackageGroup } = settings;
  if (training !== undefined) return trainingSource(parent, name, settings, training, resources);
  // The settings were held to one of both.
  return registrySource(parent, modelPackageGroup!);
}

function registrySource(parent: pulumi.Resource, group: NonNullable<DeploymentSettings["modelPackageGroup"]>): Source {
  const { repositoryName, imageTag } = FRAMEWORKS.xgboost;
  const image =
    group.image === undefined ? prebuiltImage(repositoryName, imageTag, parent) : pulumi.output(group.image);
  return {
    source: pulumi.output({ modelPackageGroup: group.name }),
    ready: [],
    roleOptions: whenKnown([image, group.modelData], (imageUri, modelData) => ({
      packages: { images: [imageUri], modelData: [`${modelData}*`] },
    })),
  };
}

/** Packs and uploads the program, and makes the function that seeds its data. */
function trainingSource(
  parent: pulumi.Resource,
  name: string,
  settings: DeploymentSettings,
  given: TrainingSettings,
  resources: JobResources,
): Source {
  const { bucket } = resources.data;
  const key = uploadKey(given.sourceDirectory);
  const archive = uploadSource(parent, name, key, settings, resources);
  const seed = given.dataPrefix === undefined ? seedData(parent, name, settings, given, resources) : undefined;
  const { repositoryName, imageTag } = FRAMEWORKS[given.framework];
  const image = prebuiltImage(repositoryName, imageTag, parent);
  const training = whenKnown([bucket, image, seed?.functionName], (bucketName, imageUri, seedName): ModelSource => ({
    ...given,
    hyperparameters: Object.fromEntries(
      Object.entries(given.hyperparameters).map(([parameter, value]) => [parameter, String(value)]),
    ),
    image: imageUri,
    sourceArchive: `s3://${bucketName}/${key.key}`,
    channels: channelsOf(given, bucketName),
    ...(seedName === undefined ? {} : { seedFunction: seedName }),
  }));
  return { source: training, ready: [archive] };
}

/** The archive of a program, and the key that is made of its bytes: another program is another object. */
function uploadKey(sourceDirectory: string): { file: string; key: string } {
  const { file, digest } = packSource(resolve(projectFolder(), sourceDirectory), resolve(projectFolder(), ARCHIVES));
  // Relative, so that it is the same on every machine.
  return { file: relative(process.cwd(), file), key: `source/${digest.slice(0, 16)}/sourcedir.tar.gz` };
}

function uploadSource(
  parent: pulumi.Resource,
  name: string,
  { file, key }: { file: string; key: string },
  settings: DeploymentSettings,
  { data }: JobResources,
): pulumi.Resource {
  return new s3.BucketObjectv2(
    `${name}-source`,
    {
      bucket: data.bucket,
      key,
      source: new pulumi.asset.FileAsset(file),
      contentType: "application/gzip",
      tags: pipelineTags(name, settings.tags),
    },
    // Models of earlier deployments fetch their program whenever an instance of their endpoint starts.
    { parent, retainOnDelete: true },
  );
}

function seedData(
  parent: pulumi.Resource,
  name: string,
  settings: DeploymentSettings,
  { instanceCount, dataSource, testFraction }: TrainingSettings,
  resources: JobResources,
) {
  return seedFunction(
    `${name}-seed`,
    {
      environment: resources.environment,
      bucket: resources.data.bucket,
      kmsKeyArn: settings.kmsKeyArn,
      plan: { train: KEYS.training(instanceCount).train, test: KEYS.test },
      dataSource,
      testFraction,
      logRetentionInDays: settings.logRetentionInDays,
      tags: pipelineTags(name, settings.tags),
    },
    { parent },
  );
}

function channelsOf({ dataPrefix, instanceCount }: TrainingSettings, bucket: string): Record<string, string> {
  if (dataPrefix !== undefined) return { train: dataPrefix };
  const { channel } = KEYS.training(instanceCount);
  return { train: `s3://${bucket}/${channel}`, test: `s3://${bucket}/${KEYS.test}` };
}
