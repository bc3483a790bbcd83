/** `mlpipe logs`: what the job or function behind a state has written. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { UserError } from "../../local/userError";
import { cloudWatchLogs } from "../aws/clients";
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "../executions/commandSurroundings";
import { findExecution } from "../executions/executionReference";
import { historyReader } from "../executions/followHistory";
import { historyStates, type StateVisit } from "../executions/historyStates";
import { logReader } from "./logReader";
import { type LogSource, logSource } from "./logSource";

/** The command's options, as the command line has them. */
export interface LogsCommandOptions extends ExecutionCommandOptions {
  execution: string;
  follow?: boolean;
  logGroup?: string;
}

const POLL_MS = 2000;

/** Lines of a job come in so long after it has ended. */
const LINGER_MS = 10_000;

/** @returns the exit code */
export async function logsCommand(state: string, options: LogsCommandOptions, signal: AbortSignal): Promise<number> {
  return withStepFunctions(options.execution, options, async (client, connection) => {
    const { stack, execution, follow = false, json = false } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    const visits = stateVisits(state);
    const history = historyReader(client, executionArn);
    const readHistory = async () => {
      for await (const events of history.read(signal)) visits.take(events);
    };
    try {
      await readHistory();
      while (follow && !visits.isOver() && visits.last()?.visit.job === undefined) {
        await sleep(POLL_MS, undefined, { signal });
        await readHistory();
      }
      const found = visits.last();
      const source = sourceOf(state, found?.visit, options.logGroup);
      const reader = logReader(await cloudWatchLogs(connection), source, found!.visit.since);
      let written = 0;
      for (;;) {
        const isOver = !follow || visits.isOver();
        if (follow && isOver)
          await sleep(Math.max(0, (found?.ended ?? 0) + LINGER_MS - Date.now()), undefined, { signal });
        // A job's streams are its own, however late a line is; a function's are shared.
        const until = source.streams === undefined && found?.ended !== undefined ? found.ended + LINGER_MS : undefined;
        for await (const events of reader.read(until, signal)) {
          written += events.length;
          if (!process.stdout.write(events.map((event) => lineOf(event, json)).join(""))) {
            await once(process.stdout, "drain");
          }
        }
        if (isOver) break;
        await sleep(POLL_MS, undefined, { signal });
        await readHistory();
      }
      if (written === 0) {
        process.stderr.write(
          `Nothing is in ${source.group}${source.streams ? `, streams ${source.streams}…` : ""} yet.\n`,
        );
        if (source.streams === undefined) process.stderr.write("Is it another one? Name it with --log-group.\n");
      }
      return EXIT.done;
    } catch (error) {
      if (signal.aborted) return EXIT.interrupted;
      throw error;
    }
  });
}

/** The visits of one state: the last that has a job, and else the last. */
function stateVisits(name: string) {
  const account = historyStates();
  let last: { visit: StateVisit; ended?: number } | undefined;
  let hasEnded = false;
  return {
    take(events: Parameters<typeof account.take>[0][]): void {
      for (const change of events.flatMap((event) => account.take(event))) {
        if (change.type === "ended") {
          hasEnded = true;
          if (last) last.ended ??= change.at;
        } else if (change.visit.name === name) {
          if (change.type === "entered" && last?.visit.job === undefined) last = { visit: change.visit };
          if (change.type === "job") last = { visit: change.visit };
          if ((change.type === "exited" || change.type === "caught") && last?.visit === change.visit) {
            last.ended = change.at;
          }
        }
      }
    },
    last: () => last,
    isOver: () => hasEnded || last?.ended !== undefined,
  };
}

function sourceOf(state: string, visit: StateVisit | undefined, group: string | undefined): LogSource {
  if (visit === undefined) {
    throw new UserError(
      `The execution has not reached a state "${state}".`,
      "Look at its states: mlpipe graph --execution EXECUTION; with --follow it is waited for.",
    );
  }
  const source = logSource(visit);
  if (source !== undefined) return { ...source, ...(group !== undefined && { group }) };
  if (group !== undefined) return { group };
  const what = visit.api ?? `a ${visit.type} state`;
  throw new UserError(
    `"${state}" is ${what}, behind which no log is known.`,
    "Jobs of SageMaker and Lambda functions have one; name any other with --log-group.",
  );
}

function lineOf({ timestamp = 0, logStreamName = "", message = "" }: FilteredLogEvent, json: boolean): string {
  const time = new Date(timestamp).toISOString();
  return json
    ? `${JSON.stringify({ timestamp: time, stream: logStreamName, message })}\n`
    : `${time}  ${message.replace(/\n$/, "")}\n`;
}
