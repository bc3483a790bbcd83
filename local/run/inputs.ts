/** Looks at what the user gave for a run before anything is started. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readStackConfig } from "../stackConfig";
import { UserError } from "../userError";

/** Bucket for the user's own data in a local run. */
export const DATA_BUCKET = "mlpipe-local-data";

/** The user's CSV file. */
export interface DataFile {
  content: Buffer;
  /** Key in {@link DATA_BUCKET}: the file's name with letters, digits, dots, hyphens and underscores only. */
  key: string;
}

/**
 * Reads the file behind `--data`. What is in it is the seeding function's business.
 *
 * @throws {UserError} when it is missing, a folder, unreadable or empty
 */
export function readDataFile(path: string): DataFile {
  const bad = (problem: string, remedy = "Give --data a CSV file: the label first, then the features, no header.") =>
    new UserError(problem, remedy);
  let content: Buffer;
  try {
    if (statSync(path).isDirectory()) throw bad(`${path} is a folder, not a CSV file.`);
    accessSync(path, constants.R_OK);
    content = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw bad(`There is no file ${path}.`);
    if (code === "EACCES") throw bad(`${path} cannot be read: permission denied.`, "Make it readable for this user.");
    throw error;
  }
  if (content.toString("latin1").trim() === "") throw bad(`${path} is empty.`);
  return { content, key: basename(path).replace(/[^A-Za-z0-9._-]/g, "-") };
}

/** Where the user's file is in the local S3. */
export function dataUri({ key }: Pick<DataFile, "key">): string {
  return `s3://${DATA_BUCKET}/${key}`;
}

/** A folder that is filled under another name and gets its own when it is whole. */
export interface KeepFolder {
  /** Where to write. */
  draft: string;
  /** Its name in the end. */
  target: string;
  /** Removes the draft, if it is still there. */
  discard: () => void;
}

/**
 * Prepares the folder behind `--keep`.
 *
 * @throws {UserError} when it exists and is not empty, is a file, or cannot be made
 */
export function prepareKeepFolder(path: string): KeepFolder {
  const target = resolve(path);
  if (existsSync(target) && !statSync(target).isDirectory()) {
    throw new UserError(`${path} is a file, so artifacts cannot be kept there.`, "Give --keep a new or empty folder.");
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new UserError(
      `The folder ${path} is not empty.`,
      "Give --keep a new or empty folder; nothing is overwritten.",
    );
  }
  try {
    makeFolder(dirname(target));
    if (existsSync(target)) accessSync(target, constants.W_OK);
    const draft = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
    return { draft, target, discard: () => rmSync(draft, { recursive: true, force: true }) };
  } catch (error) {
    throw new UserError(
      `Artifacts cannot be kept in ${path}: ${(error as Error).message}.`,
      "Give --keep a folder in a place where this user may write.",
    );
  }
}

/** One folder after the other: Node's own `recursive` never ends where a file system refuses folders as missing (/proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Settings of the stack's pipelines by name, as the configuration has them. */
export type PipelineSettings = Record<string, Record<string, unknown>>;

/**
 * The configuration of the stack's pipelines.
 *
 * @throws {UserError} for an unknown stack
 */
export function pipelineSettings(root: string, stack: string): { key: string; settings: PipelineSettings } {
  const { project, config } = readStackConfig(root, stack);
  const key = `${project}:pipelines`;
  const settings: unknown = JSON.parse(config[key] ?? "{}");
  return { key, settings: settings !== null && typeof settings === "object" ? (settings as PipelineSettings) : {} };
}

/**
 * The configuration that gives every chosen pipeline the user's data as its source; as it is without such data.
 *
 * @param chosen names that may be others than the configuration's; all of it when empty
 */
export function withDataSource(
  settings: PipelineSettings,
  chosen: readonly string[],
  data: DataFile | undefined,
): PipelineSettings {
  if (!data) return settings;
  const dataSource = dataUri(data);
  const names = Object.keys(settings).filter((name) => chosen.length === 0 || chosen.includes(name));
  const changed = names.map((name) => [name, { ...settings[name], dataSource }] as const);
  return { ...settings, ...Object.fromEntries(changed) };
}
