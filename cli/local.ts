/** `mlpipe local`: runs a stack's pipelines on this machine. */
import { resolve } from "node:path";
import { createProgress, mayColour, painter } from "../local/progress";
import { runLocal } from "../local/run";
import { jsonOf, summaryOf } from "./summary";

/** The command's options, as the command line has them. */
export interface LocalCommandOptions {
  stack: string;
  project?: string;
  pipeline?: string[];
  data?: string;
  answers?: string;
  json?: boolean;
  keep?: string;
  port?: number;
}

/**
 * Runs the pipelines and prints what happens.
 *
 * @returns the exit code: 0 when every pipeline succeeded, else 1
 */
export async function localCommand(options: LocalCommandOptions, signal: AbortSignal): Promise<number> {
  const { stack, project = process.cwd(), pipeline, data, answers, keep, port, json = false } = options;
  const output = json ? process.stderr : process.stdout;
  const progress = createProgress(output);
  signal.addEventListener("abort", progress.end);
  const run = await runLocal({
    ...{ root: resolve(project), stack, signal, onEvent: progress.onEvent },
    ...(pipeline && { pipelines: pipeline }),
    ...(data !== undefined && { data }),
    ...(answers !== undefined && { answers }),
    ...(keep !== undefined && { keep }),
    ...(port !== undefined && { port }),
  }).finally(progress.end);
  output.write(summaryOf(run, painter(mayColour(output))));
  if (json) process.stdout.write(`${JSON.stringify(jsonOf(run))}\n`);
  return run.result.pipelines.every(({ status }) => status === "SUCCEEDED") ? 0 : 1;
}
