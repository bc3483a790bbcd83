/** Runs a graph of states from its start to its end. */
import { setImmediate } from "node:timers/promises";
import type { Json } from "../../asl/definition";
import { placed, runtimeFailure, StateFailure } from "./failures";
import { limitSize } from "./limits";
import { checkStopped } from "./lifetime";
import { type Frame, type Outcome, type PreparedGraph, type PreparedState, tell, told } from "./visit";

/** States that never wait would keep timers, sockets and child processes from being served for longer than this. */
const BREATH_MILLISECONDS = 10;
let lastBreath = 0;

/**
 * @returns the output of the last state
 * @throws StateFailure what a state failed with that nothing caught
 * @throws STOPPED when the frame's signal is aborted
 */
export async function runGraph(graph: PreparedGraph, input: Json, frame: Frame): Promise<Json> {
  // Graphs inside each other by the thousand would exhaust the stack if each began within the other's call.
  await Promise.resolve();
  let data = input;
  for (let next: string | undefined = graph.startAt; next !== undefined;) {
    if (performance.now() - lastBreath > BREATH_MILLISECONDS) {
      await setImmediate();
      lastBreath = performance.now();
    }
    checkStopped(frame.signal);
    const state = graph.states.get(next);
    if (!state) throw runtimeFailure(`There is no state '${next}'.`);
    const outcome: Outcome = await runState(state, data, frame);
    data = outcome.output;
    next = outcome.next;
  }
  return data;
}

async function runState(state: PreparedState, input: Json, frame: Frame): Promise<Outcome> {
  const { name, type } = state;
  const entered = frame.history.add(1);
  tell(frame, "entered", name, type, { input });
  const EnteredTime = new Date(frame.world.clock.now()).toISOString();
  const context = { ...frame.context, State: { Name: name, EnteredTime } };
  const known = new WeakSet<StateFailure>();
  try {
    const outcome = await state.run({ frame, name, entered, input, context, told: known });
    if (outcome.output !== input) limitSize(name, outcome.output, "result");
    frame.history.add(1);
    tell(frame, "exited", name, type, { output: outcome.output, via: outcome.via });
    return outcome;
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    const failure = placed(error, name, entered);
    if (!known.has(failure)) tell(frame, "failed", name, type, told(failure));
    throw failure;
  }
}
