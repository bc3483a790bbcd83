/** The command line of `mlpipe local`. */
import { type Command, InvalidArgumentError } from "commander";
import type { LocalCommandOptions } from "../local";
import { repeatable } from "./options";

const HELP = `
Examples:
  $ mlpipe local                                   all pipelines of the stack dev
  $ mlpipe local --pipeline train-model            one of them
  $ mlpipe local --data churn.csv                  with your own data: the label first, no header
  $ mlpipe local --stack prod --keep out/          another stack; models and predictions go to out/
  $ mlpipe local --answers labels.jsonl            labeling jobs get these labels in place of people's
  $ mlpipe local --project examples                another program of this repository
  $ mlpipe local --json > result.json              one JSON object; progress goes to standard error

Exit codes:
  0    every pipeline succeeded
  1    a pipeline failed, or something broke
  2    wrong usage, or something that you can mend: the message says what
  130  interrupted (Ctrl-C)

Environment:
  MLPIPE_PYTHON   the Python to use (3.10 or later)
  MLPIPE_DEBUG=1  shows the stack of an unexpected error
  NO_COLOR=1      no colours
`;

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 65535; 0 takes a free one.");
}

/** Adds `local` to the program. */
export function addLocalCommand(program: Command, signal: AbortSignal): void {
  program
    .command("local")
    .description("run a stack's pipelines on this machine: real training, no AWS account")
    .option("--pipeline <name>", "run this pipeline only; may be given more than once", repeatable)
    .option("--stack <name>", "the stack: Pulumi.<name>.yaml", "dev")
    .option("--project <dir>", "the folder of Pulumi.yaml (default: the one that you are in)")
    .option("--data <file.csv>", "your own data in place of each pipeline's")
    .option("--answers <file.jsonl>", "labels for labeling jobs, one JSON object a line, in place of people")
    .option("--json", "print one JSON object as the last line of standard output, and all else on standard error")
    .option("--keep <dir>", "copy models, predictions and data into this new or empty folder")
    .option("--port <number>", "port of the S3 endpoint on 127.0.0.1 (default: a free one)", port)
    .addHelpText("after", HELP)
    .action(async (options: LocalCommandOptions) => {
      // Loaded here, so that help and mistakes do not wait for it.
      const { localCommand } = await import("../local.js");
      process.exitCode = await localCommand(options, signal);
    });
}
