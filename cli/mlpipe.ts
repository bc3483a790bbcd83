/** The command line: `mlpipe <command>`. */
import { Command, CommanderError } from "commander";
import { UserError } from "../local/userError";
import { addAuditCommand } from "./commands/audit";
import { addCheckCommand } from "./commands/check";
import { addExecutionCommands } from "./commands/executions";
import { addGraphCommand } from "./commands/graph";
import { addImportCommand } from "./commands/import";
import { addLineageCommand } from "./commands/lineage";
import { addLocalCommand } from "./commands/local";
import { addLogsCommand } from "./commands/logs";
import { addPermissionsCommand } from "./commands/permissions";
import { addPreviewCommand } from "./commands/preview";
import { EXIT } from "./exitCodes";

/** A second Ctrl-C ends at once; npm passes on the first one, so that it comes twice. */
const SECOND_SIGNAL_AFTER_MS = 500;

/** For so long the process may go on when all is done. */
const LEFT_ALONE_FOR_MS = 200;

function commandLine(signal: AbortSignal): Command {
  const program = new Command("mlpipe").description(
    "SageMaker pipelines on Step Functions: check, draw, derive and audit permissions, preview, run on this machine, and operate on AWS",
  );
  program.exitOverride().showHelpAfterError("(add --help for examples)");
  addLocalCommand(program, signal);
  addCheckCommand(program);
  addPermissionsCommand(program);
  addAuditCommand(program);
  addGraphCommand(program);
  addImportCommand(program);
  addLineageCommand(program);
  addExecutionCommands(program, signal);
  addLogsCommand(program, signal);
  addPreviewCommand(program, signal);
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
  // What is written into a pipe may still be on its way.
  await Promise.all([process.stdout, process.stderr].map(flushed));
  // Nothing is left to be done, so nothing may keep the process: a socket that a library holds open, for instance. It is
  // not ended at once, since tsx may still be writing what it has compiled, without which every start is slow.
  setTimeout(() => process.exit(), LEFT_ALONE_FOR_MS).unref();
}

/** Settles when a stream has passed on what was written, or cannot. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
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
