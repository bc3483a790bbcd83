/** The file system that a container sees, in a folder of this machine: `/opt/ml` and a home. */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Json } from "../../asl/definition";

const OPT_ML = "/opt/ml";

/** A job's folder. */
export interface JobFolder {
  /** Stands for `/`. */
  root: string;
  /** The place of a path of the container: `/opt/ml/model` -> `<root>/opt/ml/model`. */
  at(containerPath: string): string;
  /** The same for every text in a value that begins with `/opt/ml`: what the container is told must be where it looks. */
  mapped<T extends Json>(value: T): T;
  /** A text as the container would have written it: `<root>/opt/ml/model` -> `/opt/ml/model`. */
  unmapped(text: string): string;
  /** Makes a folder of the container. */
  makeFolder(containerPath: string): Promise<string>;
  /** Writes a file of the container as JSON, paths mapped. */
  writeJson(containerPath: string, value: Json): Promise<void>;
  /** A file's text; `undefined` when there is none or it is blank. */
  readText(containerPath: string): Promise<string | undefined>;
  remove(): Promise<void>;
}

/** Makes an empty folder for a job below `workDir`. */
export async function makeJobFolder(workDir: string, job: string): Promise<JobFolder> {
  await mkdir(workDir, { recursive: true });
  // Without symbolic links in it, so that a path is the same when a program resolves it.
  const root = await realpath(await mkdtemp(join(workDir, `${job}-`)));
  const at = (containerPath: string) => join(root, containerPath);

  function mapped<T extends Json>(value: T): T {
    if (typeof value === "string") return mappedText(value) as T;
    if (Array.isArray(value)) return value.map(mapped) as T;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item)])) as T;
  }
  function mappedText(text: string): string {
    return text === OPT_ML || text.startsWith(`${OPT_ML}/`) ? root + text : text;
  }

  async function makeFolder(containerPath: string): Promise<string> {
    await mkdir(at(containerPath), { recursive: true });
    return at(containerPath);
  }
  async function writeJson(containerPath: string, value: Json): Promise<void> {
    await mkdir(dirname(at(containerPath)), { recursive: true });
    await writeFile(at(containerPath), JSON.stringify(mapped(value)));
  }
  async function readText(containerPath: string): Promise<string | undefined> {
    const text = await readFile(at(containerPath), "utf8").catch(() => "");
    return text.trim() === "" ? undefined : text.trim();
  }

  await Promise.all([makeFolder("/home"), makeFolder("/tmp"), makeFolder(`${OPT_ML}/output`)]);
  return {
    root,
    at,
    mapped,
    unmapped: (text) => text.replaceAll(root, ""),
    makeFolder,
    writeJson,
    readText,
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}
