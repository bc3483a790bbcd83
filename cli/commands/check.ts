/** The command line of `mlpipe check`. */
import type { Command } from "commander";
import type { CheckCommandOptions } from "../check";
import { FILE_ARGUMENT, repeatable } from "./options";

const HELP = `
Finds what AWS would refuse (errors) and what is likely to fail when it runs (warnings): structure, transitions, APIs and
their parameters, names, and reads of what no state has written. Placeholders such as \${Name} are taken as unknown.

Examples:
  $ mlpipe check pipeline.asl.json
  $ mlpipe check definitions/*.json --strict              warnings fail too
  $ mlpipe check pipeline.asl.json --ignore no-error-handling
  $ mlpipe check pipeline.yaml --input-schema input.json  what an execution is started with, as a JSON schema
  $ aws stepfunctions describe-state-machine --state-machine-arn ARN --query definition --output text | mlpipe check -

Warnings that say the same of many states are printed as one. docs/checks.md lists the codes.

With --json, one object on standard output:
  {"files": [{"file", "problems": [{"code", "severity", "path", "line", "column", "message", "remedy"}],
              "counts": {"errors", "warnings"}}],
   "counts": {"errors", "warnings", "unreadable"}}
A file that cannot be read has "error": {"code", "message", "remedy", "line", "column"} in place of "problems".

Exit codes:
  0    no error (with --strict: no warning either)
  1    an error was found
  2    wrong usage, or a file that is not there, is neither JSON nor YAML, or holds no definition
`;

/** Adds `check` to the program. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description("find mistakes in state machine definitions before AWS does")
    .argument("<file...>", FILE_ARGUMENT)
    .option("--json", "print one JSON object")
    .option("--express", "the state machine's type is EXPRESS (default: STANDARD)")
    .option("--input-schema <file>", "JSON schema of the executions' input: reads of the input are held to it")
    .option("--strict", "warnings count as errors in the exit code")
    .option("--ignore <code>", "leave problems of this code out; may be given more than once", repeatable)
    .addHelpText("after", HELP)
    .action(async (files: string[], options: CheckCommandOptions) => {
      const { checkCommand } = await import("../check.js");
      process.exitCode = await checkCommand(files, options);
    });
}
