/** `mlpipe watch`: follows an execution to its end. */
import type { SFNClient } from "@aws-sdk/client-sfn";
import { createProgress, mayColour, painter } from "../../local/progress";
import { explainCause } from "../../local/run/explain";
import { sagemaker } from "../aws/clients";
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { consoleLink } from "./consoleLink";
import { findExecution } from "./executionReference";
import type { StateChange, StateTotal } from "./historyStates";
import { statusStyle } from "./statusStyle";
import { ConnectionLost, type ExecutionEnd, watchExecution, type WatchListener } from "./watchExecution";

/** @returns the exit code: that of the execution */
export async function watchCommand(
  execution: string,
  options: ExecutionCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  return withStepFunctions(execution, options, async (client, connection) => {
    const { stack } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    return followExecution(executionArn, client, { ...options, ...connection }, signal);
  });
}

/** Follows an execution, shows it, and gives its exit code. Ctrl-C ends the showing, and says that the execution goes on. */
export async function followExecution(
  executionArn: string,
  client: SFNClient,
  options: ExecutionCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const output = options.json === true ? process.stderr : process.stdout;
  const progress = createProgress(output);
  const name = executionArn.split(":").at(-2) ?? "";
  const goesOn = `The execution goes on. Follow it again: mlpipe watch ${executionArn}\n`;
  try {
    const clients = { stepFunctions: client, sagemaker: () => sagemaker(options) };
    const { end, states } = await watchExecution(clients, executionArn, listenerOf(name, progress.onEvent), signal);
    progress.end();
    output.write(summary(executionArn, end, states.totals()));
    if (options.json === true) {
      const { status, error, cause } = end;
      process.stdout.write(`${JSON.stringify({ executionArn, status, error, cause, states: states.totals() })}\n`);
    }
    return EXIT_OF[end.status];
  } catch (error) {
    progress.end();
    if (signal.aborted) {
      process.stderr.write(goesOn);
      return EXIT.interrupted;
    }
    if (!(error instanceof ConnectionLost)) throw error;
    process.stderr.write(`AWS is not reached any more: ${error.message}. ${goesOn}`);
    return EXIT.lost;
  }
}

const EXIT_OF = {
  SUCCEEDED: EXIT.done,
  FAILED: EXIT.failed,
  TIMED_OUT: EXIT.timedOut,
  ABORTED: EXIT.stopped,
} as const;

/** Tells a display of local runs what an execution on AWS does. */
function listenerOf(pipeline: string, onEvent: ReturnType<typeof createProgress>["onEvent"]): WatchListener {
  return {
    onChange(change) {
      if (change.type === "ended") return;
      const { visit, at } = change;
      if (change.type === "job") {
        onEvent({ type: "job", pipeline, state: visit.name, job: visit.job ?? "" });
        return;
      }
      onEvent({ type: "state", pipeline, at, event: eventOf(change) });
    },
    onJob(visit, { status, metrics }) {
      onEvent({ type: "status", pipeline, state: visit.name, status, metrics });
    },
    onConnection: (isLost) =>
      onEvent({ type: "setup", text: isLost ? "AWS is not reached; trying again …" : "AWS is reached again." }),
  };
}

function eventOf(change: Exclude<StateChange, { type: "ended" | "job" }>) {
  const { type, visit } = change;
  const { name: state, type: stateType, index } = visit;
  return {
    ...{ type, state, stateType: stateType as "Task" },
    ...(index !== undefined && { index }),
    ...(change.type === "failed" && { error: change.error, cause: change.cause }),
  };
}

function summary(executionArn: string, end: ExecutionEnd, totals: StateTotal[]): string {
  const paint = painter(mayColour(process.stdout));
  const rows = totals
    .filter(({ type }) => type !== "Pass" && type !== "Choice")
    .map(({ name, visits, failed, retries, seconds, job }) => {
      const times = visits === 1 ? "" : ` x${visits}`;
      const notes = [failed > 0 && `${failed} failed`, retries > 0 && `${retries} retried`, job].filter(Boolean);
      return `  ${name}${times}  ${seconds.toFixed(1)} s${notes.length > 0 ? `  ${notes.join(", ")}` : ""}`;
    });
  const why = end.error === undefined ? [] : [`  ${end.error}: ${explainCause({ cause: end.cause ?? "", log: [] })}`];
  const link = consoleLink(executionArn);
  return ["", paint(statusStyle(end.status), end.status), ...rows, ...why, `  ${link}`, ""].join("\n");
}
