/** What a SageMaker job runs with on this machine, and how it fails. */
import type { ProductionVariant } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import type { Authorizer } from "../authorizer";
import type { MetricPoint, TrialResult, TuningResult } from "../runResult";
import type { RoleS3 } from "../s3/client";

/** A kind of job. */
export type JobKind = "training" | "processing" | "transform" | "tuning" | "labeling";

/** Does the work of containers otherwise than by processes of this machine. */
export interface ContainerWork {
  /**
   * The work of a job's container, with its data.
   *
   * @param onLine takes what the container writes to its log
   * @param signal aborted when the job is to end
   * @throws JobFault when the job fails
   */
  runJob(
    job: { kind: JobKind; name: string; request: JsonObject; onLine: (line: string) => void },
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Starts what answers for a variant of an endpoint.
   *
   * @param model the request of CreateModel
   * @returns where it answers: `http://127.0.0.1:PORT`
   * @throws JobFault when the model does not get healthy
   */
  startModel(
    variant: ProductionVariant,
    model: JsonObject,
    signal: AbortSignal,
  ): Promise<{ address: string; stop(): Promise<void> }>;
}

/** The surroundings of jobs. */
export interface JobEnvironment extends Environment {
  /** Processes of this machine when absent. */
  containers?: ContainerWork;
  /** Path of the Python that stands in for the containers' (local/python/environment.ts). */
  python: string;
  /** Where S3 is, with the gateway that judges calls before it. */
  s3Endpoint: string;
  /** A client of S3 with a role's credentials; one for `s3Endpoint` when absent. */
  s3?: (roleArn: string) => RoleS3;
  /** A folder for each job is made below it, and removed when the job has ended. */
  workDir: string;
  authorizer: Pick<Authorizer, "authorize" | "credentialsFor">;
  /** Ends the job and all its processes when aborted. */
  signal: AbortSignal;
  /** How long an endpoint's model may take until it answers `/ping`; 30 when absent. */
  pingLimitInSeconds?: number;
  /** Ends the job as Stopped when aborted, as its Stop… call does; the reason is an Error that says why. */
  stop?: AbortSignal;
  /** Called with what Describe… returns whenever a job enters another stage, and when it has ended. */
  onDescribe?: (kind: JobKind, name: string, described: JsonObject) => void;
  /** Called with every line that the job writes. */
  onLog?: (job: string, line: string) => void;
  /** Called with what the user should know: what of a job is not as on AWS. */
  onNote?: (job: string, text: string) => void;
  /** Called with every metric that the job writes, as it trains. */
  onMetric?: (job: string, point: MetricPoint) => void;
  /** Called when a trial of a tuning job begins and when it has ended, with all trials so far. */
  onTuning?: (tuning: TuningResult, trial: TrialResult) => void;
}

/** A request that SageMaker refuses with a ValidationException; the message is its words. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

/** A job that ended Failed or Stopped; Step Functions makes a `States.TaskFailed` of it with `describe` as its cause. */
export class JobFailed extends Error {
  override readonly name = "JobFailed";
  /**
   * @param message the failure reason, in SageMaker's words: `AlgorithmError: …, exit code: 1` or `ClientError: …`
   * @param describe what Describe…Job returns of it
   */
  constructor(
    message: string,
    readonly describe: JsonObject,
  ) {
    super(message);
  }
}
