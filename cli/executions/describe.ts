/** `mlpipe describe`: how an execution stands, with its input and output. */
import { mayColour, painter } from "../../local/progress";
import { explainCause } from "../../local/run/explain";
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { consoleLink } from "./consoleLink";
import { findExecution } from "./executionReference";
import { statusStyle } from "./statusStyle";

/** @returns the exit code */
export async function describeCommand(execution: string, options: ExecutionCommandOptions): Promise<number> {
  return withStepFunctions(execution, options, async (client) => {
    const { DescribeExecutionCommand } = await import("@aws-sdk/client-sfn");
    const { stack } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    const { $metadata, ...described } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ ...described, console: consoleLink(executionArn) })}\n`);
      return EXIT.done;
    }
    const paint = painter(mayColour(process.stdout));
    const { status = "", startDate, stopDate, input, output, error, cause, redriveCount = 0 } = described;
    const seconds = startDate && ((stopDate ?? new Date()).getTime() - startDate.getTime()) / 1000;
    const lines = [
      executionArn,
      `status   ${paint(statusStyle(status), status)}`,
      `started  ${startDate?.toISOString() ?? ""}`,
      `took     ${seconds?.toFixed(1) ?? "?"} s${stopDate ? "" : " so far"}`,
      ...(redriveCount > 0 ? [`redriven ${redriveCount} times`] : []),
      ...(error === undefined ? [] : [`error    ${error}: ${explainCause({ cause: cause ?? "", log: [] })}`]),
      ...(input === undefined ? [] : [`input    ${input}`]),
      ...(output === undefined ? [] : [`output   ${output}`]),
      `console  ${consoleLink(executionArn)}`,
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
    return EXIT.done;
  });
}
