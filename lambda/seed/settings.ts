import { namedError } from "../shared/namedError";
import { isPrefix, parseS3Uri, type S3Location } from "../shared/s3Uri";

/** Lowest and highest label that the training objective takes, both included. */
export type LabelRange = readonly [lowest: number, highest: number];

/** What the function is to write: S3 keys of the data bucket. */
export interface SeedPlan {
  /** Keys of the training rows, which are shared out among them. */
  train: string[];
  /** Key of the held-back rows. */
  test: string;
  /** Key -> file of the function's own archive. */
  files: Record<string, string>;
}

/** Everything that the environment of the function says. */
export interface SeedSettings {
  bucket: string;
  plan: SeedPlan;
  /** Absent: the sample in the function's archive. */
  dataSource?: S3Location;
  /** Absent: any finite label. */
  labelRange?: LabelRange;
  /** Share of the rows that is held back, above 0 and below 1. */
  testFraction: number;
}

/**
 * Reads the environment of the function:
 * - `BUCKET`: the data bucket's name;
 * - `SEED_PLAN`: JSON, `{"train": [KEY, …], "test": KEY, "files": {KEY: FILE}}`, `files` optional;
 * - `DATA_SOURCE`: `s3://bucket/key.csv`; default: the shipped sample;
 * - `LABEL_RANGE`: `LOWEST,HIGHEST`; default: any;
 * - `TEST_FRACTION`: above 0 and below 1; default: 0.2.
 *
 * @throws `ConfigurationError` that lists everything that is wrong, not only the first.
 */
export function parseSettings(env: Record<string, string | undefined>): SeedSettings {
  const problems: string[] = [];
  const read = <T>(name: string, allowed: string, parse: (text: string) => T | undefined): T | undefined => {
    const value = parse(env[name] ?? "");
    if (value === undefined) {
      problems.push(`${name} is ${env[name] ? JSON.stringify(env[name]) : "not set"}, allowed: ${allowed}`);
    }
    return value;
  };
  const optional = <T>(name: string, allowed: string, parse: (text: string) => T | undefined): T | undefined =>
    env[name] ? read(name, allowed, parse) : undefined;

  const bucket = read("BUCKET", "the name of the data bucket", (text) => text || undefined);
  const plan = read(
    "SEED_PLAN",
    '{"train": [KEY, …], "test": KEY, "files": {KEY: FILE}} with a different KEY each',
    parsePlan,
  );
  const dataSource = optional("DATA_SOURCE", "s3://BUCKET/KEY, or not set", parseObjectUri);
  const labelRange = optional("LABEL_RANGE", "LOWEST,HIGHEST, two numbers, or not set", parseRange);
  const testFraction = optional("TEST_FRACTION", "a number above 0 and below 1, or not set", parseFraction) ?? 0.2;
  if (bucket === undefined || plan === undefined || problems.length > 0) {
    throw namedError("ConfigurationError", ["The function's environment is wrong.", ...problems].join("\n"));
  }
  return { bucket, plan, testFraction, ...(dataSource && { dataSource }), ...(labelRange && { labelRange }) };
}

function parsePlan(text: string): SeedPlan | undefined {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(plan)) return undefined;
  const { train, test, files = {}, ...unknown } = plan;
  if (!isTextList(train) || !isText(test) || !isTexts(files) || Object.keys(unknown).length > 0) return undefined;
  const keys = [...train, test, ...Object.keys(files)];
  return new Set(keys).size === keys.length ? { train, test, files } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(isText);
}

function parseObjectUri(text: string): S3Location | undefined {
  const location = parseS3Uri(text);
  return location && !isPrefix(location) ? location : undefined;
}

function parseRange(text: string): LabelRange | undefined {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [lowest = NaN, highest = NaN] = numbers;
  return numbers.length === 2 && numbers.every(Number.isFinite) && lowest <= highest ? [lowest, highest] : undefined;
}

function parseFraction(text: string): number | undefined {
  const fraction = Number(text);
  return fraction > 0 && fraction < 1 ? fraction : undefined;
}
