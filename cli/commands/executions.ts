/** The command lines of what is done with executions on AWS: list, start, watch, describe, history, stop, redrive, open. */
import type { Command } from "commander";
import type { ExecutionCommandOptions } from "../executions/commandSurroundings";
import type { HistoryCommandOptions } from "../executions/history";
import type { StartCommandOptions } from "../executions/start";
import type { RedriveCommandOptions, StopCommandOptions } from "../executions/stopAndRedrive";

const PIPELINE = "a pipeline's name, a state machine's name or ARN";
const EXECUTION = "an execution's ARN; or a pipeline, for its latest execution";

const FOLLOWED = `
Exit codes:
  0    the execution succeeded
  1    it failed, or something broke
  2    wrong usage, nothing of that name, or AWS refused: the message says what
  3    it timed out
  4    it was stopped
  5    AWS could not be reached for ten minutes; the execution goes on
  130  interrupted (Ctrl-C); the execution goes on
`;

const ASKED = `
Exit codes:
  0    done
  2    wrong usage, nothing of that name, or AWS refused: the message says what
`;

const EXAMPLES = {
  list: `
Examples:
  $ mlpipe list
  $ mlpipe list --stack prod --profile ml --region eu-west-1
  $ mlpipe list --json | jq -r '.pipelines[] | select(.lastExecution.status == "FAILED") | .name'

Pipelines are the state machines with the tag Pipeline, which this package gives to all of its own.
`,
  start: `
Examples:
  $ mlpipe start churn --stack prod --watch
  $ mlpipe start churn --input input.json
  $ echo '{"DataSource": "s3://raw/churn.csv"}' | mlpipe start churn --input -
  $ mlpipe start churn --name nightly-2026-01-01                 a name starts one execution only
`,
  watch: `
Examples:
  $ mlpipe watch churn                                           its latest execution
  $ mlpipe watch arn:aws:states:eu-west-1:123456789012:execution:churn-1a2b3c4:nightly
  $ mlpipe watch churn --json | jq .states

On a terminal it shows the states that run, with the SageMaker job's own status and metrics; elsewhere it prints a line for
each thing that happens. A lost connection is tried again.
`,
};

/** Options that all of them have. */
function withConnection(command: Command): Command {
  return command
    .option("--stack <name>", "the stack, where several have the pipeline")
    .option("--profile <name>", "a profile of the AWS CLI's (default: AWS_PROFILE)")
    .option("--region <code>", "the AWS region (default: the ARN's, AWS_REGION, or the profile's)")
    .option("--json", "print JSON on standard output, and all else on standard error");
}

/** Adds them to the program. Each loads what it needs when it is run, so that help and mistakes do not wait for it. */
export function addExecutionCommands(program: Command, signal: AbortSignal): void {
  withConnection(program.command("list"))
    .description("list the pipelines on AWS, with their last executions")
    .addHelpText("after", EXAMPLES.list + ASKED)
    .action(async (options: ExecutionCommandOptions) => {
      const { listCommand } = await import("../executions/list.js");
      process.exitCode = await listCommand(options);
    });
  withConnection(program.command("start"))
    .description("start a pipeline on AWS")
    .argument("<pipeline>", PIPELINE)
    .option("--input <file>", "the execution's input, JSON; - for standard input (default: {})")
    .option("--name <name>", "the execution's name (default: a new one)")
    .option("--watch", "follow it to its end")
    .addHelpText("after", EXAMPLES.start + FOLLOWED)
    .action(async (pipeline: string, options: StartCommandOptions) => {
      const { startCommand } = await import("../executions/start.js");
      process.exitCode = await startCommand(pipeline, options, signal);
    });
  withConnection(program.command("watch"))
    .description("follow an execution on AWS to its end")
    .argument("<execution>", EXECUTION)
    .addHelpText("after", EXAMPLES.watch + FOLLOWED)
    .action(async (execution: string, options: ExecutionCommandOptions) => {
      const { watchCommand } = await import("../executions/watch.js");
      process.exitCode = await watchCommand(execution, options, signal);
    });
  withConnection(program.command("describe"))
    .description("show an execution's status, input and output")
    .argument("<execution>", EXECUTION)
    .addHelpText("after", ASKED)
    .action(async (execution: string, options: ExecutionCommandOptions) => {
      const { describeCommand } = await import("../executions/describe.js");
      process.exitCode = await describeCommand(execution, options);
    });
  withConnection(program.command("history"))
    .description("print an execution's events")
    .argument("<execution>", EXECUTION)
    .option("--data", "with the inputs and outputs of states")
    .addHelpText("after", `\nWith --json, an event a line, as Step Functions gives it.\n${ASKED}`)
    .action(async (execution: string, options: HistoryCommandOptions) => {
      const { historyCommand } = await import("../executions/history.js");
      process.exitCode = await historyCommand(execution, options);
    });
  withConnection(program.command("stop"))
    .description("stop an execution, and the jobs that it waits for")
    .argument("<execution>", EXECUTION)
    .option("--error <name>", "the error that it ends with", "Stopped")
    .option("--cause <text>", "the cause that it ends with", "Stopped by mlpipe.")
    .addHelpText("after", ASKED)
    .action(async (execution: string, options: StopCommandOptions) => {
      const { stopCommand } = await import("../executions/stopAndRedrive.js");
      process.exitCode = await stopCommand(execution, options);
    });
  withConnection(program.command("redrive"))
    .description("go on with an execution that failed, from the states that did not succeed")
    .argument("<execution>", EXECUTION)
    .option("--watch", "follow it to its end")
    .addHelpText("after", FOLLOWED)
    .action(async (execution: string, options: RedriveCommandOptions) => {
      const { redriveCommand } = await import("../executions/stopAndRedrive.js");
      process.exitCode = await redriveCommand(execution, options, signal);
    });
  withConnection(program.command("open"))
    .description("print the page of an execution or a pipeline in the AWS console")
    .argument("<reference>", `an execution's ARN, or ${PIPELINE}`)
    .addHelpText("after", ASKED)
    .action(async (reference: string, options: ExecutionCommandOptions) => {
      const { openCommand } = await import("../executions/open.js");
      process.exitCode = await openCommand(reference, options);
    });
}
