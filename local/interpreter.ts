/**
 * Runs a state machine definition on this machine: the one adapter over `aws-local-stepfunctions`.
 *
 * What the package would run wrongly is refused (interpreter/unsupported.ts) or written in another way
 * (interpreter/prepare.ts); what it lacks is done here: the size limit of states, and that no task goes on once its
 * state has timed out, its Parallel or Map has failed, or the execution was aborted.
 */
import type { Json, State, StateMachineDefinition } from "../asl/definition";
import { DataLimitExceeded } from "./interpreter/failures";
import { prepare } from "./interpreter/prepare";
import { taskHandlers, type OnTask } from "./interpreter/taskHandlers";
import { unsupported } from "./interpreter/unsupported";
import { UserError } from "./userError";

/** How an execution ended: Step Functions' own words. */
export interface Execution {
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  output?: Json;
  error?: string;
  cause?: string;
}

/** Something that happened to a state. */
export interface StateEvent {
  type: "entered" | "exited" | "failed" | "retried" | "caught";
  state: string;
  stateType: State["Type"];
  /** Iteration of the Map that the state is in. */
  index?: number;
  /** With `failed`. */
  error?: string;
  cause?: string;
}

/** What the definition can read of its execution, and what it reports to. */
export interface ExecutionOptions {
  /** `$$`; the input and the start time are filled in. */
  context: {
    Execution: { Id: string; Name: string; RoleArn: string; RedriveCount: 0 };
    StateMachine: { Id: string; Name: string };
  };
  onTask: OnTask;
  onEvent?(event: StateEvent): void;
  /** Aborts the execution. */
  signal?: AbortSignal;
}

/**
 * Runs a definition to its end. Every task that was started has ended when it returns.
 *
 * @throws {UserError} naming the states that use something which cannot be run faithfully
 * @throws what `onTask` threw, unless it is a {@link TaskFailure}
 * @example
 * const { status } = await execute(definition, {}, { context, onTask: async (name, state, parameters) => ({ ok: true }) });
 */
export async function execute(
  definition: StateMachineDefinition,
  input: Json,
  options: ExecutionOptions,
): Promise<Execution> {
  refuseUnsupported(definition);
  const tasks = taskHandlers(definition, options);
  const { StateMachine, ExecutionAbortedError, ExecutionError, ExecutionTimeoutError } =
    await import("aws-local-stepfunctions");
  const machine = new StateMachine(prepare(definition) as never, { validationOptions: { noValidate: true } });
  const run = machine.run(input, {
    context: options.context,
    overrides: { taskResourceLocalHandlers: tasks.handlers },
  });
  const abort = () => run.abort();
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted) abort();
  tasks.onFault(abort);

  const events = (async () => {
    for await (const event of run.eventLogs) {
      if (!("state" in event)) continue;
      if (event.type === "StateFailed") tasks.stopWithin(event.state.name);
      if (event.type === "StateExited") tasks.checkSize(event.state.name, event.state.output ?? null);
      options.onEvent?.({
        type: event.type.slice("State".length).toLowerCase() as StateEvent["type"],
        state: event.state.name,
        stateType: event.state.type,
        ...(event.index !== undefined && { index: event.index }),
        ...(event.type === "StateFailed" && { error: event.Error, cause: String(event.Cause) }),
      });
    }
  })();
  const outcome = await run.result.then(
    (output): Execution => ({ status: "SUCCEEDED", output }),
    (error: unknown) => error as Error,
  );
  options.signal?.removeEventListener("abort", abort);
  await tasks.stopAll();
  await events;

  const fault = tasks.fault();
  if (fault instanceof DataLimitExceeded) return failed(fault);
  if (fault) throw fault;
  if (!(outcome instanceof Error)) return outcome;
  if (outcome instanceof ExecutionAbortedError) return { status: "ABORTED" };
  if (outcome instanceof ExecutionTimeoutError) return { status: "TIMED_OUT", error: "States.Timeout" };
  if (outcome instanceof ExecutionError) return failed(outcome.cause as Error);
  throw outcome;
}

/** A Fail state without Error and Cause leaves the execution without them; the package then puts names of its own. */
function failed(error: Error): Execution {
  if (error.name === "FailStateError") return { status: "FAILED" };
  return { status: "FAILED", error: error.name, cause: error.message };
}

/** @throws {UserError} naming the states that use something which cannot be run faithfully */
export function refuseUnsupported(definition: StateMachineDefinition): void {
  const found = unsupported(definition);
  if (found.length === 0) return;
  const lines = found.map(({ state, feature, reason }) => `  ${state && `"${state}": `}${feature} (${reason})`);
  throw new UserError(
    `The state machine cannot be run on this machine as AWS would run it:\n${lines.join("\n")}`,
    "Deploy the stack to run it, or write these states without it.",
  );
}
