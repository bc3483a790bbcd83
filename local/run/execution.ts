/** Runs one pipeline's state machine once. */
import { randomUUID } from "node:crypto";
import { executionCalls } from "../../iam/executionPermissions";
import { AccessDenied } from "../authorizer";
import { execute, type Execution } from "../interpreter";
import type { EndpointResult, MetricPoint, PipelineResult, TuningResult } from "../runResult";
import { tasksOf } from "../tasks";
import { backgroundOf } from "../tasks/background";
import type { LocalAccount } from "../tasks/scope";
import type { OnRunEvent } from "./events";
import { explainCause } from "./explain";
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

  const execution =
    (await refusal(pipeline, account)) ??
    (await execute(
      pipeline.definition,
      {},
      {
        context: contextOf(pipeline, account),
        signal: AbortSignal.any([signal, fault.signal]),
        onTask: tasksOf(account, pipeline.stateMachine.roleArn, background, {
          onJob(state, job) {
            log.onJob(state, job);
            onEvent({ type: "job", ...told, state, job });
          },
          onLog(state, line) {
            log.onLine(state, line);
            onEvent({ type: "log", ...told, state, line });
          },
          onMetric(state, point) {
            curve.push(point);
            onEvent({ type: "metric", ...told, state, point });
          },
          onTuning(state, tuning, trial) {
            tuningJobs.set(tuning.job, tuning);
            onEvent({ type: "trial", ...told, state, tuning, trial });
          },
          onEndpoint(state, endpoint) {
            endpoints.set(endpoint.name, endpoint);
            onEvent({ type: "endpoint", ...told, state, endpoint });
          },
          onNote: (_state, text) => note(text),
        }),
        onEvent(event) {
          log.onEvent(event);
          onEvent({ type: "state", ...told, event });
        },
      },
    ).finally(async () => {
      for (const left of await background.stop()) {
        note(`${left} still went on when the execution ended, and was stopped with the run; on AWS it would go on.`);
      }
    }));
  // An endpoint that is not there yet comes to be on AWS too; and its calls belong to this pipeline's.
  for (const name of endpoints.keys()) await account.endpoints.get(name)?.settled();
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

/** What Step Functions does with the machine's role beside the tasks; an execution that it cannot do them for does not start. */
async function refusal(
  { stateMachine, services }: LocalPipeline,
  { authorizer }: LocalAccount,
): Promise<Execution | undefined> {
  const service = "states.amazonaws.com";
  if (!(await authorizer.mayAssume(stateMachine.roleArn, { service, sourceArn: stateMachine.arn }))) {
    const cause = `Neither the global service principal ${service}, nor the regional one is authorized to assume the provided role.`;
    return { status: "FAILED", error: "AccessDeniedException", cause };
  }
  try {
    for (const call of executionCalls(services)) await authorizer.authorize(stateMachine.roleArn, call);
    return undefined;
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    return { status: "FAILED", error: "AccessDeniedException", cause: error.message };
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextOf({ stateMachine }: LocalPipeline, { environment }: LocalAccount) {
  const { partition, region, account } = environment;
  const Name = randomUUID();
  return {
    Execution: {
      Id: `arn:${partition}:states:${region}:${account}:execution:${stateMachine.name}:${Name}`,
      Name,
      RoleArn: stateMachine.roleArn,
      RedriveCount: 0 as const,
    },
    StateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
  };
}

function errorOf(execution: Execution, log: StateLog): Pick<PipelineResult, "error"> {
  if (execution.status === "SUCCEEDED" || execution.status === "ABORTED") return {};
  const failed = log.failure(execution);
  const name = execution.error ?? failed?.error ?? "States.Runtime";
  const cause = failed ? explainCause(failed) : (execution.cause ?? "");
  return { error: { name, cause, ...(failed && { state: failed.name }) } };
}
