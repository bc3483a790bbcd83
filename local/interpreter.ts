/** Runs a state machine definition on this machine as Step Functions would. */
import type { Json, StateMachineDefinition } from "../asl/definition";
import { systemClock } from "./interpreter/clock";
import type { Available, Execution, ExecutionOptions } from "./interpreter/options";
import { prepareDefinition, type PreparedDefinition } from "./interpreter/prepare";
import { runExecution } from "./interpreter/runExecution";
import type { World } from "./interpreter/visit";
import { UserError } from "./userError";

export type { Execution, ExecutionOptions, StateEvent } from "./interpreter/options";

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
  const { graph } = prepareOrRefuse(definition, options);
  const stop = new AbortController();
  const faults: unknown[] = [];
  const world: World = {
    ...options,
    clock: options.clock ?? systemClock,
    onEvent: (event) => options.onEvent?.(event),
    fail(fault) {
      faults.push(fault);
      stop.abort();
    },
  };
  const abort = () => stop.abort();
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted) abort();
  const execution = await runExecution(graph, input, {
    ...{ world, type: options.type ?? "STANDARD", context: options.context },
    ...{ signal: stop.signal, timeoutSeconds: definition.TimeoutSeconds },
  });
  options.signal?.removeEventListener("abort", abort);
  if (faults.length > 0) throw faults[0];
  return execution;
}

/**
 * Refuses a definition that uses something which is not there or cannot be run.
 *
 * @param available what the execution is going to be given
 * @throws {UserError} naming the states
 */
export function refuseUnsupported(definition: StateMachineDefinition, available: Available = {}): void {
  prepareOrRefuse(definition, available);
}

function prepareOrRefuse(definition: StateMachineDefinition, available: Available): PreparedDefinition {
  const prepared = prepareDefinition(definition, available);
  if (prepared.unsupported.length === 0) return prepared;
  const lines = prepared.unsupported.map(
    ({ state, feature, reason }) => `  ${state && `"${state}": `}${feature} (${reason})`,
  );
  throw new UserError(
    `The state machine cannot be run on this machine as AWS would run it:\n${lines.join("\n")}`,
    "Deploy the stack to run it, or write these states without it.",
  );
}
