/** Where a state's job or function writes its log. Pure. */
import type { StateVisit } from "../executions/historyStates";

/** Streams of a log group. */
export interface LogSource {
  group: string;
  /** How the streams' names begin; all of the group when absent. */
  streams?: string;
}

/**
 * SageMaker's log groups, and what of a job's name its streams begin with. A tuning job's own jobs have its name before theirs.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
 */
const SAGEMAKER: Readonly<Record<string, { group: string; behind: string }>> = {
  createTrainingJob: { group: "/aws/sagemaker/TrainingJobs", behind: "/" },
  createHyperParameterTuningJob: { group: "/aws/sagemaker/TrainingJobs", behind: "-" },
  createProcessingJob: { group: "/aws/sagemaker/ProcessingJobs", behind: "/" },
  createTransformJob: { group: "/aws/sagemaker/TransformJobs", behind: "/" },
  createLabelingJob: { group: "/aws/sagemaker/LabelingJobs", behind: "" },
};

/** @returns undefined for what writes no log, or none that is known */
export function logSource({ api = "", job }: Pick<StateVisit, "api" | "job">): LogSource | undefined {
  if (job === undefined) return undefined;
  const operation = /^sagemaker:(\w+)/.exec(api)?.[1];
  if (operation !== undefined) {
    const known = SAGEMAKER[operation];
    return known && { group: known.group, streams: `${job}${known.behind}` };
  }
  // A state whose Resource is the function's own ARN has no integration.
  if (api !== "" && !api.startsWith("lambda:invoke")) return undefined;
  const name = /^(?:arn:[^:]+:lambda:[^:]+:\d{12}:function:|\d{12}:function:)?([\w-]+)(?::[\w$-]+)?$/.exec(job)?.[1];
  return name === undefined ? undefined : { group: `/aws/lambda/${name}` };
}
