/** The `Resource` of a Task state: which API, and how Step Functions waits for it. */
import type { PatternName } from "./catalogue/integration";

const SUFFIXES: Record<PatternName, string> = {
  requestResponse: "",
  sync: ".sync",
  "sync:2": ".sync:2",
  waitForTaskToken: ".waitForTaskToken",
};

/** Patterns by their suffix. */
const PATTERNS = new Map((Object.keys(SUFFIXES) as PatternName[]).map((name) => [SUFFIXES[name], name]));

/** What stands behind the API's name for a pattern: `.sync`. */
export function patternSuffix(pattern: PatternName): string {
  return SUFFIXES[pattern];
}

/** A service integration's ARN in parts. */
export interface IntegrationResource {
  partition: string;
  /** `sagemaker:createTrainingJob`, `aws-sdk:sagemaker:describeEndpoint`. */
  api: string;
  pattern: PatternName;
}

/** Partition, region and account may be placeholders; region and account are mostly left empty, which means the caller's own. */
const PART = "(?:[a-z0-9-]*|\\$\\{[^}]+\\})";
const INTEGRATION = new RegExp(
  `^arn:(${PART}):states:${PART}:${PART}:(?!activity:)([a-z0-9-]+:[A-Za-z0-9:]+?)(\\.sync:2|\\.sync|\\.waitForTaskToken)?$`,
);

/**
 * Reads `arn:aws:states:::sagemaker:createTrainingJob.sync`.
 *
 * @returns undefined for anything else: a Lambda function's or an activity's own ARN, a placeholder
 */
export function parseIntegration(resource: string): IntegrationResource | undefined {
  const match = INTEGRATION.exec(resource);
  if (match === null) return undefined;
  const [, partition = "", api = "", suffix = ""] = match;
  const pattern = PATTERNS.get(suffix);
  return pattern === undefined ? undefined : { partition, api, pattern };
}
