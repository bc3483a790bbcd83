/** The resources of a pipeline that trains a program of the user's: its archive in the bucket, and the data's function. */
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { KEYS } from "../mlTrainingDefinition";
import { prebuiltImage } from "../parts/images";
import type { JobResources } from "../parts/jobResources";
import { seedFunction } from "../parts/seedFunction";
import { packSource } from "../parts/sourceArchive";
import { pipelineTags } from "../parts/tags";
import { whenKnown } from "../parts/whenKnown";
import type { ScriptTraining } from "./deploymentFacts";
import { FRAMEWORKS } from "./frameworks";
import type { DeploymentSettings } from "./settings";

/** Where archives are made, below the program's folder. */
const ARCHIVES = ".mlpipe/sources";

/** A training in script mode, and what must be there before it begins. */
export interface TrainingSource {
  training: pulumi.Output<ScriptTraining>;
  ready: pulumi.Resource[];
}

/** Packs and uploads the program, and makes the function that seeds its data. */
export function trainingSource(
  parent: pulumi.Resource,
  name: string,
  settings: DeploymentSettings,
  resources: JobResources,
): TrainingSource {
  const given = settings.training;
  const { bucket } = resources.data;
  const key = uploadKey(given.sourceDirectory);
  const archive = uploadSource(parent, name, key, settings, resources);
  const seed = given.dataPrefix === undefined ? seedData(parent, name, settings, resources) : undefined;
  const { repositoryName, imageTag } = FRAMEWORKS[given.framework];
  const image = prebuiltImage(repositoryName, imageTag, parent);
  const training = whenKnown([bucket, image, seed?.functionName], (bucketName, imageUri, seedName): ScriptTraining => ({
    ...given,
    hyperparameters: Object.fromEntries(
      Object.entries(given.hyperparameters).map(([parameter, value]) => [parameter, String(value)]),
    ),
    image: imageUri,
    sourceArchive: `s3://${bucketName}/${key.key}`,
    channels: channelsOf(given, bucketName),
    ...(seedName === undefined ? {} : { seedFunction: seedName }),
  }));
  return { training, ready: [archive] };
}

/** The archive of a program, and the key that is made of its bytes: another program is another object. */
function uploadKey(sourceDirectory: string): { file: string; key: string } {
  const { file, digest } = packSource(sourceDirectory, ARCHIVES);
  return { file, key: `source/${digest.slice(0, 16)}/sourcedir.tar.gz` };
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

function seedData(parent: pulumi.Resource, name: string, settings: DeploymentSettings, resources: JobResources) {
  const { instanceCount, dataSource, testFraction } = settings.training;
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

function channelsOf(
  { dataPrefix, instanceCount }: DeploymentSettings["training"],
  bucket: string,
): Record<string, string> {
  if (dataPrefix !== undefined) return { train: dataPrefix };
  const { channel } = KEYS.training(instanceCount);
  return { train: `s3://${bucket}/${channel}`, test: `s3://${bucket}/${KEYS.test}` };
}
