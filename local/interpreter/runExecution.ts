/** Runs a prepared state machine once: an execution, or a child execution of a Distributed Map. */
import type { Json } from "../../asl/definition";
import { StateFailure, STOPPED } from "./failures";
import { lifetimeWithin } from "./lifetime";
import { EXPRESS_LIMIT_SECONDS, History, limitSize } from "./limits";
import type { Execution, ExecutionOptions } from "./options";
import { runGraph } from "./runGraph";
import { Variables } from "./variables";
import type { PreparedGraph, World } from "./visit";

/** What an execution runs in. */
export interface Setup {
  world: World;
  type: "STANDARD" | "EXPRESS";
  /** With `Execution`, whose input and start time are filled in, and `StateMachine`. */
  context: ExecutionOptions["context"];
  signal: AbortSignal;
  timeoutSeconds?: number | undefined;
  /** Of a child execution. */
  index?: number;
}

/** Runs an execution to its end; never throws but for faults in this program. */
export async function runExecution(graph: PreparedGraph, input: Json, setup: Setup): Promise<Execution> {
  const { world, type, signal, index } = setup;
  const lifetime = lifetimeWithin(signal);
  const timeout =
    type === "EXPRESS" ? Math.min(setup.timeoutSeconds ?? Infinity, EXPRESS_LIMIT_SECONDS) : setup.timeoutSeconds;
  const progress = { isTimedOut: false };
  if (timeout !== undefined) {
    const onTimeout = () => {
      progress.isTimedOut = true;
      lifetime.stop();
    };
    world.clock.sleep(timeout * 1000, lifetime.signal).then(onTimeout, () => {});
  }
  const { Id, ...more } = setup.context.Execution;
  const Execution = { Id, Input: input, StartTime: new Date(world.clock.now()).toISOString(), ...more };
  const history = new History(type);
  try {
    // ExecutionStarted.
    history.add(1);
    limitSize(Execution.Name, input, "parameters");
    const output = await runGraph(graph, input, {
      ...{ world, history, variables: new Variables(), signal: lifetime.signal, ...(index !== undefined && { index }) },
      context: { Execution, StateMachine: setup.context.StateMachine },
    });
    return { status: "SUCCEEDED", output };
  } catch (failure) {
    if (progress.isTimedOut) return { status: "TIMED_OUT", error: "States.Timeout" };
    if (failure === STOPPED) return { status: "ABORTED" };
    if (!(failure instanceof StateFailure)) throw failure;
    const { error, reason } = failure;
    return { status: "FAILED", ...(error !== undefined && { error }), ...(reason !== undefined && { cause: reason }) };
  } finally {
    lifetime.stop();
    lifetime.end();
  }
}
