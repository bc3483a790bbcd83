/**
 * Runs the work of a state that may have Retry and Catch.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
import type { Catcher, ParallelState, MapState, Retrier, TaskState } from "../../asl/definition";
import { prepareJsonataCatch } from "./dataFlow/jsonata";
import { prepareJsonPathCatch } from "./dataFlow/jsonPath";
import type { CatchFlow } from "./dataFlow/types";
import { matchesError } from "./errorNames";
import { placed, StateFailure } from "./failures";
import type { Preparation } from "./preparation";
import { retryPolicy } from "./retry";
import { type Outcome, tell, told, type Visit } from "./visit";

/** Runs a state's work, perhaps several times. */
export type Attempts = (visit: Visit, work: (visit: Visit) => Promise<Outcome>) => Promise<Outcome>;

interface PreparedCatcher {
  catcher: Catcher;
  flow: CatchFlow;
}

/** Prepares a state's Retry and Catch. */
export function prepareAttempts(preparation: Preparation, state: TaskState | ParallelState | MapState): Attempts {
  const retriers = state.Retry ?? [];
  const catchers = (state.Catch ?? []).map((catcher): PreparedCatcher => {
    const prepareFlow = preparation.language === "JSONata" ? prepareJsonataCatch : prepareJsonPathCatch;
    return { catcher, flow: prepareFlow(preparation, catcher) };
  });
  return (visit, work) => attempt(visit, work, state.Type, retriers, catchers);
}

async function attempt(
  visit: Visit,
  work: (visit: Visit) => Promise<Outcome>,
  stateType: "Task" | "Parallel" | "Map",
  retriers: readonly Retrier[],
  catchers: readonly PreparedCatcher[],
): Promise<Outcome> {
  const { frame, name } = visit;
  const nextDelay = retryPolicy(retriers);
  for (let retries = 0; ; retries++) {
    const current = withRetryCount(visit, retries);
    let failure: StateFailure;
    try {
      return await work(current);
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      failure = placed(error, name, visit.entered);
    }
    tell(frame, "failed", name, stateType, told(failure));
    visit.told.add(failure);
    const delay = nextDelay(failure);
    if (delay !== undefined) {
      await frame.world.clock.sleep(delay * 1000, frame.signal);
      tell(frame, "retried", name, stateType);
      continue;
    }
    const number = catchers.findIndex(({ catcher }) => matchesError(catcher.ErrorEquals, failure));
    const caught = catchers[number];
    if (!caught) throw failure;
    const output = await caught.flow(current, failure);
    tell(frame, "caught", name, stateType);
    return { output, next: caught.catcher.Next, via: `Catch[${number}]` };
  }
}

function withRetryCount(visit: Visit, RetryCount: number): Visit {
  const state = visit.context["State"] as object;
  return { ...visit, context: { ...visit.context, State: { ...state, RetryCount } } };
}
