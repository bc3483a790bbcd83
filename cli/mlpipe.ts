/** The command line: `mlpipe <command>`. */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { LocalCommandOptions } from "./local";
import { UserError } from "../local/userError";

const EXIT = { failed: 1, wrongUse: 2, interrupted: 130 };

/** A second Ctrl-C ends at once; npm passes on the first one, so that it comes twice. */
const SECOND_SIGNAL_AFTER_MS = 500;

const HELP = `
Examples:
  $ mlpipe local                                   all pipelines of the stack dev
  $ mlpipe local --pipeline train-model            one of them
  $ mlpipe local --data churn.csv                  with your own data: the label first, no header
  $ mlpipe local --stack prod --keep out/          another stack; models and predictions go to out/
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

function commandLine(signal: AbortSignal): Command {
  const program = new Command("mlpipe").description(
    "SageMaker pipelines on Step Functions, and the same on this machine",
  );
  program.exitOverride();
  program
    .command("local")
    .description("run a stack's pipelines on this machine: real training, no AWS account")
    .option(
      "--pipeline <name>",
      "run this pipeline only; may be given more than once",
      (name, before: string[] | undefined) => [...(before ?? []), name],
    )
    .option("--stack <name>", "the stack: Pulumi.<name>.yaml", "dev")
    .option("--data <file.csv>", "your own data in place of each pipeline's")
    .option("--json", "print one JSON object as the last line of standard output, and all else on standard error")
    .option("--keep <dir>", "copy models, predictions and data into this new or empty folder")
    .option("--port <number>", "port of the S3 endpoint on 127.0.0.1 (default: a free one)", port)
    .addHelpText("after", HELP)
    .exitOverride()
    .action(async (options: LocalCommandOptions) => {
      // Loaded here, so that help and mistakes do not wait for it.
      const { localCommand } = await import("./local.js");
      process.exitCode = await localCommand(options, signal);
    });
  return program;
}

async function main(): Promise<void> {
  const interrupt = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (first > 0 && performance.now() - first > SECOND_SIGNAL_AFTER_MS) process.exit(EXIT.interrupted);
    if (first === 0) {
      first = performance.now();
      process.stderr.write("\nStopping …\n");
      interrupt.abort();
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  // Whoever read the output may go away first.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

  try {
    await commandLine(interrupt.signal).parseAsync();
  } catch (error) {
    process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : report(error);
  }
  // Nothing is left to be done, so nothing may keep the process: a socket that a library holds open, for instance.
  process.exit();
}

/** Tells the user of an error and gives the exit code. */
function report(error: unknown): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.wrongUse;
  if (error instanceof UserError) {
    process.stderr.write(`\n${error.problem}\n${error.remedy}\n`);
    return EXIT.wrongUse;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const isDebugging = Boolean(process.env["MLPIPE_DEBUG"]);
  process.stderr.write(`\nThis should not have happened: ${isDebugging ? stack : message}\n`);
  if (!isDebugging) process.stderr.write("Set MLPIPE_DEBUG=1 and run it again to see where.\n");
  return EXIT.failed;
}

void main();
