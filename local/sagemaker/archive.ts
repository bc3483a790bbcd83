/** Packs and unpacks `.tar.gz` archives with the system's `tar`. */
import { mkdir, readdir } from "node:fs/promises";
import { runProcess } from "../process";
import { JobFault } from "./jobFault";

/** macOS would add a hidden file for each one otherwise. */
const TAR_ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", COPYFILE_DISABLE: "1", LANG: "C.UTF-8" };

/** Packs what is in a folder, names beginning below it; gives the archive's path. */
export async function packFolder(folder: string, archive: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const what = names.length > 0 ? ["-C", folder, "--", ...names] : ["-T", "/dev/null"];
  const end = await runProcess("tar", ["-czf", archive, ...what], { env: TAR_ENVIRONMENT });
  if (end.exitCode !== 0) throw new Error(`${archive} could not be packed: ${end.stderr.at(-1)}`);
  return archive;
}

/** Unpacks an archive into a folder. @throws JobFault, which names its place and what it holds, when it is none */
export async function unpackArchive(
  archive: string,
  folder: string,
  uri: string,
  content: "model data" | "source" = "model data",
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const end = await runProcess("tar", ["-xzf", archive, "-C", folder], { env: TAR_ENVIRONMENT });
  if (end.exitCode !== 0) {
    throw new JobFault(`ClientError: Failed to extract ${content} archive from URL "${uri}": ${end.stderr.at(-1)}`);
  }
}
