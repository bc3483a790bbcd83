/** What the catalogue says of one service integration. */
import type { OperationShapes } from "./shape";

/** How Step Functions waits for a call: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
export type PatternName = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

/**
 * Permissions that a call needs.
 *
 * A resource is an ARN with holes in braces: `{partition}`, `{region}`, `{account}`, `{suffix}` of hosts, and
 * `{$.Path.To.Parameter}` for what the task sends. `{$.A[].B}` stands for every item of a list, `{$.A[key]}` for the names of
 * an object's members; several holes give every combination. A parameter that holds
 * a whole ARN replaces the template up to and with its hole, so write `arn:{partition}:sns:{region}:{account}:{$.TopicArn}`:
 * where nothing is known of the topic, the type's `*` remains. `{$.Parameter|name}` puts the value through a named rewriting
 * of `iam/arnRewriting.ts`, which says what each makes of its text: `{$.QueueUrl|queueArn}` is the ARN of the queue at a URL.
 * A parameter that is not given makes no resource, unless a default follows: `{$.EventBusName=default}`.
 */
export interface Permission {
  actions: string[];
  resources: string[];
  /**
   * Operator -> condition key -> value; a value may have holes as resources have, and a list has one value each. Where a
   * value is not known in whole, `StringEquals` becomes `StringLike`. Without any value the permission falls away.
   */
  conditions?: Record<string, Record<string, string>>;
  /** As `conditions`, but of each key only the values whose parameters are given: what is sent is what is allowed. */
  conditionsWhenGiven?: Record<string, Record<string, string[]>>;
  /** Only when this parameter is given (`VpcConfig`), or when it may have this value: `ServiceNamespace=sagemaker`. */
  when?: string;
  /** Only when this parameter is not given. */
  unless?: string;
  /** Only with these patterns; with all when absent. */
  patterns?: PatternName[];
  /** Why a resource has a `*` of its own, when it is not that AWS knows no narrower one; told in the notes of a derivation. */
  wide?: string;
  /** The AWS page that says so. */
  source: string;
}

/** What a SageMaker job (or model) does with its own role. Values are paths of parameters; `[]` goes through lists. */
export interface JobAccess {
  kind: "training" | "processing" | "transform" | "model" | "endpoint" | "tuning" | "labeling";
  /**
   * Where the request holds the jobs' definitions, when it is not one itself: `TrainingJobDefinition`,
   * `TrainingJobDefinitions[]`. All other paths, but for `name`, start there.
   */
  definitions?: string[];
  /** Parameter with the role's ARN. Absent for transform jobs, which run with the role of their model, as endpoints mostly do. */
  role?: string;
  /** Parameter with the job's name, of which log streams are made. */
  name: string;
  images: string[];
  reads: string[];
  /** In script mode: an S3 URI of the program's archive, which the container reads, or a path inside the container. */
  sources?: string[];
  writes: string[];
  /** Structure with `Subnets` and `SecurityGroupIds`. */
  network?: string;
  /** Keys of the instances' volumes. */
  volumeKeys: string[];
  /** Keys with which outputs are encrypted. */
  outputKeys: string[];
  /** The log group of all jobs of this kind, or above those of endpoints, and the namespace of their metrics. */
  logGroup?: string;
  /** Lambda functions that the job invokes. */
  functions?: string[];
  /** What the job also reads that no request shows: the role needs it from its owner. */
  unseen?: string;
}

/** One row of the catalogue. */
export interface Integration {
  /** As in a Task's `Resource`: `sagemaker:createTrainingJob`, `aws-sdk:s3:getObject`. */
  api: string;
  patterns: PatternName[];
  shapes: OperationShapes;
  /**
   * The parameter that names what is created, when names are restricted; and whether the name is meant to stay, where those
   * of jobs are new each time.
   */
  name?: { parameter: string; maxLength: number; pattern: string; isKept?: true };
  /** Where tags go, when the API takes any. */
  tagsParameter?: string;
  permissions: Permission[];
  /** What a call may need beside `permissions` that no request shows: told in the notes of a derivation. */
  unseen?: string;
  job?: JobAccess;
  documentation: string;
}
