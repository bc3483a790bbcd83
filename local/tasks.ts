/**
 * What each service integration does in a local run: the calls that Step Functions makes for it are judged with the state
 * machine's role, and then the work itself is done on this machine.
 */
import type { Json, JsonObject, StateMachineDefinition } from "../asl/definition";
import { walkStates } from "../asl/walk";
import type { AwsCall } from "../iam/document";
import { taskCalls } from "../iam/taskCalls";
import { AccessDenied } from "./authorizer";
import type { OnTask } from "./interpreter/options";
import { withoutAnswers, type Answers } from "./sagemaker/labeling/answers";
import { scalingTasks } from "./tasks/applicationAutoScaling";
import { executionTasks } from "./tasks/executions";
import { lambdaTasks } from "./tasks/lambda";
import type { LocalTask } from "./tasks/localTask";
import { messageTasks } from "./tasks/messages";
import { s3Tasks } from "./tasks/s3";
import { endpointConfigTasks } from "./tasks/sagemaker/endpointConfigs";
import { endpointTasks } from "./tasks/sagemaker/endpoints";
import { invocationTasks } from "./tasks/sagemaker/invocations";
import { jobTasks } from "./tasks/sagemaker/jobs";
import { modelPackageGroupTasks } from "./tasks/sagemaker/modelPackageGroups";
import { modelPackageTasks } from "./tasks/sagemaker/modelPackages";
import { modelTasks } from "./tasks/sagemaker/models";
import type { LocalAccount, TaskScope } from "./tasks/scope";
import { failureOf, ServiceError } from "./tasks/serviceErrors";
import { tokenTasks } from "./tasks/taskTokens";
import { UserError } from "./userError";

/** By the part of a Task's `Resource` behind `arn:<partition>:states:::`. */
const TASKS: Readonly<Record<string, LocalTask>> = {
  ...lambdaTasks,
  ...executionTasks,
  ...messageTasks,
  ...s3Tasks,
  ...jobTasks,
  ...modelTasks,
  ...modelPackageGroupTasks,
  ...modelPackageTasks,
  ...endpointConfigTasks,
  ...endpointTasks,
  ...invocationTasks,
  ...scalingTasks,
  ...tokenTasks,
};

/** What the tasks of one execution tell while they work. */
export type TaskReports = Pick<TaskScope, "onJob" | "onLog" | "onMetric" | "onTuning" | "onEndpoint" | "onNote">;

/** What the tasks of one execution work with beside the account. */
export type TaskSurroundings = Pick<TaskScope, "machineRole" | "background" | "hasMachine" | "runMachine">;

/**
 * The tasks of an execution, for the interpreter.
 *
 * @param reports called with the state's name first
 */
export function tasksOf(
  account: LocalAccount,
  surroundings: TaskSurroundings,
  reports: { [Name in keyof TaskReports]: (state: string, ...told: Parameters<TaskReports[Name]>) => void },
): OnTask {
  return async (state, { Resource }, parameters, signal) => {
    const { resource, request } = integrationOf(Resource, parameters);
    const api = apiOf(resource);
    const task = TASKS[api];
    // The gateway judges what goes to S3.
    const calls = api in s3Tasks ? [] : taskCalls(resource, request, account.environment);
    if (!task || !calls) throw unknownTask(state, Resource);
    try {
      for (const call of calls) await authorize(account, surroundings.machineRole, call);
      const result = await task(request, {
        ...account,
        ...surroundings,
        signal,
        onJob: (job) => reports.onJob(state, job),
        onLog: (line) => reports.onLog(state, line),
        onMetric: (point) => reports.onMetric(state, point),
        onTuning: (tuning, trial) => reports.onTuning(state, tuning, trial),
        onEndpoint: (endpoint) => reports.onEndpoint(state, endpoint),
        onFault: surroundings.background.onFault,
        onNote: (text) => reports.onNote(state, text),
      });
      return resource === Resource ? result : (result as JsonObject)["Payload"]!;
    } catch (error) {
      throw error instanceof ServiceError ? failureOf(api, error) : error;
    }
  };
}

/**
 * @param answers what people would answer in labeling jobs, where the user has given that
 * @throws {UserError} for the first state whose integration a local run does not have, or which lacks answers
 */
export function refuseUnknownTasks(definition: StateMachineDefinition, answers?: Answers): void {
  for (const { name, state } of walkStates(definition)) {
    if (state.Type !== "Task") continue;
    const api = apiOf(integrationOf(state.Resource, {}).resource);
    if (!(api in TASKS)) throw unknownTask(name, state.Resource);
    if (!answers && api.includes("createLabelingJob")) throw withoutAnswers(`The state "${name}"`);
  }
}

function unknownTask(state: string, resource: string): UserError {
  return new UserError(
    `The state "${state}" uses ${resource}, which a local run does not have.`,
    `It has ${likeApis(apiOf(resource))}. Leave the pipeline out with --pipeline, or deploy the stack to run it.`,
  );
}

/** What there is of the same service; where that is nothing, the optimized integrations and the services of the AWS SDK. */
function likeApis(api: string): string {
  const serviceOf = (name: string) => name.slice(0, name.lastIndexOf(":"));
  const all = Object.keys(TASKS);
  const same = all.filter((name) => serviceOf(name) === serviceOf(api));
  if (same.length > 0) return same.join(", ");
  const optimized = all.filter((name) => !name.startsWith("aws-sdk:"));
  const others = all.filter((name) => !optimized.includes(name)).map(serviceOf);
  return `${optimized.join(", ")}, and APIs of ${[...new Set(others)].join(", ")}`;
}

/** A function's own ARN as a Task's resource is an invocation with the state's input, and gives the payload alone. */
function integrationOf(resource: string, parameters: Json): { resource: string; request: JsonObject } {
  const partition = /^arn:([^:]+):lambda:[^:]*:[^:]*:function:/.exec(resource)?.[1];
  if (partition === undefined) return { resource, request: parameters as JsonObject };
  return {
    resource: `arn:${partition}:states:::lambda:invoke`,
    request: { FunctionName: resource, Payload: parameters },
  };
}

/** `lambda:invoke` of `arn:aws:states:::lambda:invoke`; empty for other resources. */
function apiOf(resource: string): string {
  return /^arn:[^:]+:states:::(.+)$/.exec(resource)?.[1] ?? "";
}

/** What AWS answers when the machine's role lacks a permission: the state fails, and the definition may retry or catch it. */
async function authorize({ authorizer }: LocalAccount, role: string, call: AwsCall): Promise<void> {
  // A name that AWS makes, such as an execution's, is some text when the call is made.
  const resource = call.resource === "*" ? "*" : call.resource.replaceAll("*", "generated");
  try {
    await authorizer.authorize(role, { ...call, resource });
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    throw new ServiceError("AccessDeniedException", error.message, call.action.startsWith("lambda:") ? 403 : 400);
  }
}
