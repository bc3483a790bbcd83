/** The errors that a task can end with: by its service, its pattern, and what its own Retry and Catch name. */
import type { TaskState } from "../../../asl/definition";
import { parseIntegration } from "../../../asl/resource";
import { failureOf, ServiceError } from "../../../local/tasks/serviceErrors";
import type { Happening } from "../executions/script";

/** A way in which a task can fail. */
export interface Fault {
  /** For instance `throttled`. */
  name: string;
  /** Whether it may be gone at the next attempt without anybody's doing, so that a retry is due. */
  isTransient: boolean;
  happening: Happening;
}

/** An error of a service: its code in the API, message and HTTP status. */
type Code = [name: string, isTransient: boolean, code: string, message: string, status?: number];

/** Every service denies and throttles, and has faults of its own. */
const COMMON: Code[] = [
  ["access denied", false, "AccessDeniedException", "User: arn:aws:sts::123456789012:assumed-role/m is not authorized"],
  ["internal failure", true, "InternalFailure", "We encountered an internal error. Please try again.", 500],
];

const THROTTLED: Code = ["throttled", true, "ThrottlingException", "Rate exceeded"];
const INVALID: Code = ["invalid", false, "ValidationException", "1 validation error detected"];
const LIMIT: Code = ["resource limit", true, "ResourceLimitExceeded", "The account-level service limit is 0 Instances"];
const IN_USE: Code = ["name in use", true, "ResourceInUse", "names must be unique within an AWS account and region"];

/** By the service of an integration, `sagemaker` of `aws-sdk:sagemaker:describeEndpoint`. */
const CODES: Record<string, (action: string) => Code[]> = {
  sagemaker: (action) => [
    ...[THROTTLED, INVALID],
    ...(/^(create|update)/.test(action) ? [LIMIT] : []),
    ...(/^create\w+Job$/.test(action) ? [IN_USE] : []),
  ],
  sagemakerruntime: () => [
    THROTTLED,
    ["not found", false, "ValidationError", "Endpoint e of account 123456789012 not found."],
    ["model error", false, "ModelError", "Received server error (500) from primary", 424],
  ],
  lambda: () => [
    ["throttled", true, "TooManyRequestsException", "Rate Exceeded.", 429],
    ["service failure", true, "ServiceException", "Service exception", 500],
    ["no such function", false, "ResourceNotFoundException", "Function not found", 404],
  ],
  sns: () => [THROTTLED, ["no such topic", false, "NotFound", "Topic does not exist", 404]],
  s3: () => [
    ["throttled", true, "SlowDown", "Please reduce your request rate.", 503],
    ["no such bucket", false, "NoSuchBucket", "The specified bucket does not exist", 404],
  ],
  applicationautoscaling: () => [
    ...[THROTTLED, INVALID],
    ["concurrent update", true, "ConcurrentUpdateException", "Concurrent updates caused an exception"],
    ["limit", false, "LimitExceededException", "The limit of scalable targets is reached"],
  ],
  states: () => [
    THROTTLED,
    ["execution limit", true, "ExecutionLimitExceeded", "The maximum number of running executions has been reached"],
    ["no such machine", false, "StateMachineDoesNotExist", "State Machine Does Not Exist"],
  ],
};

/** What the SDK and the runtimes throw beside the services' errors. */
const RAW: Record<string, [name: string, isTransient: boolean, error: string, cause: string][]> = {
  lambda: [
    ["no connection", true, "Lambda.SdkClientException", "Unable to execute HTTP request"],
    ["function throws", false, "TypeError", '{"errorType":"TypeError","errorMessage":"x is undefined"}'],
    ["function times out", false, "Sandbox.Timedout", '{"errorType":"Sandbox.Timedout","errorMessage":"timed out"}'],
  ],
};

/** Not the names of errors, or names that other faults stand for. */
const GENERAL = /^States\.(ALL|TaskFailed|Timeout|HeartbeatTimeout|Runtime|DataLimitExceeded)$/;

/**
 * The faults of a task.
 *
 * @throws Error for a service that the table does not have
 */
export function faultsOf(state: TaskState): Fault[] {
  const { api, pattern } = parseIntegration(state.Resource)!;
  const [service = "", action = ""] = api.replace(/^aws-sdk:/, "").split(":");
  const codes = CODES[service];
  if (!codes) throw new Error(`The table of faults does not have the service ${service}.`);
  const errors = [
    ...[...COMMON, ...codes(action)].map(([name, isTransient, code, message, status]) => {
      const failure = failureOf(api, new ServiceError(code, message, status));
      return { name, isTransient, error: failure.name, cause: failure.message };
    }),
    ...(RAW[service] ?? []).map(([name, isTransient, error, cause]) => ({ name, isTransient, error, cause })),
  ];
  const handled = [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals);
  const others = [...new Set(handled)].filter(
    (name) => !GENERAL.test(name) && errors.every(({ error }) => error !== name),
  );
  return [
    ...errors.map(({ name, isTransient, error, cause }): Fault => {
      return { name: `${name} (${error})`, isTransient, happening: { kind: "error", error, cause } };
    }),
    ...others.map((error): Fault => {
      return {
        name: error,
        isTransient: isRetried(state, error),
        happening: { kind: "error", error, cause: "as named" },
      };
    }),
    ...(pattern === "sync" && service === "sagemaker" ? jobFaults : []),
    ...(pattern.startsWith("sync") && service === "states" ? [nestedFailure] : []),
    ...(state.TimeoutSeconds === undefined && state.TimeoutSecondsPath === undefined ? [] : [timeOut]),
  ];
}

function isRetried({ Retry = [] }: TaskState, error: string): boolean {
  return Retry.some(({ ErrorEquals }) => ErrorEquals.includes(error));
}

const REASON = "AlgorithmError: the script failed, exit code: 1";
const jobFaults: Fault[] = [
  { name: "job fails", isTransient: false, happening: { kind: "jobFails", reason: REASON } },
  { name: "job stopped, as a result", isTransient: false, happening: { kind: "jobStops", isError: false } },
  { name: "job stopped, as an error", isTransient: false, happening: { kind: "jobStops", isError: true } },
];
const nestedFailure: Fault = {
  name: "inner execution fails",
  isTransient: false,
  happening: { kind: "error", error: "States.TaskFailed", cause: '{"Status":"FAILED","Error":"Inner"}' },
};
const timeOut: Fault = { name: "time-out", isTransient: false, happening: { kind: "hangs" } };

/** Whether an execution ended with the error of a fault. */
export function isErrorOf(
  { happening }: Fault,
  { error = "", cause = "" }: { error?: string; cause?: string },
): boolean {
  switch (happening.kind) {
    case "error":
      return error === happening.error && cause.includes(happening.cause);
    case "jobFails":
      // A tuning job has a reason of its own: none of its trials succeeded.
      return (
        error === "States.TaskFailed" && (cause.includes(happening.reason) || /TuningJobStatus":"Failed"/.test(cause))
      );
    case "jobStops":
      return happening.isError ? error === "States.TaskFailed" && cause.includes("Stopped") : error === "JobStopped";
    case "hangs":
      return error === "States.Timeout";
    case "answers":
      return false;
  }
}
