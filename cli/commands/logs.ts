/** The command line of `mlpipe logs`. */
import type { Command } from "commander";
import type { LogsCommandOptions } from "../logs/logs";

const HELP = `
Prints what the SageMaker job or the Lambda function behind a state has written to CloudWatch Logs: of the state's last attempt,
and of the last of a Map's items. A function's lines are those of its log group while the state was at work, other executions'
with them.

Examples:
  $ mlpipe logs "Train model" --execution churn                  of the pipeline's latest execution
  $ mlpipe logs "Train model" --execution churn --follow         until the state has ended
  $ mlpipe logs Seed --execution churn --log-group /aws/lambda/ml-dev-seed
  $ mlpipe logs "Train model" --execution churn --json | jq -r .message

With --json, an event a line: {"timestamp", "stream", "message"}

Exit codes:
  0    done
  2    wrong usage, nothing of that name, nothing that writes logs, or AWS refused: the message says what
  130  interrupted (Ctrl-C); the execution goes on
`;

/** Adds `logs` to the program. */
export function addLogsCommand(program: Command, signal: AbortSignal): void {
  program
    .command("logs")
    .description("print the log of the job or function behind a state")
    .argument("<state>", "the state's name")
    .requiredOption("--execution <execution>", "an execution's ARN; or a pipeline, for its latest execution")
    .option("--follow", "go on until the state has ended")
    .option("--log-group <name>", "the log group (default: SageMaker's for the job, or /aws/lambda/<function>)")
    .option("--stack <name>", "the stack, where several have the pipeline")
    .option("--profile <name>", "a profile of the AWS CLI's (default: AWS_PROFILE)")
    .option("--region <code>", "the AWS region (default: the ARN's, AWS_REGION, or the profile's)")
    .option("--json", "print an event of the log a line, as JSON")
    .addHelpText("after", HELP)
    .action(async (state: string, options: LogsCommandOptions) => {
      const { logsCommand } = await import("../logs/logs.js");
      process.exitCode = await logsCommand(state, options, signal);
    });
}
