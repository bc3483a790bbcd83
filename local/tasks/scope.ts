/** What the tasks of a run share: one AWS account, so to speak. */
import type { Json, JsonObject } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import type { Authorizer } from "../authorizer";
import type { RegisteredResource } from "../program";
import type { EndpointResult, MetricPoint, TrialResult, TuningResult } from "../runResult";
import type { Callbacks } from "../interpreter/callbacks";
import type { Execution } from "../interpreter/options";
import type { invokeFunction } from "../lambda/invoke";
import type { RoleS3 } from "../s3/client";
import type { ContainerWork } from "../sagemaker/jobEnvironment";
import type { LocalEndpoint } from "../sagemaker/endpoints/endpoint";
import type { ModelRegistry } from "../sagemaker/registry/modelRegistry";
import type { Answers } from "../sagemaker/labeling/answers";
import type { Background } from "./background";

/** A SageMaker job under way or ended. */
export interface LocalJob {
  /** What Describe… returns of it. */
  described: JsonObject;
  /** Aborted to stop it. */
  stop: AbortController;
}

/** Something that is registered to be scaled, and how it is to be. */
export interface ScalableTarget {
  arn: string;
  created: Date;
  /** The request that registered it, with the changes since. */
  request: JsonObject;
  /** Requests of PutScalingPolicy by name. */
  policies: Map<string, Created & { arn: string }>;
}

/** What a request has created. */
export interface Created {
  request: JsonObject;
  created: Date;
}

/** A model. */
export interface LocalModel extends Created {
  /** The request with what its model packages say in place of their names. */
  resolved: JsonObject;
}

/** What executions have made in the account so far. */
export interface AccountState {
  /** SageMaker's jobs so far, by ARN: SageMaker never takes a name twice. */
  jobs: Map<string, LocalJob>;
  /** By name. */
  models: Map<string, LocalModel>;
  /** By name. */
  endpointConfigs: Map<string, Created>;
  /** The Model Registry: what one pipeline registers another can deploy. */
  registry: ModelRegistry;
  /** By name. */
  endpoints: Map<string, LocalEndpoint>;
  /** Task tokens that are waited for. */
  callbacks: Callbacks;
  /** What Application Auto Scaling would scale, by service, resource and dimension. */
  scalableTargets: Map<string, ScalableTarget>;
}

/** The account that all executions of a run work in. */
export interface LocalAccount extends AccountState {
  environment: Environment;
  resources: readonly RegisteredResource[];
  authorizer: Authorizer;
  /** Path of the virtual environment's Python. */
  python: string;
  s3Endpoint: string;
  /** Where functions send task tokens back. */
  stepFunctionsEndpoint?: string;
  /** A client of the local S3 with a role's credentials. */
  s3: (roleArn: string) => RoleS3;
  /** Runs a Lambda function once. */
  invokeFunction: typeof invokeFunction;
  /** Does the work of jobs' and models' containers; processes of this machine when absent. */
  containers?: ContainerWork;
  /** Folder for what jobs and functions need while they run. */
  workDir: string;
  /** How long an endpoint's model may take until it answers `/ping`. */
  pingLimitInSeconds?: number;
  /** What people would answer in labeling jobs, where the user has given that. */
  answers?: Answers;
  /** Aborted when the run is to end. */
  runSignal: AbortSignal;
}

/** An execution to be run. */
export interface ExecutionOrder {
  machineArn: string;
  name: string;
  /** Of the execution. */
  arn: string;
  input: Json;
  signal: AbortSignal;
}

/** The account, and what concerns one task. */
export interface TaskScope extends LocalAccount {
  /** ARN of the state machine's role, with which Step Functions makes the task's calls. */
  machineRole: string;
  /** Aborted when the task is to end. */
  signal: AbortSignal;
  /** Whether the program has this state machine. */
  hasMachine: (arn: string) => boolean;
  /** Executes another state machine of the program. */
  runMachine: (order: ExecutionOrder) => Promise<Execution>;
  /** For what goes on when the task has ended. */
  background: Background;
  /** An endpoint that has entered another status. */
  onEndpoint: (endpoint: EndpointResult) => void;
  /** Ends the run: for what goes wrong where nobody waits for it. */
  onFault: (error: unknown) => void;
  /** Something that the user should know of the run. */
  onNote: (text: string) => void;
  /** Tells the name of the SageMaker job or Lambda function behind the state. */
  onJob: (name: string) => void;
  /** A line that the job or function wrote. */
  onLog: (line: string) => void;
  /** A metric that the job wrote. */
  onMetric: (point: MetricPoint) => void;
  /** A trial of a tuning job that has begun or ended, with all trials so far. */
  onTuning: (tuning: TuningResult, trial: TrialResult) => void;
}
