/** `mlpipe list`: the pipelines that there are, and how their last executions went. */
import type { SFNClient } from "@aws-sdk/client-sfn";
import { mayColour, painter } from "../../local/progress";
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { eachAtOnce } from "./eachAtOnce";
import { type FoundMachine, pipelineMachines } from "./machines";
import { statusStyle } from "./statusStyle";

/** A pipeline and its last execution. */
export interface ListedPipeline extends FoundMachine {
  lastExecution?: { arn: string; status: string; startDate: string; stopDate?: string };
}

/** @returns the exit code */
export async function listCommand(options: ExecutionCommandOptions): Promise<number> {
  const { stack, json } = options;
  const pipelines = await withStepFunctions("pipelines", options, async (client) => {
    const machines = await pipelineMachines(client, stack === undefined ? {} : { stack });
    return eachAtOnce(8, machines, (machine) => withLastExecution(client, machine));
  });
  if (json === true) process.stdout.write(`${JSON.stringify({ pipelines })}\n`);
  else process.stdout.write(table(pipelines));
  return EXIT.done;
}

/** Express executions are in the logs alone. */
async function withLastExecution(client: SFNClient, machine: FoundMachine): Promise<ListedPipeline> {
  if (machine.type !== "STANDARD") return machine;
  const { ListExecutionsCommand } = await import("@aws-sdk/client-sfn");
  const request = { stateMachineArn: machine.arn, maxResults: 1 };
  const [latest] = (await client.send(new ListExecutionsCommand(request))).executions ?? [];
  if (!latest) return machine;
  const { executionArn: arn = "", status = "", startDate, stopDate } = latest;
  const lastExecution = {
    ...{ arn, status, startDate: startDate?.toISOString() ?? "" },
    ...(stopDate && { stopDate: stopDate.toISOString() }),
  };
  return { ...machine, lastExecution };
}

function table(pipelines: ListedPipeline[]): string {
  if (pipelines.length === 0) return "No pipelines here. Deploy a stack (pulumi up), or name another --region.\n";
  const paint = painter(mayColour(process.stdout));
  const rows = pipelines.map(({ pipeline = "", stack = "", name, lastExecution }) => ({
    cells: [pipeline, stack, name, lastExecution?.startDate.slice(0, 19).replace("T", " ") ?? "never"],
    status: lastExecution?.status ?? "",
  }));
  const headings = ["PIPELINE", "STACK", "STATE MACHINE", "LAST EXECUTION"];
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map(({ cells }) => cells[index]!.length)),
  );
  const line = (cells: string[]) => cells.map((cell, index) => cell.padEnd(widths[index]!)).join("  ");
  const lines = rows.map(({ cells, status }) => `${line(cells)}  ${paint(statusStyle(status), status)}`.trimEnd());
  return [paint("bold", line(headings).trimEnd()), ...lines, ""].join("\n");
}
