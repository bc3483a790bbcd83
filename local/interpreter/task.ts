/** Does the work of a Task: with its time-outs, until it is over or its state is. */
import type { Json, TaskState } from "../../asl/definition";
import { StateFailure, STOPPED, TaskFailure } from "./failures";
import { asJson } from "./json";
import { checkStopped, lifetimeWithin, whenStopped } from "./lifetime";
import type { TaskToken } from "./taskToken";
import type { Visit } from "./visit";

/** Seconds; absent is for ever. */
interface TaskLimits {
  timeout: number | undefined;
  /** Of the token. */
  heartbeat: number | undefined;
}

/**
 * Runs a task to its end. When the state is over before it, the task is told, and has ended when this returns.
 *
 * @throws StateFailure what the task failed with, or `States.Timeout`
 * @throws STOPPED when the visit's signal is aborted, or the task threw something that is no TaskFailure
 */
export async function runTask(
  visit: Visit,
  state: TaskState,
  parameters: Json,
  limits: TaskLimits,
  token?: TaskToken,
): Promise<Json> {
  const { world, signal } = visit.frame;
  checkStopped(signal);
  const lifetime = lifetimeWithin(signal);
  // The task may change what it is given.
  const work = perform(visit, state, asJson(parameters), lifetime.signal, token);
  const progress = { isOver: false };
  const end = () => {
    progress.isOver = true;
  };
  const ended = work.then(end, end);
  const timers = lifetimeWithin(lifetime.signal);
  try {
    const ends = token ? [token.answer, work.then(never)] : [work];
    if (limits.timeout !== undefined) {
      ends.push(world.clock.sleep(limits.timeout * 1000, timers.signal).then(() => timedOut()));
    }
    if (limits.heartbeat !== undefined && token) {
      ends.push(missedHeartbeat(visit, limits.heartbeat, token, timers.signal));
    }
    ends.push(stopped(lifetime.signal));
    for (const end of ends) end.catch(() => {});
    return await Promise.race(ends);
  } catch (error) {
    if (!progress.isOver) lifetime.stop();
    throw error;
  } finally {
    timers.stop();
    await ended;
    lifetime.end();
  }
}

/** What the service answers does not end a task that waits for its token. */
function never(): Promise<never> {
  return new Promise(() => {});
}

async function perform(
  { name, frame }: Visit,
  state: TaskState,
  parameters: Json,
  signal: AbortSignal,
  token: TaskToken | undefined,
): Promise<Json> {
  try {
    return asJson(await frame.world.onTask(name, state, parameters, signal, token?.text));
  } catch (error) {
    // What a task says that was told to stop is nobody's result.
    if (signal.aborted) throw STOPPED;
    if (error instanceof TaskFailure) throw new StateFailure(error.name, error.message);
    frame.world.fail(error);
    throw STOPPED;
  }
}

/** A missed heartbeat is reported as a time-out, but ErrorEquals may tell them apart. */
function timedOut(otherName?: string): never {
  throw new StateFailure("States.Timeout", undefined, otherName);
}

/** Fails when no heartbeat comes for so many seconds. */
async function missedHeartbeat(
  { frame }: Visit,
  seconds: number,
  token: TaskToken,
  signal: AbortSignal,
): Promise<never> {
  const { clock } = frame.world;
  let last = clock.now();
  token.watchHeartbeats(() => (last = clock.now()));
  for (let left = seconds * 1000; left > 0; left = last + seconds * 1000 - clock.now()) {
    await clock.sleep(left, signal);
  }
  return timedOut("States.HeartbeatTimeout");
}

function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(STOPPED);
    whenStopped(signal, () => reject(STOPPED));
  });
}
