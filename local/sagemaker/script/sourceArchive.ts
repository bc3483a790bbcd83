/** The user's program of script mode, which a container finds in an archive. */
import { cp, mkdir, stat } from "node:fs/promises";
import { unpackArchive } from "../archive";
import { JobFault } from "../jobFault";
import type { JobFolder } from "../jobFolder";
import { parseS3Uri, type S3Transfer } from "../s3Transfer";

/** Where a container puts the program that it has fetched. */
export const CODE_FOLDER = "/opt/ml/code";

/**
 * Puts the program into the container's {@link CODE_FOLDER}.
 *
 * @param source an S3 URI of a `sourcedir.tar.gz`, or a folder or archive below `/opt/ml`, as with a channel `code`
 * @throws JobFault when there is none, or the role may not read it
 */
export async function fetchSource(source: string, folder: JobFolder, s3: S3Transfer): Promise<void> {
  if (source.startsWith("/opt/ml/")) {
    const place = folder.at(source);
    const found = await stat(place).catch(() => undefined);
    if (!found) throw new JobFault(`AlgorithmError: There is no ${source} with the program, exit code: 1`);
    if (found.isDirectory()) await cp(place, folder.at(CODE_FOLDER), { recursive: true });
    else await unpackArchive(place, folder.at(CODE_FOLDER), source, "source");
    return;
  }
  const archive = folder.at("/tmp/sourcedir.tar.gz");
  await mkdir(folder.at(CODE_FOLDER), { recursive: true });
  await s3.download(parseS3Uri(source), archive);
  await unpackArchive(archive, folder.at(CODE_FOLDER), source, "source");
}
