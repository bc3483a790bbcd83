/** Executions of other state machines of the program: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../asl/definition";
import { TaskFailure } from "../interpreter/failures";
import type { Execution } from "../interpreter/options";
import type { LocalTask } from "./localTask";
import { callMetadata } from "./metadata";
import { textOf } from "./parameters";
import type { ExecutionOrder, TaskScope } from "./scope";
import { ServiceError } from "./serviceErrors";

/** Request-response: the execution goes on behind this one, at most until that ends. */
const start: LocalTask = async (request, scope) => {
  const order = orderOf(request, scope);
  const run = (signal: AbortSignal) => scope.runMachine({ ...order, signal });
  await scope.background.start(`The execution ${order.arn}`, run);
  return { ExecutionArn: order.arn, StartDate: new Date().toISOString(), ...callMetadata() };
};

/** `.sync` gives input and output as text, `.sync:2` as JSON. */
async function runToEnd(request: JsonObject, scope: TaskScope, isParsed: boolean): Promise<Json> {
  const order = orderOf(request, scope);
  const started = new Date();
  const execution = await scope.runMachine({ ...order, signal: scope.signal });
  scope.signal.throwIfAborted();
  const described = describe(order, execution, started, isParsed);
  if (execution.status !== "SUCCEEDED") throw new TaskFailure("States.TaskFailed", JSON.stringify(described));
  return described;
}

function orderOf(request: JsonObject, scope: TaskScope): Omit<ExecutionOrder, "signal"> {
  const machineArn = textOf(request, "StateMachineArn");
  if (!scope.hasMachine(machineArn)) {
    throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${machineArn}'`);
  }
  const name = textOf(request, "Name") || randomUUID();
  const given = request["Input"] ?? {};
  const input = typeof given === "string" ? (JSON.parse(given) as Json) : given;
  scope.onJob(name);
  return { machineArn, name, arn: `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`, input };
}

function describe(
  { arn, name, machineArn, input }: Omit<ExecutionOrder, "signal">,
  { status, output, error, cause }: Execution,
  started: Date,
  isParsed: boolean,
): JsonObject {
  const shown = (value: Json) => (isParsed ? value : JSON.stringify(value));
  return {
    ExecutionArn: arn,
    StateMachineArn: machineArn,
    Name: name,
    Status: status,
    StartDate: started.getTime(),
    StopDate: Date.now(),
    Input: shown(input),
    InputDetails: { Included: true },
    ...(output !== undefined && { Output: shown(output), OutputDetails: { Included: true } }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
  };
}

/** By API. */
export const executionTasks: Record<string, LocalTask> = {
  "states:startExecution": start,
  "states:startExecution.waitForTaskToken": start,
  "states:startExecution.sync": (request, scope) => runToEnd(request, scope, false),
  "states:startExecution.sync:2": (request, scope) => runToEnd(request, scope, true),
};
