/** What a local run reports: the shape behind `npm start -- --json`, the summary and the HTML report. */
import type { StateMachineDefinition } from "../asl/definition";

/** How an execution or a state ended; the first three are Step Functions' own words. */
export type RunStatus = "SUCCEEDED" | "FAILED" | "ABORTED";

/** One visit of a state. */
export interface StateResult {
  name: string;
  status: RunStatus | "CAUGHT";
  /** Wall-clock time in the state, retries included. */
  seconds: number;
  /** The SageMaker job or Lambda function behind it. */
  job?: string;
}

/** One point of a training curve. */
export interface MetricPoint {
  /** `train:rmse`, `validation:rmse`, … */
  name: string;
  /** Boosting round or epoch, from 0. */
  step: number;
  value: number;
}

/** One training job of a hyperparameter tuning job. */
export interface TrialResult {
  /** The training job's. */
  name: string;
  status: "InProgress" | "Completed" | "Failed" | "Stopped";
  /** Those that were tuned. */
  hyperParameters: Record<string, string>;
  /** The objective metric's last value; absent when there was none. */
  objective?: number;
  seconds: number;
  failureReason?: string;
}

/** A hyperparameter tuning job. */
export interface TuningResult {
  job: string;
  /** The objective metric: `validation:auc`. */
  metric: string;
  goal: "Maximize" | "Minimize";
  /** How many trials it runs at most. */
  maxTrials: number;
  /** The name of the best trial so far; absent until one has an objective value. */
  best?: string;
  /** In the order in which they were started. */
  trials: TrialResult[];
}

/** An endpoint as it stood last; it ends with the run. */
export interface EndpointResult {
  name: string;
  /** SageMaker's own word: `InService`, `Failed`, … */
  status: string;
  /** `http://127.0.0.1:PORT`, with `/ping` and `/invocations`. */
  url: string;
  failureReason?: string;
}

/** A row of batch predictions beside its label. */
export interface Prediction {
  label: number;
  prediction: number;
}

/** Every call of a run past the IAM simulator. */
export interface IamTally {
  /** Calls made. */
  calls: number;
  /** Calls that the role did not allow. */
  denied: number;
  /** Action x resource entries of the roles that no call needed, and that no state needs which the run did not come to. */
  unused: number;
  /** Entries that only states need which the run did not come to: a rollback's, say. */
  notTaken: number;
  /** The same by role, and the entries themselves. */
  roles: {
    role: string;
    calls: number;
    denied: { action: string; resource: string }[];
    unused: { action: string; resource: string }[];
    notTaken: { action: string; resource: string }[];
    granted: { action: string; resource: string }[];
  }[];
}

/** One pipeline's run. */
export interface PipelineResult {
  name: string;
  status: RunStatus;
  seconds: number;
  states: StateResult[];
  /** Final values by name: `train:rmse`, `auc`, … */
  metrics: Record<string, number>;
  /** S3 URIs by what they hold: `model`, `predictions`, …; with `--keep` also where they were copied to. */
  artifacts: Record<string, string>;
  iam: IamTally;
  /** Training curves. */
  curve: MetricPoint[];
  /** What the user should know: what is not as on AWS, where endpoints were, what was not sent. */
  notes: string[];
  /** Endpoints that it created. */
  endpoints: EndpointResult[];
  /** Its hyperparameter tuning jobs. */
  tuning: TuningResult[];
  /** Batch predictions against truth; empty where the pipeline makes none. */
  predictions: Prediction[];
  definition: StateMachineDefinition;
  error?: { name: string; cause: string; state?: string };
}

/** A whole run. */
export interface RunResult {
  project: string;
  stack: string;
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  /** Of `seconds`: what was neither Python's own work nor package start-up. */
  orchestrationSeconds: number;
  pipelines: PipelineResult[];
}
