/** Follows an execution to its end. */
import { setTimeout as sleep } from "node:timers/promises";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { isNetworkFailure } from "../aws/failures";
import { historyReader } from "./followHistory";
import { historyStates, type HistoryStates, type StateChange, type StateVisit } from "./historyStates";
import { jobProgress, type JobProgress } from "./jobProgress";

/** How an execution ended. */
export type ExecutionEnd = Extract<StateChange, { type: "ended" }>;

/** Whom a watch tells. */
export interface WatchListener {
  onChange(change: StateChange): void;
  onJob(visit: StateVisit, progress: JobProgress): void;
  /** AWS is not reached, or again. */
  onConnection(isLost: boolean): void;
}

/** How often AWS is asked, in milliseconds. */
export interface WatchPace {
  /** @default 2000 */
  history: number;
  /** @default 10000 */
  jobs: number;
  /**
   * For how long a lost connection is tried again.
   * @default 600000
   */
  patience: number;
}

const PACE: WatchPace = { history: 2_000, jobs: 10_000, patience: 600_000 };

/** The connection was lost for longer than the watch is patient; the execution goes on. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/**
 * Tells what an execution does until it has ended.
 *
 * A lost connection is tried again, and nothing is told twice. Aborting ends the watch, never the execution.
 *
 * @returns how it ended, and the sums of its states
 * @throws ConnectionLost, or what AWS answers
 * @throws the signal's reason when it was aborted
 */
export async function watchExecution(
  { stepFunctions, sagemaker }: { stepFunctions: SFNClient; sagemaker?: () => Promise<SageMakerClient> },
  executionArn: string,
  listener: WatchListener,
  signal: AbortSignal,
  pace: WatchPace = PACE,
): Promise<{ end: ExecutionEnd; states: HistoryStates }> {
  const reader = historyReader(stepFunctions, executionArn);
  const states = historyStates();
  const connection = patientConnection(listener, pace, signal);
  let asked = 0;
  for (;;) {
    const end = await connection(async () => {
      for await (const events of reader.read(signal)) {
        for (const change of events.flatMap((event) => states.take(event))) {
          listener.onChange(change);
          if (change.type === "ended") return change;
        }
      }
      return undefined;
    });
    if (end) return { end, states };
    if (sagemaker && Date.now() - asked >= pace.jobs) {
      asked = Date.now();
      await tellJobs(await sagemaker(), states.running(), listener);
    }
    await sleep(pace.history, undefined, { signal });
  }
}

/** A job's progress is a nicety: what cannot be asked for is not told. */
async function tellJobs(client: SageMakerClient, visits: StateVisit[], listener: WatchListener): Promise<void> {
  for (const visit of visits) {
    const progress = await jobProgress(client, visit).catch(() => undefined);
    if (progress) listener.onJob(visit, progress);
  }
}

/** Tries again what the network kept from being done, at growing intervals. */
function patientConnection(listener: WatchListener, { history, patience }: WatchPace, signal: AbortSignal) {
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    let lostAt: number | undefined;
    for (let wait = history; ; wait = Math.min(2 * wait, 30_000)) {
      try {
        const result = await work();
        if (lostAt !== undefined) listener.onConnection(false);
        return result;
      } catch (error) {
        signal.throwIfAborted();
        if (!isNetworkFailure(error)) throw error;
        if (lostAt === undefined) listener.onConnection(true);
        lostAt ??= Date.now();
        if (Date.now() - lostAt > patience) throw new ConnectionLost((error as Error).message);
      }
      await sleep(wait, undefined, { signal });
    }
  };
}
