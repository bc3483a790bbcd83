/** `mlpipe stop` and `mlpipe redrive`: end an execution, or go on with one that failed. */
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { findExecution } from "./executionReference";
import { followExecution } from "./watch";

/** The options of `stop`, as the command line has them. */
export interface StopCommandOptions extends ExecutionCommandOptions {
  error?: string;
  cause?: string;
}

/** The options of `redrive`, as the command line has them. */
export interface RedriveCommandOptions extends ExecutionCommandOptions {
  watch?: boolean;
}

/** Ends an execution; Step Functions ends the jobs of its `.sync` tasks. @returns the exit code */
export async function stopCommand(execution: string, options: StopCommandOptions): Promise<number> {
  return withStepFunctions(execution, options, async (client) => {
    const { StopExecutionCommand } = await import("@aws-sdk/client-sfn");
    const { stack, error = "Stopped", cause = "Stopped by mlpipe." } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    const { stopDate } = await client.send(new StopExecutionCommand({ executionArn, error, cause }));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ executionArn, stopDate })}\n`);
    else process.stdout.write(`Stopped ${executionArn}\n`);
    return EXIT.done;
  });
}

/**
 * Goes on with an execution that failed, from the states that did not succeed.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 *
 * @returns the exit code: with `watch` that of the execution
 */
export async function redriveCommand(
  execution: string,
  options: RedriveCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  return withStepFunctions(execution, options, async (client, connection) => {
    const { RedriveExecutionCommand } = await import("@aws-sdk/client-sfn");
    const { stack } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    const { redriveDate } = await client.send(new RedriveExecutionCommand({ executionArn }));
    if (options.watch === true) return followExecution(executionArn, client, { ...options, ...connection }, signal);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ executionArn, redriveDate })}\n`);
    else process.stdout.write(`Redriven ${executionArn}\nFollow it: mlpipe watch ${executionArn}\n`);
    return EXIT.done;
  });
}
