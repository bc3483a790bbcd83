/** Copies what succeeded pipelines left in S3 into a folder of the user's. */
import { existsSync, renameSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { PipelineResult } from "../runResult";
import { UserError } from "../userError";
import type { KeepFolder } from "./inputs";
import { downloadBucket } from "./results";
import type { LocalPipeline } from "./pipelines";

/** @throws {UserError} when none of the pipelines has a bucket that could be kept */
export function refuseNothingToKeep(pipelines: readonly LocalPipeline[]): void {
  if (pipelines.some(({ bucket }) => bucket !== undefined)) return;
  throw new UserError(
    "There is nothing for --keep: the program exports no bucket of a pipeline.",
    "Export it: export const pipelines = { NAME: { stateMachineArn, bucket } }.",
  );
}

/**
 * Copies the buckets of the pipelines that succeeded to `<folder>/<pipeline>/<key>` and notes in their results where the
 * artifacts are. The folder gets its name only when all is there, so that nothing half-written looks whole.
 */
export async function keepArtifacts(
  folder: KeepFolder,
  pipelines: readonly LocalPipeline[],
  results: readonly PipelineResult[],
  client: S3Client,
): Promise<void> {
  const succeeded = results.flatMap((result) => {
    const bucket = pipelines.find(({ name }) => name === result.name)?.bucket;
    return result.status === "SUCCEEDED" && bucket !== undefined ? [{ result, bucket }] : [];
  });
  if (succeeded.length === 0) return;
  for (const { result, bucket } of succeeded) {
    await downloadBucket(client, bucket, join(folder.draft, result.name));
    const copies = Object.entries(result.artifacts).map(([what, uri]) => [
      `${what}File`,
      uri.replace(`s3://${bucket}`, join(folder.target, result.name)),
    ]);
    Object.assign(result.artifacts, Object.fromEntries(copies));
  }
  if (existsSync(folder.target)) rmdirSync(folder.target);
  renameSync(folder.draft, folder.target);
}
