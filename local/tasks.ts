/**
 * What each service integration does in a local run: the calls that Step Functions makes for it are judged with the state
 * machine's role, and then the work itself is done on this machine.
 */
import type { Json, JsonObject, StateMachineDefinition } from "../asl/definition";
import { walkStates } from "../asl/walk";
import type { AwsCall } from "../iam/document";
import { taskCalls } from "../iam/taskCalls";
import { AccessDenied } from "./authorizer";
import type { TaskFailure } from "./interpreter/failures";
import type { OnTask } from "./interpreter/options";
import { invokeTask } from "./tasks/lambda";
import { modelTask, processingTask, trainingTask, transformTask, tuningTask } from "./tasks/sagemaker";
import { lambdaFailure, sagemakerFailure } from "./tasks/serviceErrors";
import type { LocalAccount, TaskScope } from "./tasks/scope";
import { UserError } from "./userError";

/** Does a task's work and gives its result. */
export type LocalTask = (request: JsonObject, scope: TaskScope) => Promise<Json>;

/** By the part of a Task's `Resource` behind `arn:<partition>:states:::`. */
const TASKS: Readonly<Record<string, LocalTask>> = {
  "lambda:invoke": invokeTask,
  "sagemaker:createTrainingJob.sync": trainingTask,
  "sagemaker:createProcessingJob.sync": processingTask,
  "sagemaker:createHyperParameterTuningJob.sync": tuningTask,
  "sagemaker:createModel": modelTask,
  "sagemaker:createTransformJob.sync": transformTask,
};

/** What the tasks of one execution tell while they work. */
export type TaskReports = Pick<TaskScope, "onJob" | "onLog" | "onMetric" | "onTuning">;

/**
 * The tasks of an execution, for the interpreter.
 *
 * @param machineRole ARN of the state machine's role
 * @param reports called with the state's name first
 */
export function tasksOf(
  account: LocalAccount,
  machineRole: string,
  reports: { [Name in keyof TaskReports]: (state: string, ...told: Parameters<TaskReports[Name]>) => void },
): OnTask {
  return async (state, { Resource }, parameters, signal) => {
    const request = parameters as JsonObject;
    const api = apiOf(Resource);
    const task = TASKS[api];
    const calls = taskCalls(Resource, request, account.environment);
    if (!task || !calls) throw unknownTask(state, Resource);
    await authorizeAll(account, machineRole, calls, api);
    return task(request, {
      ...account,
      signal,
      onJob: (job) => reports.onJob(state, job),
      onLog: (line) => reports.onLog(state, line),
      onMetric: (point) => reports.onMetric(state, point),
      onTuning: (tuning, trial) => reports.onTuning(state, tuning, trial),
    });
  };
}

/** @throws {UserError} for the first state whose integration a local run does not have */
export function refuseUnknownTasks(definition: StateMachineDefinition): void {
  for (const { name, state } of walkStates(definition)) {
    if (state.Type === "Task" && !(apiOf(state.Resource) in TASKS)) throw unknownTask(name, state.Resource);
  }
}

function unknownTask(state: string, resource: string): UserError {
  return new UserError(
    `The state "${state}" uses ${resource}, which a local run does not have.`,
    `It has ${Object.keys(TASKS).join(", ")}. Leave the pipeline out with --pipeline, or deploy the stack to run it.`,
  );
}

/** `lambda:invoke` of `arn:aws:states:::lambda:invoke`; empty for other resources. */
function apiOf(resource: string): string {
  return /^arn:[^:]+:states:::(.+)$/.exec(resource)?.[1] ?? "";
}

/** What AWS answers when the machine's role lacks a permission: the state fails, and the definition may retry or catch it. */
async function authorizeAll(account: LocalAccount, role: string, calls: AwsCall[], api: string): Promise<void> {
  try {
    for (const call of calls) await account.authorizer.authorize(role, call);
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    throw deniedIn(api, error.message);
  }
}

function deniedIn(api: string, message: string): TaskFailure {
  return api.startsWith("lambda:")
    ? lambdaFailure("AccessDeniedException", message)
    : sagemakerFailure("AccessDeniedException", message);
}
