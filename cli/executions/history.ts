/** `mlpipe history`: every event of an execution so far. */
import { once } from "node:events";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { findExecution } from "./executionReference";
import { historyReader } from "./followHistory";

/** The command's options, as the command line has them. */
export interface HistoryCommandOptions extends ExecutionCommandOptions {
  /** Whether data of states is shown. */
  data?: boolean;
}

/** Prints a page at a time: a history may have 25,000 events. @returns the exit code */
export async function historyCommand(execution: string, options: HistoryCommandOptions): Promise<number> {
  return withStepFunctions(execution, options, async (client) => {
    const { stack, data = false, json = false } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    for await (const events of historyReader(client, executionArn, data).read()) {
      const lines = events.map((event) => (json ? JSON.stringify(event) : lineOf(event)));
      if (!process.stdout.write(`${lines.join("\n")}\n`)) await once(process.stdout, "drain");
    }
    return EXIT.done;
  });
}

/** `   12  2026-01-01T00:00:03.120Z  TaskFailed  SageMaker.AmazonSageMakerException: Rate exceeded` */
function lineOf(event: HistoryEvent): string {
  const { id = 0, timestamp, type = "" } = event;
  return `${String(id).padStart(5)}  ${timestamp?.toISOString() ?? ""}  ${type}  ${detailOf(event)}`.trimEnd();
}

function detailOf(event: HistoryEvent): string {
  const details = Object.entries(event).find(([key]) => key.endsWith("EventDetails"))?.[1] as
    Record<string, unknown> | undefined;
  const text = (name: string) => (typeof details?.[name] === "string" ? details[name] : undefined);
  const call = text("resourceType") && `${text("resourceType")}:${text("resource")}`;
  const error = text("error") && [text("error"), text("cause")].filter(Boolean).join(": ");
  return [text("name"), call, error, text("mapRunArn"), text("input"), text("output") ?? text("parameters")]
    .filter(Boolean)
    .join("  ");
}
