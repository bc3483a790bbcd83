/** What a local run tells while it goes on. */
import type { StateEvent } from "../interpreter";
import type { EndpointResult, MetricPoint, PipelineResult, TrialResult, TuningResult } from "../runResult";

/** Something that happened; `pipeline` is the pipeline's name. */
export type RunEvent =
  /** A step before the pipelines, for instance a line of the Python set-up. */
  | { type: "setup"; text: string }
  | { type: "started"; pipeline: string }
  /** `at` is milliseconds since 1970; now when absent. */
  | { type: "state"; pipeline: string; event: StateEvent; at?: number }
  /** The SageMaker job or Lambda function behind a state. */
  | { type: "job"; pipeline: string; state: string; job: string }
  /** How the job behind a state stands, in SageMaker's words. */
  | { type: "status"; pipeline: string; state: string; status: string; metrics: Record<string, number> }
  | { type: "log"; pipeline: string; state: string; line: string }
  | { type: "metric"; pipeline: string; state: string; point: MetricPoint }
  /** A trial of a tuning job has begun or ended; `tuning` has all trials so far. */
  | { type: "trial"; pipeline: string; state: string; tuning: TuningResult; trial: TrialResult }
  /** An endpoint has entered another status. */
  | { type: "endpoint"; pipeline: string; state: string; endpoint: EndpointResult }
  /** Something that the user should know: what is not as on AWS, or where something is to be had. */
  | { type: "note"; pipeline: string; text: string }
  | { type: "ended"; pipeline: string; result: PipelineResult };

/** Takes a run's events; must not throw. */
export type OnRunEvent = (event: RunEvent) => void;
