/** A model's container and its data. */
import type { ContainerDefinition, CreateModelInput } from "@aws-sdk/client-sagemaker";
import { UserError } from "../userError";
import { unpackArchive } from "./archive";
import { localContainer } from "./images";
import type { JobFolder } from "./jobFolder";
import { parseS3Uri, type S3Transfer } from "./s3Transfer";

/**
 * The one container of a model.
 *
 * @throws UserError when it has several, or one that does not run locally
 */
export function modelContainer(model: CreateModelInput): ContainerDefinition {
  const container = model.PrimaryContainer ?? (model.Containers?.length === 1 ? model.Containers[0] : undefined);
  if (!container?.Image || !container.ModelDataUrl) {
    throw new UserError(
      `The model ${model.ModelName} does not run locally.`,
      "Use one container with an Image and a ModelDataUrl, or run this pipeline on AWS.",
    );
  }
  localContainer(container.Image);
  return container;
}

/** Puts a model's files where its container looks for them. */
export async function downloadModel(uri: string, folder: JobFolder, s3: S3Transfer): Promise<void> {
  const archive = folder.at("/tmp/model.tar.gz");
  await s3.download(parseS3Uri(uri), archive);
  await unpackArchive(archive, folder.at("/opt/ml/model"), uri);
}
