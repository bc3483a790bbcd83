/** Runs one pipeline's state machine once. */
import { randomUUID } from "node:crypto";
import type { Execution, StateEvent } from "../interpreter";
import type { EndpointResult, MetricPoint, PipelineResult, TrialResult, TuningResult } from "../runResult";
import { backgroundOf } from "../tasks/background";
import type { LocalAccount } from "../tasks/scope";
import type { OnRunEvent } from "./events";
import { explainCause } from "./explain";
import { executeMachine } from "./machineExecution";
import type { LocalPipeline } from "./pipelines";
import { runStatus, stateLog, type StateLog } from "./stateLog";

/** An execution, as far as the execution itself knows it: what it left in S3 is read afterwards. */
export type ExecutionResult = Pick<
  PipelineResult,
  "status" | "seconds" | "states" | "curve" | "tuning" | "endpoints" | "notes" | "error"
>;

/**
 * Executes a pipeline.
 *
 * @throws {UserError} when the definition uses what a local run does not have
 */
export async function executePipeline(
  pipeline: LocalPipeline,
  account: LocalAccount,
  signal: AbortSignal,
  onEvent: OnRunEvent,
): Promise<ExecutionResult> {
  const started = performance.now();
  const log = stateLog();
  const curve: MetricPoint[] = [];
  const tuningJobs = new Map<string, TuningResult>();
  const endpoints = new Map<string, EndpointResult>();
  const notes = new Set<string>();
  const told = { pipeline: pipeline.name };
  const note = (text: string) => {
    if (!notes.has(text)) onEvent({ type: "note", ...told, text });
    notes.add(text);
  };
  const fault = new AbortController();
  const background = backgroundOf((error) => fault.abort(error));
  onEvent({ type: "started", ...told });

  const order = {
    ...{ machine: pipeline.machine, name: randomUUID(), input: {}, background },
    signal: AbortSignal.any([signal, fault.signal]),
    reports: {
      onJob(state: string, job: string) {
        log.onJob(state, job);
        onEvent({ type: "job", ...told, state, job });
      },
      onLog(state: string, line: string) {
        log.onLine(state, line);
        onEvent({ type: "log", ...told, state, line });
      },
      onMetric(state: string, point: MetricPoint) {
        curve.push(point);
        onEvent({ type: "metric", ...told, state, point });
      },
      onTuning(state: string, tuning: TuningResult, trial: TrialResult) {
        tuningJobs.set(tuning.job, tuning);
        onEvent({ type: "trial", ...told, state, tuning, trial });
      },
      onEndpoint(state: string, endpoint: EndpointResult) {
        endpoints.set(endpoint.name, endpoint);
        onEvent({ type: "endpoint", ...told, state, endpoint });
      },
      onNote: (_state: string, text: string) => note(text),
    },
    onEvent(event: StateEvent) {
      log.onEvent(event);
      onEvent({ type: "state", ...told, event });
    },
  };
  const execution = await executeMachine(order, account).finally(async () => {
    for (const left of await background.stop()) {
      note(`${left} still went on when the execution ended, and was stopped with it; on AWS it would go on.`);
    }
  });
  // An endpoint that is not there yet comes to be on AWS too; and its calls belong to this pipeline's.
  for (const name of endpoints.keys()) {
    await account.endpoints.get(name)?.settled();
    await account.endpoints.get(name)?.flush();
  }
  fault.signal.throwIfAborted();

  return {
    status: runStatus(execution),
    states: log.results(execution),
    seconds: (performance.now() - started) / 1000,
    curve,
    tuning: [...tuningJobs.values()],
    endpoints: [...endpoints.values()],
    notes: [...notes],
    ...errorOf(execution, log),
  };
}

function errorOf(execution: Execution, log: StateLog): Pick<PipelineResult, "error"> {
  if (execution.status === "SUCCEEDED" || execution.status === "ABORTED") return {};
  const failed = log.failure(execution);
  const name = execution.error ?? failed?.error ?? "States.Runtime";
  const cause = failed ? explainCause(failed) : (execution.cause ?? "");
  return { error: { name, cause, ...(failed && { state: failed.name }) } };
}
