/** What executions told people. */
import type { PipelineRun } from "../executions/testPipeline";

/**
 * The kinds of the notices that an execution sent: what their subjects say behind the pipeline's name.
 *
 * @example noticesOf("churn")(run) // ["failed"]
 */
export function noticesOf(pipeline: string): (run: PipelineRun) => string[] {
  return ({ published }) => published.map(({ Subject }) => (Subject as string).replace(`${pipeline} `, ""));
}
