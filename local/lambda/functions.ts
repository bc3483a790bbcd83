/** Finds the program's Lambda functions and says how to run them. */
import { existsSync, statSync } from "node:fs";
import type { RegisteredResource } from "../program";
import { UserError } from "../userError";

/** A function that can be run here. */
export interface LocalFunction {
  name: string;
  arn: string;
  roleArn: string;
  /** Folder with the code. */
  code: string;
  /** `<module>.<export>`. */
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMb: number;
  logGroup: string;
  variables: Record<string, string>;
}

/**
 * The function that a task names: by name, by ARN, with or without a version or alias behind it.
 *
 * @returns undefined when the program has no such function
 * @throws {UserError} for one that cannot be run here: another language than Node.js, an image, a zip file
 */
export function findFunction(resources: readonly RegisteredResource[], reference: string): LocalFunction | undefined {
  const name = /^(?:arn:[^:]+:lambda:[^:]*:\d*:function:)?([^:]+)/.exec(reference)?.[1];
  const found = resources.find(({ type, state }) => type === "aws:lambda/function:Function" && state["name"] === name);
  if (!found) return undefined;
  const { state } = found;
  const code = state["code"] as { path?: string } | undefined;
  const runtime = typeof state["runtime"] === "string" ? state["runtime"] : "an image";
  if (!runtime.startsWith("nodejs")) {
    throw new UserError(
      `The function ${name} runs on ${runtime}; a local run has Node.js functions only.`,
      "Leave its pipeline out with --pipeline, or deploy the stack to run it.",
    );
  }
  if (code?.path === undefined || !existsSync(code.path) || !statSync(code.path).isDirectory()) {
    throw new UserError(
      `The code of the function ${name} is no folder${code?.path ? `: ${code.path}` : ""}.`,
      "Build it first (npm run build), and give it as a pulumi.asset.FileArchive of that folder.",
    );
  }
  const logging = state["loggingConfig"] as { logGroup?: string } | undefined;
  const environment = state["environment"] as { variables?: Record<string, string> } | undefined;
  return {
    name: String(name),
    arn: String(state["arn"]),
    roleArn: String(state["role"]),
    code: code.path,
    handler: String(state["handler"]),
    runtime,
    // AWS's defaults: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    timeoutSeconds: Number(state["timeout"] ?? 3),
    memoryMb: Number(state["memorySize"] ?? 128),
    logGroup: logging?.logGroup ?? `/aws/lambda/${name}`,
    variables: environment?.variables ?? {},
  };
}
